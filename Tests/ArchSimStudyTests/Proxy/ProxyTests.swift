import ArchSim
import Testing

@testable import ArchSimStudy

struct ProxyTests {
  /// Designs of a made-up machine whose time is that of its arithmetic or of its memory.
  static func dataset(_ count: Int, seed: UInt64 = 1) -> Dataset {
    let columns = [
      Dataset.Column("algorithm", .text, .source),
      Dataset.Column("rows", .number, .parameter), Dataset.Column("clock", .number, .parameter),
      Dataset.Column("memory", .choice(["slow", "fast"]), .parameter),
      Dataset.Column("cache", .number, .parameter),
      Dataset.Column("exists", .boolean, .feasibility),
      Dataset.Column("time", .number, unit: .seconds, .metric),
      Dataset.Column("loss", .number, .metric),
    ]
    var dataset = Dataset(study: "made-up", columns: columns)
    var generator = SplitMix64(seed: seed)
    for number in 0..<count {
      let rows = Double(8 << generator.integer(below: 6))
      let clock = 100 + Double(generator.integer(below: 19)) * 50
      let isFast = generator.integer(below: 2) == 1
      let cache = isFast ? Double(1 + generator.integer(below: 4)) : 0
      let time = max(1e6 / (rows * clock), isFast ? 3 - 0.2 * cache : 10)
      let exists = rows * clock < 200_000
      dataset.rows.append([
        .text(number.isMultiple(of: 2) ? "random" : "tpe"), .number(rows), .number(clock),
        .text(isFast ? "fast" : "slow"), isFast ? .number(cache) : .missing, .boolean(exists),
        exists ? .number(time) : .missing, exists ? .number(isFast ? -1 : 2) : .missing,
      ])
    }
    return dataset
  }

  static var quick: ProxySettings {
    var settings = ProxySettings()
    settings.trees = 120
    settings.depth = 5
    return settings
  }

  @Test("what was not learned from is predicted, where it exists and where not")
  func prediction() async throws {
    let (train, test, _) = try Self.dataset(1200).divided(.random, fraction: 0.2, seed: 2)
    let proxy = try await Proxy.fit(train, settings: Self.quick)
    #expect(proxy.metrics == ["time", "loss"])
    let accuracies = proxy.accuracies(on: test)
    let time = try #require(accuracies.first)
    #expect(time.rootMeanSquaredRelativeError < 0.05, "\(time)")
    #expect(time.spearman > 0.98, "\(time)")
    // A metric that is below zero somewhere is learned as it is.
    #expect(accuracies[1].rootMeanSquaredError < 0.05, "\(accuracies[1])")
    let existence = try #require(proxy.existenceAccuracy(on: test))
    #expect(existence > 0.95)
    let plain = accuracies[0].relativeToMean
    let mean = train.rows.compactMap { $0[6].number }.reduce(0, +) / Double(train.rows.count)
    let constant = test.rows.compactMap { $0[6].number }
    let guess = ProxyAccuracy(
      metric: "time", truth: constant, predicted: constant.map { _ in mean })
    #expect(plain < guess.relativeToMean / 10, "no better than the mean: \(guess)")
  }

  @Test("threads change nothing, and a file reads back as the same proxy")
  func roundTrip() async throws {
    let dataset = Self.dataset(300)
    var settings = Self.quick
    settings.trees = 20
    let one = try await Proxy.fit(dataset, settings: settings, threads: 1)
    let four = try await Proxy.fit(dataset, settings: settings, threads: 4)
    let text = ProxyFile.text(one)
    #expect(text == ProxyFile.text(four))
    let read = try ProxyFile.parse(Array(text.utf8), file: "proxy.json")
    #expect(ProxyFile.text(read) == text)
    for row in dataset.rows.prefix(50) {
      let design = one.parameters(of: row, in: dataset)
      #expect(read.predict(design).metrics == one.predict(design).metrics)
      #expect(read.predict(design).exists == one.predict(design).exists)
    }
    settings.seed = 2
    let other = try await Proxy.fit(dataset, settings: settings)
    #expect(ProxyFile.text(other) != text)
  }

