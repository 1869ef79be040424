import Foundation
import Testing

/// The programs of docs/examples/python, where their packages are installed.
@Suite(.serialized) struct PythonExampleTests {
  private static let examples = "docs/examples/python"
  private static let study = "Configs/systolic.yaml"

  private static func object(_ line: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  /// What the gym itself says of points.
  private static func steps(_ points: [[String: Any]]) async throws -> [[String: Any]] {
    let request: [String: Any] = ["command": "step", "points": points]
    let line = try JSONSerialization.data(withJSONObject: request)
    let (lines, _, _) = try await GymTests.answers(to: line, ["worker", study])
    return try #require(try object(lines[0])["results"] as? [[String: Any]])
  }

  @Test(
    .enabled("needs Python 3 with gymnasium, at ARCHSIM_PYTHON or in PATH") {
      await Python.has("gymnasium", "numpy")
    })
  func theEnvironmentPassesGymnasiumsOwnCheck() async throws {
    let outcome = try await Python.run(
      ["-W", "error::UserWarning", "\(Self.examples)/archsim_gym.py", Self.study],
      limit: .seconds(120))
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    var best = try Self.object(outcome.output)
    let reward = try #require(best.removeValue(forKey: "reward") as? Double)
    let isFeasible = try #require(best.removeValue(forKey: "feasible") as? Bool)
    let step = try await Self.steps([best])[0]
    #expect(step["reward"] as? Double == reward)
    #expect(step["feasible"] as? Bool == isFeasible)
  }

  @Test(
    .enabled("needs Python 3 with optuna, at ARCHSIM_PYTHON or in PATH") {
      await Python.has("optuna")
    })
  func optunaSearchesAStudy() async throws {
    let outcome = try await Python.run(
      ["\(Self.examples)/optuna_search.py", Self.study, "--trials", "60", "--seed", "3"],
      limit: .seconds(180))
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let front = try outcome.output.split(separator: "\n").map { try Self.object($0) }
    #expect(!front.isEmpty)
    let points = try front.map { try #require($0["point"] as? [String: Any]) }
    for (trial, step) in zip(front, try await Self.steps(points)) {
      let metrics = try #require(step["metrics"] as? [String: Any])
      let values = try #require(trial["values"] as? [Double])
      #expect(metrics["tokens_per_second"] as? Double == values[0])
      #expect(metrics["area"] as? Double == values[1])
      #expect(step["feasible"] as? Bool == true)
    }
  }

  @Test(
    .enabled("needs Python 3 with ray[tune], at ARCHSIM_PYTHON or in PATH") {
      await Python.has("ray.tune")
    })
  func rayTuneSearchesAStudy() async throws {
    try await Scratch.with { scratch in
      let outcome = try await Python.run(
        [
          "\(Self.examples)/ray_tune_search.py", Self.study, "--trials", "8", "--workers", "2",
          "--storage", scratch.path,
        ], limit: .seconds(300))
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let last = try #require(outcome.output.split(separator: "\n").last)
      let result = try Self.object(last)
      #expect(result["trials"] as? Int == 8)
      #expect(result["errors"] as? Int == 0)
      let point = try #require(result["point"] as? [String: Any])
      #expect(try await Self.steps([point])[0]["reward"] as? Double == result["reward"] as? Double)
    }
  }

  @Test(
    .enabled("needs Python 3 with scalesim, at ARCHSIM_PYTHON or in PATH") {
      await Python.has("scalesim.scale_sim")
    })
  func scaleSimIsAnEvaluator() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run").path
      let outcome = try await Python.run(
        ["explore", "\(Self.examples)/scalesim.yaml", "--budget", "6", "--output", run, "--quiet"],
        program: Package.binary, limit: .seconds(300))
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let journal = try String(contentsOfFile: run + "/trials.jsonl", encoding: .utf8)
      let trials = try journal.split(separator: "\n").map { try Self.object($0) }
      #expect(trials.count == 6)
      var compared = 0
      for trial in trials {
        let point = try #require(trial["point"] as? [String: Any])
        let metrics = try #require(trial["metrics"] as? [String: Any], "\(trial)")
        guard point["dataflow"] as? String == "os" else { continue }
        let rows = try #require(point["rows"] as? Int)
        let columns = try #require(point["columns"] as? Int)
        // Operands of a fold pass the array's diagonal and the reduction: rows + columns + k − 2
        // cycles. SCALE-Sim reports the index of the last cycle, one less than their number.
        var cycles = 0
        for (m, n, k) in [(64, 256, 96), (64, 96, 256)] {
          let folds = (m + rows - 1) / rows * ((n + columns - 1) / columns)
          cycles += folds * (rows + columns + k - 2) - 1
        }
        #expect(metrics["cycles"] as? Int == cycles, "\(point)")
        compared += 1
      }
      #expect(compared > 0)
    }
  }
}
