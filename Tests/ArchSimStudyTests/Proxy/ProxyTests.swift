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
    settings.leaves = 32
    settings.passes = 0
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
    var dataset = Dataset(
      study: "t",
      columns: [
        Dataset.Column("a", .number, .parameter), Dataset.Column("b", .number, .parameter),
      ])
    dataset.rows = (0..<40).map { [.number(Double($0 % 2)), .number(Double($0 / 2))] }
    let rows = ProxyRows(dataset)
    let residuals = (0..<40).map { $0 / 2 < 7 ? -1.0 : $0 % 2 == 0 ? 2 : 5 }
    var settings = ProxySettings()
    settings.rate = 1
    settings.leaves = 3
    let grower = TreeGrower(rows, settings: settings)
    var chosen = residuals.indices.map { Int32($0) }
    let tree = grower.grow(&chosen, residuals: residuals)
    #expect(tree.nodes.map(\.feature) == [1, -1, 0, -1, -1])
    #expect(tree.nodes[0].bin == 6)
    // Leaves fall short of the mean as if a tenth of a row more had nothing left, and are a number of
    // steps.
    func value(_ a: Double, _ b: Double) -> Double {
      let bins = rows.features.bins.bins(rows.features.row([.number(a), .number(b)]))
      return bins.withUnsafeBufferPointer(tree.value)
    }
    #expect((value(0, 3) + 14 / 14.1).magnitude < tree.step)
    #expect((value(1, 9) - 5.0 * 13 / 13.1).magnitude < tree.step)
    var rest = residuals
    grower.subtract(tree, from: &rest, rows: chosen)
    #expect(rest.allSatisfy { $0.magnitude < 0.05 }, "\(rest)")
  }

  @Test("a tree is read back from its letters, and other letters are none")
  func letters() {
    let seed: UInt64 = 8
    var random = SplitMix64(seed: seed)
    func grow(_ depth: Int, _ features: Int, into nodes: inout [BoostedTree.Node]) {
      guard depth > 0, random.integer(below: 4) > 0 else {
        let number = random.integer(below: 2 * BoostedTree.largestNumber + 1)
        nodes.append(
          BoostedTree.Node(feature: -1, bin: 0, link: Int32(number - BoostedTree.largestNumber)))
        return
      }
      let place = nodes.count
      nodes.append(
        BoostedTree.Node(
          feature: Int32(random.integer(below: features)), bin: UInt8(random.integer(below: 63)),
          link: 0))
      grow(depth - 1, features, into: &nodes)
      nodes[place].link = Int32(nodes.count)
      grow(depth - 1, features, into: &nodes)
    }
    for features in [1, 12, 63, 64, 5000] {
      let letters = TreeText(featureCount: features)
      for _ in 0..<20 {
        var tree = BoostedTree(nodes: [], step: 0.25)
        grow(6, features, into: &tree.nodes)
        let text = letters.text(tree)
        #expect(letters.tree(text, step: 0.25) == tree, "\(features) features, seed \(seed)")
        for other in [text + "A", String(text.dropLast()), "", "*" + text.dropFirst()] {
          #expect(letters.tree(other, step: 0.25) == nil, "\(features) features: \(other)")
        }
      }
    }
    // A feature that there is not.
    #expect(TreeText(featureCount: 1).tree("CAAAAAAAAA", step: 1) == nil)
  }

  @Test("what follows from other metrics is found, and predicted exactly as they are")
  func relations() async throws {
    var dataset = Self.dataset(400)
    dataset.columns += [
      Dataset.Column("load", .number, unit: .seconds, .metric),
      Dataset.Column("total", .number, unit: .seconds, .metric),
      Dataset.Column("energy", .number, unit: .joules, .metric),
      Dataset.Column("power", .number, unit: .watts, .metric),
    ]
    for (index, row) in dataset.rows.enumerated() {
      guard let rows = row[1].number, let clock = row[2].number, let time = row[6].number else {
        dataset.rows[index] += [.missing, .missing, .missing, .missing]
        continue
      }
      let load = 3 + 40 / rows.squareRoot() + 100 / clock
      let energy = 2 + rows * 0.1 + 0.01 * clock
      dataset.rows[index] += [
        .number(load), .number(time + load), .number(energy),
        .number(energy / (time + load) * (row[3] == .text("fast") ? 1.5 : 1)),
      ]
    }
    let (train, test, _) = try dataset.divided(.random, fraction: 0.2, seed: 2)
    let proxy = try await Proxy.fit(train, metrics: ["power", "total"], settings: Self.quick)
    #expect(proxy.metrics == ["total", "power"])
    let all = Dictionary(uniqueKeysWithValues: proxy.models.map { ($0.name, $0) })
    #expect(Set(all.keys) == ["time", "load", "total", "energy", "power"])
    #expect(all["total"]?.relation?.form == .sum)
    #expect(all["power"]?.relation?.form == .product)
    #expect(all["power"]?.trees.isEmpty == true)
    #expect(all["time"]?.relation == nil && all["energy"]?.relation == nil)
    let whole = try await Proxy.fit(train, settings: Self.quick)
    for row in test.rows where row[3] == .text("fast") {
      let metrics = whole.predict(whole.parameters(of: row, in: test)).metrics
      // time, loss, load, total, energy, power.
      #expect((metrics[0] + metrics[2] - metrics[3]).magnitude <= 1e-12 * metrics[3])
      #expect((metrics[4] / metrics[3] * 1.5 / metrics[5] - 1).magnitude < 1e-6)
    }
    for accuracy in proxy.accuracies(on: test) {
      #expect(accuracy.rootMeanSquaredRelativeError < 0.05, "\(accuracy)")
    }
    let text = ProxyFile.text(proxy)
    let read = try ProxyFile.parse(Array(text.utf8), file: "proxy.json")
    #expect(ProxyFile.text(read) == text)
    #expect(read.models == proxy.models)
    // Noise is no relation.
    var noisy = train
    for index in noisy.rows.indices {
      guard let total = noisy.rows[index][9].number else { continue }
      noisy.rows[index][9] = .number(total * (index.isMultiple(of: 7) ? 1.000001 : 1))
    }
    let other = try await Proxy.fit(noisy, metrics: ["total"], settings: Self.quick)
    #expect(other.models.map(\.name) == ["total"])
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
      ("\"version\":3", "\"version\":2", "expected a proxy of version 3, found the number 2"),
      ("\"weights\":[", "\"weights\":[1,", "weights, found"),
      ("\"trees\":[\"", "\"trees\":[\"*", "this is no tree"),
      ("\"steps\":[", "\"steps\":[1,1", "expected a step a tree"),
      ("\"cuts\":[", "\"cuts\":[9e9,", "ascending numbers"),
      ("\"predicts\":[\"time\"", "\"predicts\":[\"tim\"", "there is no metric 'tim'"),
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
