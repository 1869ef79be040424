// Zitzler, Deb, Thiele: "Comparison of multiobjective evolutionary algorithms", Evolutionary
// Computation 8 (2000); Deb, Thiele, Laumanns, Zitzler: "Scalable test problems for evolutionary
// multiobjective optimization", 2005. Hypervolumes are of the exact fronts up to 1.1 everywhere.

extension TestProblem {
  /// Thirty reals, a convex front.
  public static let zdt1 = zdt("zdt1", optimum: 0.1 + 2.0 / 3 + 0.11) { first, g in
    g - (first * g).squareRoot()
  }

  /// Thirty reals, a concave front.
  public static let zdt2 = zdt("zdt2", optimum: 0.1 + 1.0 / 3 + 0.11) { first, g in
    g - first * first / g
  }

  /// Thirty reals, a front in five pieces.
  public static let zdt3 = zdt("zdt3", optimum: 1.3315) { first, g in
    g - (first * g).squareRoot() - first * sine(10 * Double.pi * first)
  }

  private static func zdt(
    _ name: String, optimum: Double, second: @escaping @Sendable (Double, Double) -> Double
  ) -> TestProblem {
    TestProblem(
      name, SearchParameter.reals(30, in: 0...1), objectiveCount: 2, optimum: optimum,
      reference: [1.1, 1.1]
    ) { x in
      var sum = 0.0
      for value in x.dropFirst() { sum += value }
      let g = 1 + 9 * sum / Double(x.count - 1)
      return Outcome(objectives: [x[0], second(x[0], g)])
    }
  }

  /// Ten reals, a convex front behind many local ones.
  public static let zdt4 = TestProblem(
    "zdt4",
    [SearchParameter("x0", .real(0...1, logarithmic: false))]
      + SearchParameter.reals(9, in: -5...5),
    objectiveCount: 2, optimum: 0.1 + 2.0 / 3 + 0.11, reference: [1.1, 1.1]
  ) { x in
    var g = 1 + 10 * Double(x.count - 1)
    for value in x.dropFirst() { g += value * value - 10 * cosine(4 * Double.pi * value) }
    return Outcome(objectives: [x[0], g - (x[0] * g).squareRoot()])
  }

  /// Eighty bits in groups of 30 and ten times 5, a convex front that deceives: 31 points (k, 10/k).
  ///
  /// The reference is (35, 15).
  public static let zdt5 = TestProblem(
    "zdt5",
    (1...80).map { SearchParameter("b\($0)", .integer(0...1, step: 1, logarithmic: false)) },
    objectiveCount: 2, optimum: 468.759_806, reference: [35, 15]
  ) { bits in
    let first = 1 + bits.prefix(30).reduce(0, +)
    var g = 0.0
    for start in stride(from: 30, to: 80, by: 5) {
      let ones = bits[start..<start + 5].reduce(0, +)
      g += ones < 5 ? 2 + ones : 1
    }
    return Outcome(objectives: [first, g / first])
  }

  /// Ten reals, a concave front along which designs are spread unevenly.
  public static let zdt6 = TestProblem(
    "zdt6", SearchParameter.reals(10, in: 0...1), objectiveCount: 2, optimum: 0.507_879,
    reference: [1.1, 1.1]
  ) { x in
    let first = 1 - exponential(-4 * x[0]) * power(sine(6 * Double.pi * x[0]), 6)
    var sum = 0.0
    for value in x.dropFirst() { sum += value }
    let g = 1 + 9 * power(sum / Double(x.count - 1), 0.25)
    return Outcome(objectives: [first, g - first * first / g])
  }

  /// Twelve reals, three objectives, an eighth of a sphere as the front.
  public static let dtlz2 = TestProblem(
    "dtlz2", SearchParameter.reals(12, in: 0...1), objectiveCount: 3,
    optimum: 1.331 - Double.pi / 6, reference: [1.1, 1.1, 1.1]
  ) { x in
    var radius = 1.0
    for value in x.dropFirst(2) { radius += (value - 0.5) * (value - 0.5) }
    let first = x[0] * Double.pi / 2
    let second = x[1] * Double.pi / 2
    return Outcome(objectives: [
      radius * cosine(first) * cosine(second), radius * cosine(first) * sine(second),
      radius * sine(first),
    ])
  }
}
