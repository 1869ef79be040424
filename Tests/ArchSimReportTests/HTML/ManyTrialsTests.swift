import ArchSim
import ArchSimStudy
import Testing

@testable import ArchSimReport
@testable import ArchSimStudy

/// Pages of runs with more trials than can be drawn one by one.
@Suite struct ManyTrialsTests {
  private static func study(_ objectives: String) throws -> Study {
    let text = """
      study: many
      workload:
        traces:
          - {trace: small.csv, repeat: 16, tokens: 4}
      hardware: small.yaml
      space:
        shape:
          choices:
            small: {array.rows: 8, array.columns: 8}
            large: {array.rows: 32, array.columns: 8}
        buffer.weights: {powers: {from: 1 KiB, to: 64 KiB}}
        clock: {from: 100 MHz, to: 1 GHz}
      objectives: [\(objectives)]
      constraints: [power <= 0.9 W]
      search: {algorithm: random, budget: 1000000, seed: 7}
      """
    return try StudyFile.parse(
      Array(text.utf8), file: "\(packageRoot)/Tests/CommandLineTests/Fixtures/many.yaml")
  }

  /// Trials that nobody costed: points of the space, and metrics that trade latency for energy.
  private static func trials(
    of study: Study, _ count: Int, seed: UInt64, followsRules: Bool = false
  ) -> [Trial] {
    var random = SplitMix64(seed: seed)
    let meaningful = study.metrics.indices.filter { study.hasMetric[$0] }
    return (0..<count).map { index in
      let point = study.space.search.sample(using: &random)
      guard !index.isMultiple(of: 97) else {
        return Trial(
          index: index, point: point,
          outcome: .infeasible(
            Infeasibility("buffer", required: 2, available: 1, unit: .bytes)))
      }
      var metrics = [Double](repeating: .nan, count: study.metrics.count)
      for metric in meaningful { metrics[metric] = Double.random(in: 0.1...1, using: &random) }
      let trade = Double.random(in: 0...1, using: &random)
      let loss = Double.random(in: 1...1.5, using: &random)
      for (name, value) in [
        ("latency", (1 + 9 * trade) * loss), ("energy", (11 - 9 * trade) * loss),
      ] {
        if let metric = study.position(ofMetric: name) { metrics[metric] = value }
      }
      if followsRules { follow(study, &metrics) }
      return Trial(index: index, point: point, outcome: .evaluated(metrics))
    }
  }

  /// Computes the metrics that follow from others.
  private static func follow(_ study: Study, _ metrics: inout [Double]) {
    func value(_ name: String) -> Double { study.position(ofMetric: name).map { metrics[$0] } ?? 0 }
    for (name, value) in [
      ("ttft", value("prefill_latency")), ("decode_energy", value("energy") / 3),
      ("tokens_per_second", 64 / value("latency")), ("cycles", 1e9 * value("latency")),
      ("energy_per_token", value("energy") / 64), ("power", value("energy") / value("latency")),
      ("edp", value("energy") * value("latency")), ("tops", 3 / value("latency")),
      ("tops_per_watt", 3 / value("energy")),
      ("tops_per_mm2", 3 / value("latency") / value("area")),
      ("utilization", 3 / value("latency") / value("peak_tops")),
    ] {
      if let metric = study.position(ofMetric: name) { metrics[metric] = value }
    }
  }

  /// What a run found that holds all of its trials.
  private static func result(_ study: Study, _ trials: [Trial]) async -> StudyResult {
    var digest = TrialDigest(study, sampleSize: .max)
    for trial in trials { digest.add(trial) }
    return await RunReader.result(digest, ending: .cancelled, threads: 1)
  }

