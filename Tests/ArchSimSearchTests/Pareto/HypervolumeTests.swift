import Testing

@testable import ArchSimSearch

@Suite struct HypervolumeTests {
  /// Exact hypervolumes of true fronts up to 1.1 (integrals of the fronts' definitions).
  @Test func trueFrontsReachTheirExactHypervolume() {
    let count = 20_000
    let places = (0...count).map { Double($0) / Double(count) }
    let fronts: [(String, [[Double]], Double)] = [
      ("ZDT1: 0.1 + 2/3 + 0.11", places.map { [$0, 1 - $0.squareRoot()] }, 0.876_667),
      ("ZDT2: 0.1 + 1/3 + 0.11", places.map { [$0, 1 - $0 * $0] }, 0.543_333),
    ]
    for (name, front, exact) in fronts {
      let measured = hypervolume(of: front, reference: [1.1, 1.1])
      #expect((measured - exact).magnitude < 1e-4, "\(name): \(measured), expected \(exact)")
    }
    // ZDT5, reference (35, 15): 31 points (k, 10/k).
    let steps = (1...31).map { [Double($0), 10 / Double($0)] }
    let zdt5 = hypervolume(of: steps, reference: [35, 15])
    #expect((zdt5 - 468.759806).magnitude < 1e-6, "ZDT5: \(zdt5), expected 468.759806")
  }

  @Test func anEighthOfASphereReachesItsVolume() {
    // DTLZ2: 1.331 − π/6 = 0.807401; a grid of directions leaves gaps that shrink with its step.
    let count = 60
    var front: [[Double]] = []
    for i in 0...count {
      for j in 0...count {
        let a = Double(i) / Double(count) * Double.pi / 2
        let b = Double(j) / Double(count) * Double.pi / 2
        front.append([cosine(a) * cosine(b), cosine(a) * sine(b), sine(a)])
      }
    }
    let measured = hypervolume(of: front, reference: [1.1, 1.1, 1.1])
    #expect(measured < 0.807401 && measured > 0.79, "\(measured), expected just below 0.807401")
  }

  /// Inclusion and exclusion over all subsets: slow, and obviously right.
  private func byInclusionExclusion(_ points: [[Double]], _ reference: [Double]) -> Double {
    var sum = 0.0
    for subset in 1..<(1 << points.count) {
      var volume = 1.0
      for axis in reference.indices {
        var worst = -Double.infinity
        for index in points.indices where subset >> index & 1 == 1 {
          worst = max(worst, points[index][axis])
        }
        volume *= max(0, reference[axis] - worst)
      }
      sum += subset.nonzeroBitCount.isMultiple(of: 2) ? -volume : volume
    }
    return sum
  }

  @Test(arguments: 1...6) func equalsInclusionAndExclusion(width: Int) {
    var generator = SplitMix64(seed: UInt64(width))
    let reference = [Double](repeating: 1, count: width)
    for round in 0..<20 {
      // Coarse numbers make ties and duplicates; some points lie beyond the reference.
      let points = (0..<8).map { _ in
        (0..<width).map { _ in Double(generator.integer(below: 9)) / 8 + (round < 10 ? 0 : 1e-3) }
      }
      let expected = byInclusionExclusion(points, reference)
      let measured = hypervolume(of: points, reference: reference)
      #expect((measured - expected).magnitude < 1e-12, "width \(width), round \(round)")
      var trace = HypervolumeTrace(reference: reference)
      for (index, point) in points.enumerated() {
        let prefix = byInclusionExclusion(Array(points.prefix(index + 1)), reference)
        let traced = trace.insert(point)
        #expect(
          (traced - prefix).magnitude < 1e-12,
          "width \(width), round \(round), point \(index): \(traced), expected \(prefix)")
      }
    }
  }

  @Test(arguments: 2...4) func tracesEndAtTheHypervolume(width: Int) {
    var generator = SplitMix64(seed: 9)
    var trace = HypervolumeTrace(reference: [Double](repeating: 1, count: width))
    var points: [[Double]] = []
    var previous = 0.0
    for _ in 0..<(width == 4 ? 60 : 200) {
      let point = (0..<width).map { _ in generator.uniform() }
      points.append(point)
      let value = trace.insert(point)
      #expect(value >= previous)
      previous = value
    }
    let whole = hypervolume(of: points, reference: trace.reference)
    #expect((whole - previous).magnitude < 1e-10, "\(previous), expected \(whole)")
  }

  @Test func vectorsThatCannotCountAddNothing() {
    #expect(hypervolume(of: [], reference: [1, 1]) == 0)
    #expect(hypervolume(of: [[1, 0], [0, 2], [.nan, 0], [0]], reference: [1, 1]) == 0)
    var trace = HypervolumeTrace(reference: [1, 1])
    #expect(trace.insert([.nan, 0]) == 0)
    #expect(trace.insert([-.infinity, 0]) == 0)
    #expect(trace.insert([0]) == 0)
    #expect(trace.insert([0, 0]) == 1)
  }
}
