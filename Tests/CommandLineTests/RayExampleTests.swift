import Foundation
import Testing

/// docs/examples/python/ray_explore.py on two nodes, as Ray simulates them on one machine.
@Suite(.serialized) struct RayExampleTests {
  private static let explore = "docs/examples/python/ray_explore.py"

  private static func objects(_ file: URL) throws -> [[String: Any]] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  /// Expects the same metrics of a point, or that both say that it cannot exist.
  private static func expectSame(_ result: [String: Any], _ trial: [String: Any]) throws {
    guard let metrics = result["metrics"] as? [String: Any] else {
      #expect(trial["metrics"] == nil, "\(result) \(trial)")
      return
    }
    let expected = try #require(trial["metrics"] as? [String: Any], "\(result) \(trial)")
    #expect(!metrics.isEmpty)
    for (name, value) in metrics {
      #expect(value as? NSObject == expected[name] as? NSObject, "\(name): \(result) \(trial)")
    }
  }

  private static func text(_ value: Any?) throws -> String {
    let point = try #require(value as? [String: Any])
    let data = try JSONSerialization.data(withJSONObject: point, options: .sortedKeys)
    return String(decoding: data, as: UTF8.self)
  }

  /// Runs the driver while a worker, a node and the driver itself die.
  private static func run(_ study: String, _ options: [String], in scratch: URL) async throws
    -> [[String: Any]]
  {
    let outcome = try await Python.run(
      ["\(Package.fixtures)/ray_nodes.py", explore, scratch.path, study] + options,
      limit: .seconds(300))
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let line = try #require(outcome.output.split(separator: "\n").last, "\(outcome.error)")
    let told = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(told["death"] as? Bool == true, "no worker died: \(line)")
    let batches = try #require(told["batches"] as? Int)
    let atDriversDeath = try #require(told["driver"] as? Int)
    #expect(atDriversDeath < batches, "the driver was done when it died: \(line)")
    #expect(told["distinct"] as? Int == batches, "a batch is there twice: \(line)")
    let results = try objects(scratch.appending(path: "run/results.jsonl"))
    #expect(results.map { $0["index"] as? Int } == Array(0..<results.count))
    return results
  }

  @Test(
    .enabled("needs Python 3 with ray, at ARCHSIM_PYTHON or in PATH") {
      await Python.has("ray.cluster_utils")
    })
  func aSweepSurvivesItsNodes() async throws {
    try await Scratch.with { scratch in
      // Parameters that others switch off, so that numbers of points are no plain digits.
      let study = "Configs/tmac.yaml"
      let plain = scratch.appending(path: "plain")
      let outcome = try await Invocation([
        "explore", study, "--algorithm", "grid", "--budget", "312", "--quiet", "--no-report",
        "--output", plain.path,
      ]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      var trials: [String: [String: Any]] = [:]
      for trial in try Self.objects(plain.appending(path: "trials.jsonl")) {
        trials[try Self.text(trial["point"])] = trial
      }
      let results = try await Self.run(study, ["--batch", "3"], in: scratch)
      #expect(results.count == 312)
      for result in results {
        let trial = trials.removeValue(forKey: try Self.text(result["point"]))
        try Self.expectSame(result, try #require(trial, "not in the plain run: \(result)"))
      }
      #expect(trials.isEmpty, "\(trials.keys)")
    }
  }

  @Test(
    .enabled("needs Python 3 with ray, at ARCHSIM_PYTHON or in PATH") {
      await Python.has("ray.cluster_utils")
    })
  func aSearchSurvivesItsNodes() async throws {
    try await Scratch.with { scratch in
      let study = "Configs/systolic.yaml"
      let plain = scratch.appending(path: "plain")
      let outcome = try await Invocation([
        "explore", study, "--budget", "120", "--quiet", "--no-report", "--output", plain.path,
      ]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let trials = try Self.objects(plain.appending(path: "trials.jsonl"))
      let results = try await Self.run(
        study, ["--search", "--budget", "120", "--batch", "2"], in: scratch)
      #expect(results.count == 120)
      for (result, trial) in zip(results, trials) {
        #expect(try Self.text(result["point"]) == Self.text(trial["point"]))
        try Self.expectSame(result, trial)
      }
    }
  }

  /// Explores the same study with workers that go wrong.
  private static func run(
    _ directory: URL, _ options: [String], _ variables: [String: String]
  ) async throws -> Invocation.Outcome {
    try await Python.run(
      [
        explore, BatchesTests.study, "--output", directory.path, "--batch", "20", "--workers", "2",
      ] + options, variables: variables, limit: .seconds(200))
  }

  @Test(
    .enabled("needs Python 3 with ray, at ARCHSIM_PYTHON or in PATH") {
      await Python.has("ray.cluster_utils")
    })
  func workersThatHangDieOrTalkNonsenseLoseNothing() async throws {
    try await Scratch.with { scratch in
      let (once, always) = (scratch.appending(path: "once"), scratch.appending(path: "always"))
      let faults = "hang,die,half,nonsense,binary,list,empty,members,types,others"
      let told = try await Self.run(
        once, ["--timeout", "10", "--retries", "20"],
        BatchesTests.faulty(faults, marks: scratch))
      #expect(told.exitCode == 0, "\(told.error)")
      for fault in faults.split(separator: ",") {
        #expect(
          FileManager.default.fileExists(atPath: "\(scratch.path)/\(fault)"), "no \(fault)")
      }
      let given = try await Self.run(
        always, ["--timeout", "10", "--retries", "0"],
        BatchesTests.faulty("hang", marks: scratch, at: 100))
      #expect(given.exitCode == 1)
      #expect(
        BatchesTests.errors(given) == [
          "error: the batch from design 100 on failed after 0 retries: archsim did not answer "
            + "within 10 s"
        ])
      #expect(!FileManager.default.fileExists(atPath: always.path + "/results.jsonl"))
      let journal = try Data(contentsOf: always.appending(path: "journal.jsonl"))
      #expect(journal.contains(Data("{\"first\": 0,".utf8)), "what was done is not kept")
      // Healthy workers go on where the others ended.
      let again = try await Self.run(always, [], [:])
      #expect(again.exitCode == 0, "\(again.error)")
      let after = try Data(contentsOf: always.appending(path: "journal.jsonl"))
      #expect(after.starts(with: journal))
      #expect(try BatchesTests.results(always) == BatchesTests.results(once))
    }
  }
}