  @Test func designsAreCountedInCells() async throws {
    let study = try Self.study("minimize latency, minimize energy")
    let count = HTMLReport.pointLimit + 1
    let result = await Self.result(study, Self.trials(of: study, count, seed: 11))
    let page = HTMLReport.explore(result, directory: "run", version: "1")
    #expect(page.utf8.count < 2_000_000, "\(page.utf8.count) bytes")
    let reader = MarkupReader(page)
    #expect(reader.mistake == nil)
    #expect(reader.words.contains("designs in a cell"), "the legend says what shades mean")
    #expect(reader.words.contains("all 20,001 trials counted"), "\(count)")
    // Once for screens, once for phones.
    let styles = reader.elements.compactMap { $0.attributes["class"] }
    #expect(styles.count { $0.hasPrefix("point ") } >= 2 * result.front.count)
    #expect(styles.count { $0 == "chosen" } >= 2)
    #expect(styles.contains("cell b0") && styles.contains("cell b6"))
    #expect(!styles.contains { $0.hasPrefix("cloud") })

    let data = try JSONParser.parse(
      Array(try #require(reader.raw["script"]?.first).utf8), file: "data")
    #expect(try PackedReader(data).trials == result.front)
    let bins = try data.require("bins")
    let edges = try bins.require("edges").requireArray("edges")
    let pairs = try bins.require("pairs").requireArray("pairs")
    #expect(pairs.count > 10)
    for pair in pairs {
      let parts = try pair.requireArray("pair")
      let cells = try parts[0...1].map {
        try edges[try $0.requireInteger("column")].requireArray("edges").count - 1
      }
      for (part, total) in [(2, result.feasibleTrials), (3, count - result.feasibleTrials)] {
        let numbers = try parts[part].requireArray("counts").map { try $0.requireInteger("count") }
        let places = stride(from: 0, to: numbers.count, by: 2).reduce(0) { $0 + numbers[$1] }
        let designs = stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
        #expect(places < cells[0] * cells[1] && designs.allSatisfy { $0 > 0 })
        let sum = designs.reduce(0, +)
        #expect(part == 2 ? sum == total : sum <= total, "\(parts[0]), \(parts[1]): \(sum)")
      }
    }
  }

  /// As many as are drawn one by one.
  @Test func pagesStaySmallUpToTheLastPoint() async throws {
    let study = try Self.study("minimize latency, minimize energy")
    let trials = Self.trials(of: study, HTMLReport.pointLimit, seed: 12, followsRules: true)
    let result = await Self.result(study, trials)
    let page = HTMLReport.explore(result, directory: "run", version: "1")
    #expect(page.utf8.count < 2_000_000, "\(page.utf8.count) bytes")
    let reader = MarkupReader(page)
    #expect(reader.mistake == nil)
    let data = try JSONParser.parse(
      Array(try #require(reader.raw["script"]?.first).utf8), file: "data")
    #expect(
      try PackedReader(data).trials == trials.filter { $0.metrics != nil }.map(\.index))
  }

  /// Every count is that of the designs between the ends of its cell.
  @Test func countsAreThoseOfTheDesignsInACell() async throws {
    let study = try Self.study("minimize latency, minimize energy")
    let trials = Self.trials(of: study, 3000, seed: 5)
    let result = await Self.result(study, trials)
    let density = DesignDensity(result)
    let latency = try #require(study.position(ofMetric: "latency"))
    for (name, parameter) in study.space.parameters.enumerated().map({ ($1.name, $0) }) {
      let (x, y) = (density.column(metric: latency), density.column(parameter: parameter))
      for joining in [(1, 1), (2, 2)] {
        let rows = y.count(joining: joining.1)
        let counts = density.counts(x, y, joining: joining).holding
        #expect(counts.map(\.designs).reduce(0, +) == result.feasibleTrials)
        for count in counts {
          let (left, right) = x.ends(count.place / rows, joining: joining.0)
          let (bottom, top) = y.ends(count.place % rows, joining: joining.1)
          let expected = trials.count { trial in
            guard let value = trial.metrics?[latency],
              study.violations(of: trial).allSatisfy({ $0 <= 0 })
            else { return false }
            let other = trial.point.values[parameter]
            // The greatest value lies in the last cell.
            let isLast = right == x.edges.last
            return value >= left * (1 - 1e-12) && (value < right || isLast)
              && other >= bottom * (1 - 1e-12) && (other < top || top == y.edges.last)
          }
          #expect(
            count.designs == expected,
            "\(name), cell \(count.place), joining \(joining): expected \(expected)")
        }
      }
    }
  }

  /// A front as large as the run: some of it is drawn, the chosen designs among them.
  @Test func hugeFrontsAreThinned() throws {
    let study = try Self.study("minimize latency, minimize energy, minimize area, minimize power")
    let trials = Self.trials(of: study, HTMLReport.pointLimit + 1000, seed: 3)
      .filter { $0.metrics != nil && study.violations(of: $0).allSatisfy { $0 <= 0 } }
    let all = trials.enumerated().map {
      Trial(index: $0, point: $1.point, outcome: $1.outcome)
    }
    // All of them twice, so that they are more than are drawn.
    let twice =
      all
      + all.map {
        Trial(index: $0.index + all.count, point: $0.point, outcome: $0.outcome)
      }
    let result = StudyResult(
      study: study, trials: twice, front: Array(twice.indices), ending: .cancelled,
      resumedTrials: 0, comparisons: [])
    let view = ExploreView(result: result, directory: "run")
    let page = ExplorePage(view: view, version: "1", random: nil)
    let shown = page.shownFront
    #expect(shown.count <= ExplorePage.frontLimit && shown.count > ExplorePage.frontLimit - 10)
    #expect(shown == shown.sorted() && Set(shown).isSuperset(of: page.chosen.map(\.trial)))
    #expect(ExploreData(page).text.utf8.count < 1_700_000)
  }

  @Test func shadesGrowWithCounts() {
    for most in [1, 2, 9, 20_000] {
      let shades = (1...most).map { ExplorePage.shade($0, of: most) }
      #expect(shades == shades.sorted() && shades.allSatisfy { (0...6).contains($0) })
      #expect(shades.first == 0 && (most == 1 || shades.last == 6))
    }
  }
}

extension RunReader {
  /// What trials of a study found, all of which are held.
  fileprivate static func result(
    _ study: Study, _ trials: [Trial], ending: StudyEnding, threads: Int?
  ) async -> StudyResult {
    var digest = TrialDigest(study, sampleSize: .max)
    for trial in trials { digest.add(trial) }
    return await result(digest, ending: ending, threads: threads)
  }
}
