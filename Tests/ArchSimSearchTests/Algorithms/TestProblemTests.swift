import Testing

@testable import ArchSimSearch

@Suite struct TestProblemTests {
  /// Published minimisers and minima.
  @Test func minimaAreWhereTheyShouldBe() {
    let cases: [(TestProblem, [Double], Double)] = [
      (.branin, [Double.pi, 2.275], 1e-9), (.branin, [-Double.pi, 12.275], 1e-9),
      (
        .hartmann6, [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573], 1e-6
      ),
      (.ackley10, Array(repeating: 0, count: 10), 1e-12),
      (.mixed8, [0.7, -0.4, 13, power(10, -2.4), 1, 1, 6, 128], 1e-12),
      (.qacc, [16, 32, 256, 4, 64, 1, 16, 256], 1e-10),
      (.qaccConstrained, [16, 32, 256, 4, 64, 1, 16, 256], 1e-10),
    ]
    for (problem, place, tolerance) in cases {
      let value = problem.evaluate(DesignPoint(place)).objectives[0]
      #expect(
        (value - problem.optimum).magnitude < tolerance,
        "\(problem.name): \(value), expected \(problem.optimum)")
    }
  }

  /// Two rows of the enumerated table: cycles, energy, area, quality loss.
  ///
  /// 16,32,256,4,64,OS,16,256: 104106188.80000001, 65892208222.82916, 1.5928, 0.21314764216552473
  /// 16,32,256,4,64,OS,16,128: 104190054.4, 66435627119.213165, 1.5928, 0.21314764216552473
  @Test func acceleratorMatchesItsTable() {
    let rows: [([Double], [Double])] = [
      (
        [16, 32, 256, 4, 64, 1, 16, 256],
        [104_106_188.800_000_01, 65_892_208_222.829_16, 1.5928, 0.213_147_642_165_524_73]
      ),
      (
        [16, 32, 256, 4, 64, 1, 16, 128],
        [104_190_054.4, 66_435_627_119.213_165, 1.5928, 0.213_147_642_165_524_73]
      ),
    ]
    for (design, expected) in rows {
      let metrics = QuantizedAccelerator(design).metrics()
      let measured = [metrics.cycles, metrics.energy, metrics.area, metrics.qualityLoss]
      for (a, b) in zip(measured, expected) {
        #expect((a / b - 1).magnitude < 1e-12, "\(design): \(measured), expected \(expected)")
      }
    }
    #expect(TestProblem.qacc.space.cardinality == 368_640)
  }

  /// ZDT5's true front is (k, 10 / k) for k from 1 to 31, where every group of five is all ones.
  @Test func bitsReachTheirFront() {
    for ones in 0...30 {
      let bits = (0..<80).map { $0 >= 30 || $0 < ones ? 1.0 : 0 }
      let value = TestProblem.zdt5.evaluate(DesignPoint(bits)).objectives
      let first = Double(ones + 1)
      #expect(value == [first, 10 / first])
    }
    let zeros = TestProblem.zdt5.evaluate(DesignPoint([Double](repeating: 0, count: 80)))
    #expect(zeros.objectives == [1, 20], "a group of u < 5 ones counts 2 + u")
  }

  /// Measured designs are found again; what lies between counts as the nearest, the first of ties.
  @Test func measuredSpacesAnswerWithTheNearestDesign() throws {
    let designs: [[Double]] = [[1, 8, 2], [1, 8, 4], [1, 32, 2], [1, 16, 8]]
    let problem = try #require(
      TestProblem.measured(
        "table", knobs: ["same", "a", "b"], designs: designs, times: [1, 10, 100, 1000],
        areas: [40, 30, 20, 0]))
    #expect(problem.space.parameters.map(\.name) == ["a", "b"], "\"same\" never changes")
    let expected: [([Double], [Double])] = [
      ([8, 2], [0, 1]), ([8, 4], [1.0 / 3, 0.75]), ([32, 2], [2.0 / 3, 0.5]), ([16, 8], [1, 0]),
      // (16, 2) is one level from the first and from the third row; (32, 8) one from the last.
      ([16, 2], [0, 1]), ([32, 8], [1, 0]),
    ]
    for (place, objectives) in expected {
      let measured = problem.evaluate(DesignPoint(place)).objectives
      for (a, b) in zip(measured, objectives) {
        #expect((a - b).magnitude < 1e-12, "\(place): \(measured), expected \(objectives)")
      }
    }
    let same = TestProblem.measured(
      "none", knobs: ["a"], designs: [[1], [1]], times: [1, 2], areas: [1, 2])
    #expect(same.map(\.name) == nil)
  }
}
