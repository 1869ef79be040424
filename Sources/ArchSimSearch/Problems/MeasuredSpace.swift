/// A design space of which some designs were measured, with a front of time and area.
///
/// The spaces of Spector (Gautier, Althoff, Meng, Kastner: *Spector: an OpenCL FPGA benchmark suite*,
/// FPT 2016) have cliffs, plateaus and combinations that nobody could synthesise. Objectives are the
/// logarithm of the time and the area, scaled from 0 to 1 over all designs. A combination that was not
/// measured counts as the nearest that was, by the sum over knobs of the distances between level numbers,
/// each divided by the largest; among equally near ones as the first.
struct MeasuredSpace: Sendable {
  let parameters: [SearchParameter]
  private let levels: [[Double]]
  /// The scaled level numbers of the measured designs, row by row.
  private let places: [Double]
  /// The scaled objectives of the measured designs.
  let objectives: [[Double]]

  /// Takes knobs and, per design, their values and two positive results.
  ///
  /// Knobs that never change are left out. Returns `nil` without two different values of each result
  /// and one knob, or where rows have different lengths or numbers that cannot be.
  init?(knobs: [String], designs: [[Double]], times: [Double], areas: [Double]) {
    guard designs.count == times.count, designs.count == areas.count,
      designs.allSatisfy({ $0.count == knobs.count && $0.allSatisfy(\.isFinite) }),
      times.allSatisfy({ $0 > 0 && $0.isFinite }), areas.allSatisfy(\.isFinite)
    else { return nil }
    let all = knobs.indices.map { knob in Set(designs.map { $0[knob] }).sorted() }
    let kept = knobs.indices.filter { all[$0].count > 1 }
    let times = times.map { logarithm($0) }
    guard !kept.isEmpty, let least = times.min(), let most = times.max(), least < most,
      let small = areas.min(), let large = areas.max(), small < large
    else { return nil }
    let levels = kept.map { all[$0] }
    parameters = kept.map { SearchParameter(knobs[$0], .ordinal(all[$0])) }
    places = designs.flatMap { design in
      kept.indices.map { MeasuredSpace.place(design[kept[$0]], among: levels[$0]) }
    }
    objectives = zip(times, areas).map { time, area in
      [(time - least) / (most - least), (area - small) / (large - small)]
    }
    self.levels = levels
  }

  private static func place(_ value: Double, among levels: [Double]) -> Double {
    let number = levels.firstIndex { $0 >= value } ?? levels.count - 1
    return Double(number) / Double(levels.count - 1)
  }

  /// What was measured at a design, or at the nearest that was measured.
  func evaluate(_ values: [Double]) -> [Double] {
    let own = zip(values, levels).map { MeasuredSpace.place($0, among: $1) }
    var best = (distance: Double.infinity, row: 0)
    for row in objectives.indices {
      var distance = 0.0
      let base = row * own.count
      for knob in own.indices { distance += (places[base + knob] - own[knob]).magnitude }
      // Sums that differ by rounding alone are equally far, and the first row counts.
      if distance < best.distance - 5e-10 { best = (distance, row) }
    }
    return objectives[best.row]
  }
}

extension TestProblem {
  /// A measured design space as a problem with two objectives, time and area.
  ///
  /// - Parameters:
  ///   - name: What it is called.
  ///   - knobs: The names of the parameters.
  ///   - designs: The measured designs, one value a knob.
  ///   - times: What each design took.
  ///   - areas: What each design occupied.
  /// - Returns: The problem; `nil` where the numbers make no space, as when no knob ever changes.
  public static func measured(
    _ name: String, knobs: [String], designs: [[Double]], times: [Double], areas: [Double]
  ) -> TestProblem? {
    guard
      let space = MeasuredSpace(knobs: knobs, designs: designs, times: times, areas: areas)
    else { return nil }
    let reference = [1.1, 1.1]
    return TestProblem(
      name, space.parameters, objectiveCount: 2,
      optimum: hypervolume(of: space.objectives, reference: reference), reference: reference
    ) { Outcome(objectives: space.evaluate($0)) }
  }
}
