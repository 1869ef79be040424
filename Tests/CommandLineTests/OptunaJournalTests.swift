import Foundation
import Testing

/// Runs as journals of Optuna studies.
@Suite struct OptunaJournalTests {
  /// A study with every kind of parameter, of which some trials violate the constraint and some
  /// designs cannot exist.
  private static func run(in scratch: URL) async throws -> URL {
    let configs = Package.root.appending(path: "Configs").path
    let text = """
      study: kinds
      workload:
        {model: \(configs)/models/qwen3-0.6b.json, quantization: w8a8kv8, batch: 1, prompt: 16,
         output: 4}
      hardware: \(configs)/hardware/int8-28nm.yaml
      space:
        array.rows: [16, 32, 64]
        array.columns: [16, 32, 48, 64]
        clock: {from: 300 MHz, to: 500 MHz, step: 50 MHz}
        dram.bandwidth: {from: 16 GB/s, to: 256 GB/s, scale: log}
        dram.capacity: {values: [0.25 GB, 2 GB]}
        workload.quantization: [w8a8kv8, w4a8kv8-g128]
        workload.batch: {values: [1, 2], when: {workload.quantization: w4a8kv8-g128}}
      objectives: [minimize latency, maximize tokens_per_second, minimize area]
      constraints: [area <= 4 mm2]
      search: {algorithm: random, budget: 80, seed: 5}
      """
    let study = scratch.appending(path: "kinds.yaml")
    try Data(text.utf8).write(to: study)
    let run = scratch.appending(path: "run")
    let outcome = try await Invocation(
      ["explore", study.path, "--quiet", "--output", run.path]
    ).run()
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    return run
  }

  private static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func everyTrialIsOneOfTheStudy() async throws {
    try await Scratch.with { scratch in
      let run = try await Self.run(in: scratch)
      let outcome = try await Invocation(["report", run.path, "--format", "optuna-journal"]).run()
      let lines = try Self.objects(outcome.output)
      let trials = try Self.objects(
        try String(contentsOf: run.appending(path: "trials.jsonl"), encoding: .utf8))
      #expect(lines[0]["op_code"] as? Int == 0 && lines[0]["directions"] as? [Int] == [1, 2, 1])
      #expect(lines[0]["study_name"] as? String == "kinds")
      let created = lines.filter { $0["op_code"] as? Int == 4 }
      #expect(created.count == 80 && trials.count == 80)
      var kinds: Set<String> = []
      var states: Set<Int> = []
      for (line, trial) in zip(created, trials) {
        let point = try #require(trial["point"] as? [String: Any])
        let parameters = try #require(line["params"] as? [String: Any])
        let distributions = try #require(line["distributions"] as? [String: String])
        #expect(Set(parameters.keys) == Set(point.keys))
        #expect(Set(distributions.keys) == Set(point.keys))
        for (name, text) in distributions {
          let distribution = try Self.objects(text)[0]
          let kind = try #require(distribution["name"] as? String)
          kinds.insert("\(name) \(kind)")
          let attributes = try #require(distribution["attributes"] as? [String: Any])
          let stored = try #require(parameters[name] as? NSObject)
          // What Optuna shows is the value of the trial.
          let choices = attributes["choices"] as? [NSObject]
          let shown = try choices.map { $0[try #require(parameters[name] as? Int)] } ?? stored
          #expect(shown == point[name] as? NSObject, "\(name)")
        }
        states.insert(try #require(line["state"] as? Int))
        let metrics = trial["metrics"] as? [String: Any]
        let constraint = (line["system_attrs"] as? [String: Any])?["constraints"] as? [Double]
        if let metrics {
          let names = ["latency", "tokens_per_second", "area"]
          #expect(line["values"] as? [Double] == names.compactMap { metrics[$0] as? Double })
          let area = try #require(metrics["area"] as? Double)
          #expect(constraint?.map { $0 > 0 } == [area > 4])
        } else {
          #expect(line["state"] as? Int == 3 && line["values"] is NSNull && constraint == nil)
        }
      }
      #expect(states == [1, 3])
      #expect(
        kinds == [
          "array.rows CategoricalDistribution", "array.columns IntDistribution",
          "clock IntDistribution", "dram.bandwidth FloatDistribution",
          "dram.capacity IntDistribution", "workload.quantization CategoricalDistribution",
          "workload.batch IntDistribution",
        ])
    }
  }

  private static let python = PythonPackage("optuna")

  @Test(.enabled(if: python.isThere, "no Python with optuna: set ARCHSIM_PYTHON to one"))
  func optunaLoadsItAndGoesOn() async throws {
    try await Scratch.with { scratch in
      let run = try await Self.run(in: scratch)
      let journal = scratch.appending(path: "journal.log")
      let outcome = try await Invocation(["report", run.path, "--output", journal.path]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let front = try String(contentsOf: run.appending(path: "pareto.csv"), encoding: .utf8)
        .split(separator: "\n").dropFirst().compactMap { Int($0.prefix { $0 != "," }) }
      let script = """
        import sys, optuna
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        storage = JournalStorage(JournalFileBackend(sys.argv[1]))
        study = optuna.load_study(study_name="kinds", storage=storage,
                                  sampler=optuna.samplers.TPESampler(seed=1))
        print(len(study.trials), study.metric_names)
        print(sorted(t.number for t in study.best_trials))
        distributions = {}
        for t in study.trials: distributions.update(t.distributions)
        for _ in range(5):
            trial = study.ask(fixed_distributions=distributions)
            study.tell(trial, [1.0, 1.0, 1.0])
        again = optuna.load_study(study_name="kinds", storage=storage)
        print(len(again.trials), all(t.params["array.rows"] in (16, 32, 64) for t in again.trials))
        """
      let said = try await Self.python.run(script, journal.path, in: scratch)
      #expect(
        said == """
          80 ['latency', 'tokens_per_second', 'area']
          [\(front.map(String.init).joined(separator: ", "))]
          85 True

          """)
    }
  }
}