  @Test("a polynomial of the second degree is found exactly")
  func surface() {
    let seed: UInt64 = 3
    var generator = SplitMix64(seed: seed)
    func truth(_ row: [Double]) -> Double {
      3 - row[0] + 2 * row[1] + 0.5 * row[0] * row[1] - row[2] * row[2]
    }
    let rows = (0..<60).map { _ in (0..<3).map { _ in generator.normal() } }
    let surface = ResponseSurface(rows, rows.map(truth))
    #expect(surface.isQuadratic)
    for _ in 0..<20 {
      let row = (0..<3).map { _ in generator.normal() }
      #expect((surface.value(row) - truth(row)).magnitude < 1e-5, "seed \(seed)")
    }
  }

  @Test("a tree divides where the numbers change")
  func tree() {
    let rows = (0..<40).map { [Double($0 % 2), Double($0 / 2)] }
    let residuals = rows.map { $0[1] < 7 ? -1.0 : $0[0] == 0 ? 2 : 5 }
    var settings = ProxySettings()
    settings.rate = 1
    settings.depth = 2
    let grower = TreeGrower(rows: BinnedRows(rows), settings: settings)
    var chosen = rows.indices.map { Int32($0) }
    let tree = grower.grow(&chosen, residuals: residuals)
    #expect(tree.features == [1, -1, 0, -1, -1])
    #expect(tree.values[0] == 6.5)
    // Leaves fall short of the mean as if one more row had nothing left.
    #expect(tree.value([0, 3]) == -14.0 / 15)
    #expect(tree.value([1, 9]) == 5.0 * 13 / 14)
  }

  @Test("Spearman's correlation is what SciPy gives")
  func spearman() {
    // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) is 0.8207826816681233.
    let known = rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])
    #expect((known - 0.8207826816681233).magnitude < 1e-12)
    #expect(rankCorrelation([1, 2, 3], [10, 100, 1000]) == 1)
    #expect(rankCorrelation([1, 2, 3], [3, 2, 1]) == -1)
    #expect(rankCorrelation([1, 2, 3], [4, 4, 4]).isNaN)
  }

  @Test("errors are those of their definitions")
  func errors() {
    let accuracy = ProxyAccuracy(metric: "m", truth: [2, 4], predicted: [2.2, 3.6])
    #expect((accuracy.rootMeanSquaredError - 0.1.squareRoot()).magnitude < 1e-12)
    #expect((accuracy.relativeToMean - 0.1.squareRoot() / 3).magnitude < 1e-12)
    #expect((accuracy.rootMeanSquaredRelativeError - 0.1).magnitude < 1e-12)
    let zero = ProxyAccuracy(metric: "m", truth: [0, 4], predicted: [1, 4])
    #expect(zero.rootMeanSquaredRelativeError.isNaN)
  }

  @Test("what cannot be learned from or read is refused")
  func refusals() async throws {
    func refusal(_ dataset: Dataset, metrics: [String]? = nil) async -> String {
      do throws(Diagnostic) {
        _ = try await Proxy.fit(dataset, metrics: metrics, settings: Self.quick)
        return ""
      } catch {
        return error.description
      }
    }
    #expect(
      await refusal(Self.dataset(100), metrics: ["tme"])
        == "error: there is no metric 'tme' in this dataset (did you mean 'time'?)")
    #expect(
      await refusal(Self.dataset(10)).hasPrefix(
        "error: expected at least 20 designs with 'time' to learn from, found "))
    var settings = Self.quick
    settings.trees = 3
    let text = ProxyFile.text(try await Proxy.fit(Self.dataset(200), settings: settings))
    for (old, new, message) in [
      ("\"version\":1", "\"version\":2", "expected a proxy of version 1"),
      ("\"weights\":[", "\"weights\":[1,", "weights, found"),
      ("\"right\":[", "\"right\":[7,", "this is no tree"),
      ("\"parameter\":\"rows\"", "\"parameter\":\"row\"", "unknown parameter 'row'"),
      ("\"as\":\"logarithm\"", "\"as\":\"log\"", "expected value, logarithm, choice or missing"),
    ] {
      #expect(text.contains(old), "\(old)")
      let damaged = text.replacing(old, with: new)
      let said = diagnosticText { () throws(Diagnostic) in
        try ProxyFile.parse(Array(damaged.utf8), file: "proxy.json")
      }
      #expect(said?.contains(message) == true, "\(old): \(said ?? "")")
    }
  }
}
