import Foundation
import Testing

/// The first minutes of a newcomer: a study written, tried out, and explored.
@Suite struct InitTests {
  @Test func aWrittenStudyIsTriedOutAndExplored() async throws {
    try await Scratch.with { scratch in
      let study = scratch.appending(path: "first.yaml").path
      let made = try await Invocation([
        "init", "--model", "qwen3-0.6b", "--family", "systolic", "--output", study,
      ]).run()
      #expect(made.exitCode == 0, "\(made.error)")
      #expect(made.error == "wrote \(study); try: archsim explore \(study) --dry-run\n")
      let text = try String(contentsOfFile: study, encoding: .utf8)
      #expect(text.contains("archsim list parameters systolic"))

      let tried = try await Invocation(["explore", study, "--dry-run", "--format", "json"]).run()
      let estimate = try #require(
        try JSONSerialization.jsonObject(with: Data(tried.output.utf8)) as? [String: Any],
        "\(tried.error)")
      let facts = try #require(estimate["estimate"] as? [String: Any])
      let points = try #require(facts["points"] as? Int)
      let parameters = try #require(estimate["parameters"] as? [[String: Any]])
      let counts = try parameters.map { try #require($0["points"] as? Int) }
      #expect(points == counts.reduce(1, *))
      #expect(facts["trials"] as? Int == min(points, 1000))
      #expect(try #require(facts["seconds"] as? Double) > 0)
      let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
      #expect(left.sorted() == ["error", "first.yaml", "output"].filter(left.contains))

      let run = scratch.appending(path: "run").path
      let explored = try await Invocation([
        "explore", study, "--budget", "20", "--output", run, "--quiet",
      ]).run()
      #expect(explored.exitCode == 0, "\(explored.error)")
    }
  }

  @Test func hardwareIsExtendedWhereTheModelNeedsMoreMemory() async throws {
    try await Scratch.with { scratch in
      let study = scratch.appending(path: "large.yaml").path
      let made = try await Invocation([
        "init", "--model", "llama3.1-70b", "--hardware", "Configs/hardware/mixpe-28nm.yaml",
        "--output", study, "--quiet",
      ]).run()
      #expect(made.exitCode == 0 && made.error.isEmpty, "\(made.error)")
      let text = try String(contentsOfFile: study, encoding: .utf8)
      #expect(text.contains("  extends: "))
      #expect(text.contains("    dram.capacity: 128 GB"))
    }
  }

  @Test func aFileThatIsThereIsKeptUnlessForced() async throws {
    try await Scratch.with { scratch in
      let study = scratch.appending(path: "mine.yaml")
      try Data("mine".utf8).write(to: study)
      let line = ["init", "--model", "qwen3-0.6b", "--family", "gpu", "--output", study.path]
      let refused = try await Invocation(line).run()
      #expect(refused.exitCode == 2)
      #expect(
        refused.error
          == "\(study.path): error: there is a file already (--force replaces it, --output names "
          + "another)\n")
      #expect(try Data(contentsOf: study) == Data("mine".utf8))
      #expect(try await Invocation(line + ["--force"]).run().exitCode == 0)
      // The study of a run is not for anyone to replace.
      let directory = scratch.appending(path: "run")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      for name in ["study.yaml", "trials.jsonl"] {
        try Data(name.utf8).write(to: directory.appending(path: name))
      }
      let own = directory.appending(path: "study.yaml")
      let other = try await Invocation(line.dropLast() + [own.path, "--force"]).run()
      #expect(other.exitCode == 2)
      #expect(other.error == "\(own.path): error: this file is a part of the run\n")
      #expect(try Data(contentsOf: own) == Data("study.yaml".utf8))
    }
  }

  @Test func doctorTellsWhatIsThere() async throws {
    let outcome = try await Invocation("doctor --format json").run()
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let checks = try #require(report["checks"] as? [[String: String]])
    #expect(checks.first?["found"]?.hasSuffix(" models") == true)
    let machine = try #require(report["machine"] as? [String: Any])
    #expect(try #require(machine["processors"] as? Int) > 0)
  }

  @Test func theVersionNamesTheCheckout() async throws {
    let outcome = try await Invocation("--version").run()
    #expect(
      try /[0-9]+\.[0-9]+\.[0-9]+( \(checkout at [0-9a-f]{12}\))?\n/.wholeMatch(in: outcome.output)
        != nil, "\(outcome.output)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func shellsGetCompletions(shell: String) async throws {
    let outcome = try await Invocation("--generate-completion-script \(shell)").run()
    #expect(outcome.exitCode == 0)
    for word in ["explore", "init", "doctor", "quantization"] {
      #expect(outcome.output.contains(word), "\(shell): \(word)")
    }
  }
}
