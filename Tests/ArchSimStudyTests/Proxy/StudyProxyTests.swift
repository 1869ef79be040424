import ArchSim
import Testing

@testable import ArchSimStudy

/// A proxy that stands in for most evaluations of a study.
struct StudyProxyTests {
  /// The small study, and a proxy that was learned from half of its designs.
  struct Fixture {
    let scratch: Scratch
    let model: String

    init(_ name: String, metrics: [String] = ["latency", "area", "power"]) async throws {
      scratch = try Scratch("study-proxy-\(name)")
      let text = StudyText.changed(
        "algorithm: genetic, budget: 60, seed: 3, population: 12",
        "algorithm: random, budget: 60, seed: 7")
      let run = "\(scratch.path)/learned"
      _ = try await StudyRunner(try StudyText.parse(text), output: run).run()
      model = try await Self.fit(run, metrics, in: scratch)
    }

    static func fit(
      _ run: String, _ metrics: [String], in scratch: Scratch
    ) async throws -> String {
      var settings = ProxySettings()
      settings.trees = 20
      let proxy = try await Proxy.fit(
        try Dataset(run: run), metrics: metrics, settings: settings)
      return try scratch.write(ProxyFile.text(proxy), to: "model.proxy.json")
    }

    func text(every: Int, _ base: String = StudyText.small) -> String {
      base + "proxy: {model: \(model), true_every: \(every)}\n"
    }

    func run(_ text: String, _ name: String, threads: Int = 2) async throws -> StudyResult {
      try await StudyRunner(
        try StudyText.parse(text), output: "\(scratch.path)/\(name)", threads: threads
      ).run()
    }

    func bytes(_ name: String) throws -> [[UInt8]] {
      try StudyRunnerTests.bytes("\(scratch.path)/\(name)")
    }
  }

  @Test("threads and interruptions change no byte, and a journal says what was predicted")
  func bytes() async throws {
    let fixture = try await Fixture("bytes")
    let text = fixture.text(every: 4)
    let one = try await fixture.run(text, "one", threads: 1)
    _ = try await fixture.run(text, "two", threads: 2)
    let expected = try fixture.bytes("one")
    #expect(try fixture.bytes("two") == expected)
    let seed: UInt64 = 17
    var generator = SplitMix64(seed: seed)
    for _ in 0..<5 {
      let cut = generator.integer(below: expected[1].count)
      let path = "\(fixture.scratch.path)/two"
      try TextFile.writeAtomically(Array(expected[1][..<cut]), to: path + "/trials.jsonl")
      _ = try await StudyRunner(resuming: path).run()
      #expect(try fixture.bytes("two") == expected, "cut at \(cut), seed \(seed)")
    }
    let use = try #require(one.proxy)
    #expect(use.predicted > 0 && use.evaluated > 0, "\(use)")
    #expect(use.predicted + use.evaluated == one.trials.count)
    #expect(use.accuracies.map(\.metric).sorted() == ["area", "latency", "power"])
    let read = try RunReader("\(fixture.scratch.path)/one")
    #expect(read.trials.map(\.isPredicted) == one.trials.map(\.isPredicted))
    let again = await read.result()
    #expect(again.summaryText == one.summaryText)
    // A proxy does not learn from what a proxy said.
    let dataset = try Dataset(run: "\(fixture.scratch.path)/one")
    #expect(dataset.rows.count == use.evaluated)
  }

  @Test("what is not predicted is what the models say, and errors are those of the two")
  func truths() async throws {
    let fixture = try await Fixture("truths")
    let result = try await fixture.run(fixture.text(every: 3), "run")
    let truths = try await result.study.evaluate(result.trials.map(\.point))
    let latency = try #require(result.study.position(ofMetric: "latency"))
    let energy = try #require(result.study.position(ofMetric: "energy"))
    var squares: [Double] = []
    var predicted: [(own: Double, truth: Double)] = []
    let proxy = try #require(result.study.proxy?.proxy)
    let place = try #require(proxy.metrics.firstIndex(of: "latency"))
    for (trial, truth) in zip(result.trials, truths) {
      guard case .evaluated(let metrics) = truth else { continue }
      let own = try #require(trial.metrics)
      if trial.isPredicted {
        // What was not learned is not made up.
        #expect(own[energy].isNaN)
        predicted.append((own[latency], metrics[latency]))
      } else {
        #expect(known(own) == known(metrics), "trial \(trial.index)")
        let prediction = proxy.predict(Dataset.values(of: trial.point, result.study))
        let error = prediction.metrics[place] / metrics[latency] - 1
        squares.append(error * error)
      }
    }
    let error = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    // Sixty designs do not teach much, but what is slow and what is fast.
    let rank = rankCorrelation(predicted.map(\.own), predicted.map(\.truth))
    #expect(rank > 0.7, "\(predicted.count) predicted")
    let others = proxy.accuracies(on: try Dataset(run: "\(fixture.scratch.path)/run"))
    for other in others {
      let own = try #require(result.proxy?.accuracies.first { $0.metric == other.metric })
      #expect(own.designs == other.designs)
      #expect((own.relativeToMean - other.relativeToMean).magnitude < 1e-9, "\(own), \(other)")
    }
    let accuracy = try #require(result.proxy?.accuracies.first { $0.metric == "latency" })
    #expect(accuracy.designs == squares.count)
    #expect((accuracy.rootMeanSquaredRelativeError - error).magnitude < 1e-9 + 1e-6 * error)
  }

  @Test("one true evaluation in one is the run without a proxy")
  func always() async throws {
    let fixture = try await Fixture("always")
    let plain = try await fixture.run(StudyText.small, "plain")
    let result = try await fixture.run(fixture.text(every: 1), "always")
    #expect(try fixture.bytes("always")[1] == fixture.bytes("plain")[1])
    #expect(result.front == plain.front)
    #expect(result.proxy?.predicted == 0)
    #expect(plain.proxy == nil)
  }

  @Test("one design in K is evaluated truly, others with another seed")
  func share() async throws {
    let fixture = try await Fixture("share")
    let wide = StudyText.small.replacing("step: 100 MHz", with: "step: 1 MHz")
    let count = 2000
    for every in [2, 5, 20] {
      let study = try StudyText.parse(fixture.text(every: every, wide))
      var other = study
      other.search.seed += 1
      var search = RandomSearch(problem: study.problem)
      var seen: Set<DesignPoint> = []
      let points = search.ask(count).filter { seen.insert($0).inserted }
      let truths = points.filter { !study.isPredicted($0) }
      let share = 1 / Double(every)
      let mean = Double(points.count) * share
      // Four standard deviations of the binomial distribution.
      let margin = 4 * (mean * (1 - share)).squareRoot()
      #expect((Double(truths.count) - mean).magnitude < margin, "1 in \(every): \(truths.count)")
      #expect(truths != points.filter { !other.isPredicted($0) })
    }
  }

  @Test("shares of a run merge to its bytes")
  func shards() async throws {
    let fixture = try await Fixture("shards")
    let text = fixture.text(every: 3).replacing("genetic", with: "random")
      .replacing(", population: 12", with: "")
    _ = try await fixture.run(text, "whole")
    var directories: [String] = []
    for index in 0..<2 {
      directories.append("\(fixture.scratch.path)/share-\(index)")
      let runner = try ShardRunner(
        try StudyText.parse(text), try StudyShard(parsing: "\(index)/2"),
        output: directories[index], version: "1")
      _ = try await runner.run()
    }
    _ = try await RunMerge(directories).write(to: "\(fixture.scratch.path)/merged")
    #expect(try fixture.bytes("merged") == fixture.bytes("whole"))
  }

  @Test("a program is asked only for designs that are evaluated truly")
  func program() async throws {
    let program = try ProgramStudy("with-proxy", ProgramStudy.good)
    _ = try await program.run("learned")
    _ = try await Fixture.fit(
      "\(program.scratch.path)/learned", ["time", "area", "gain"], in: program.scratch)
    let text = try TextFile.read(program.file)
    let file = try program.scratch.write(
      String(decoding: text, as: UTF8.self)
        + "proxy: {model: model.proxy.json, true_every: 4}\n", to: "proxy.yaml")
    let path = "\(program.scratch.path)/run"
    let result = try await StudyRunner(try StudyFile.read(file), output: path).run()
    let use = try #require(result.proxy)
    #expect(use.evaluated > 0 && use.predicted > use.evaluated, "\(use)")
    #expect(try program.lines("run/evaluations.jsonl").count == use.evaluated)
    #expect(try RunReader(path).trials.count { $0.isPredicted } == use.predicted)
  }

  @Test("a proxy of something else is one clear line")
  func mistakes() async throws {
    let fixture = try await Fixture("mistakes", metrics: ["latency", "area"])
    func mistake(_ text: String) -> String {
      diagnosticText { () throws(Diagnostic) in try StudyText.parse(text) } ?? ""
    }
    #expect(mistake(fixture.text(every: 2)).contains("does not predict 'power'"))
    let free = StudyText.changed("constraints: [power <= 6 W]\n", "")
    #expect(mistake(fixture.text(every: 2, free)).isEmpty)
    let never = mistake(fixture.text(every: 0, free))
    #expect(never.contains("'true_every' is 0, expected at least 1"))
    #expect(
      mistake(fixture.text(every: 2, free.replacing("  dataflow: [os, ws, is]\n", with: "")))
        .contains("learned with a parameter 'dataflow' that the study does not have"))
    #expect(
      mistake(fixture.text(every: 2, free.replacing("[os, ws, is]", with: "[os, ws]")))
        .contains("'dataflow' is not what the proxy learned it as"))
    let batches = free.replacing("space:\n", with: "space:\n  workload.batch: [1, 2]\n")
    #expect(
      mistake(fixture.text(every: 2, batches)).contains("not know the parameter 'workload.batch'"))
    #expect(
      mistake(free + "proxy: {model: none.json, true_every: 2}\n").contains("there is no proxy"))
    #expect(mistake(free + "proxy: {model: none.json}\n").contains("there is no proxy"))
    for line in [never, mistake(fixture.text(every: 2))] {
      #expect(!line.contains("\n") && line.contains("t.yaml:"), "\(line)")
    }
  }
}
