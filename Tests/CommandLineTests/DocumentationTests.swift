import Foundation
import Testing

/// What docs/formats/reports.md says of JSON results is what commands write.
@Suite struct DocumentationTests {
  private static let page = Package.root.appending(path: "docs/formats/reports.md")

  /// All keys of a value, at every depth.
  private static func keys(of value: Any) -> Set<String> {
    if let object = value as? [String: Any] {
      return object.values.reduce(into: Set(object.keys)) { $0.formUnion(keys(of: $1)) }
    }
    guard let array = value as? [Any] else { return [] }
    return array.reduce(into: []) { $0.formUnion(keys(of: $1)) }
  }

  /// The page's section of a command.
  private static func section(_ command: String) throws -> String {
    let text = try String(contentsOf: page, encoding: .utf8)
    let sections = text.components(separatedBy: "\n## ")
    return try #require(sections.first { $0.hasPrefix("`\(command)`") }, "\(command)")
  }

  /// Words between backticks that could be keys.
  private static func words(in section: String) -> Set<String> {
    let quoted = section.components(separatedBy: "`").enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    return Set(quoted.filter { $0.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" } })
  }

  @Test(arguments: [
    "replay F/small.csv --hardware F/small.yaml",
    "replay F/small.csv --hardware F/small.yaml --golden F/wrong-golden.csv",
    "trace llama2-7b", "list", "list families", "list parameters", "list models", "list formats",
    "list algorithms", "list metrics", "list constants", "validate --only minifloat", "doctor",
  ])
  func everyKeyIsDocumented(line: String) async throws {
    let outcome = try await Invocation(
      line.replacing("F/", with: Package.fixtures + "/") + " --format json"
    ).run()
    let command = String(line.prefix { $0 != " " })
    let documented = Self.words(in: try Self.section(command))
    for key in Self.keys(of: try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))) {
      // Names of components of a family stand behind these.
      let isFamilys = key.hasPrefix("energy_") && key.hasSuffix("_j") || key.hasPrefix("bytes_")
      guard key != "report", !isFamilys else { continue }
      #expect(documented.contains(key), "\(line): '\(key)' is not in \(Self.page.path)")
    }
  }

  @Test func everyKeyOfAnEstimateIsDocumented() async throws {
    let line = "explore \(Package.fixtures)/study.yaml --dry-run --format json"
    let outcome = try await Invocation(line).run()
    let documented = Self.words(in: try Self.section("estimate"))
    for key in Self.keys(of: try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))) {
      #expect(key == "report" || documented.contains(key), "'\(key)' is not in \(Self.page.path)")
    }
  }

  @Test func everyKeyOfAComparisonIsDocumentedOrAMetric() async throws {
    let line =
      "compare F/small.yaml Configs/hardware/lut-28nm.yaml --trace F/small.csv --format json"
    let outcome = try await Invocation(line.replacing("F/", with: Package.fixtures + "/")).run()
    let metrics = try await Invocation("list metrics --format csv").run().output
      .split(separator: "\n").map { String($0.prefix { $0 != "," }) }
    let documented = Self.words(in: try Self.section("compare"))
      .union(metrics + metrics.map { "relative_\($0)" })
    for key in Self.keys(of: try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))) {
      guard key != "report" else { continue }
      #expect(documented.contains(key), "'\(key)' is not in \(Self.page.path)")
    }
  }

  @Test func everyKeyOfARunIsDocumentedOrNamedByTheStudy() async throws {
    try await Scratch.with { scratch in
      let outcome = try await Invocation([
        "explore", Package.fixtures + "/study.yaml", "--budget", "30", "--quiet", "--format",
        "json", "--output", scratch.appending(path: "run").path,
      ]).run()
      let metrics = try await Invocation("list metrics --format csv").run().output
        .split(separator: "\n").map { String($0.prefix { $0 != "," }) }
      let documented = Self.words(in: try Self.section("explore")).union(metrics)
      let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      for key in Self.keys(of: object) {
        let isStudys =
          key.contains(".") || key == "clock" || key == "speedup_base" || key == "energy_ratio_base"
        guard key != "report", !isStudys else { continue }
        #expect(documented.contains(key), "'\(key)' is not in \(Self.page.path)")
      }
    }
  }

  @Test func everyKeyOfAReportIsDocumentedOrNamedByTheStudy() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run").path
      _ = try await Invocation([
        "explore", Package.fixtures + "/study.yaml", "--budget", "120", "--quiet", "--output", run,
        // Its front has knees: better searches end with too few designs on it.
        "--algorithm", "random",
      ]).run()
      let outcome = try await Invocation(
        ["report", run, "--format", "json", "--around", "3"]
      ).run()
      let metrics = try await Invocation("list metrics --format csv").run().output
        .split(separator: "\n").map { String($0.prefix { $0 != "," }) }
      let documented = Self.words(in: try Self.section("report"))
        .union(Self.words(in: try Self.section("explore")))
        .union(metrics + metrics.map { "relative_\($0)" })
      let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      let keys = Self.keys(of: object)
      #expect(keys.isSuperset(of: ["importance", "knees", "knee_operators", "sensitivity"]))
      for key in keys {
        let isStudys =
          key.contains(".") || key == "clock" || key == "speedup_base" || key == "energy_ratio_base"
        guard key != "report", !isStudys else { continue }
        #expect(documented.contains(key), "'\(key)' is not in \(Self.page.path)")
      }
    }
  }

  /// Results of plans by their section, files of a run by the page of plan files.
  @Test func everyKeyOfARunOverPlansIsDocumented() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let outcome = try await Invocation([
        "plan", Package.fixtures + "/plan.yaml", "--quiet", "--format", "json", "--constraint",
        "power <= 2 kW", "--output", run.path,
      ]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let statistics = ["mean", "p50", "p90", "p95", "p99", "max"]
      let metrics = ["ttft", "tpot", "tbt", "e2e"].flatMap { name in
        statistics.map { "\(name)_\($0)" }
      }
      let results = Self.words(in: try Self.section("plan")).union(metrics)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      for key in Self.keys(of: object) where key != "report" && !key.hasPrefix("gain_") {
        #expect(results.contains(key), "'\(key)' is not in \(Self.page.path)")
      }
      let page = Package.root.appending(path: "docs/formats/plan.md")
      let text = try String(contentsOf: page, encoding: .utf8)
      let files = try #require(text.components(separatedBy: "## Run directory").last)
      func check(_ value: Any, of file: String) {
        for key in Self.keys(of: value) where !results.contains(key) {
          #expect(files.contains("`\(key)`"), "\(file): '\(key)' is not in \(page.path)")
        }
      }
      for name in ["summary.json", "trials.jsonl"] {
        let file = try String(contentsOf: run.appending(path: name), encoding: .utf8)
        let values = name.hasSuffix("l") ? file.split(separator: "\n").map(String.init) : [file]
        for value in values {
          check(try JSONSerialization.jsonObject(with: Data(value.utf8)), of: name)
        }
      }
      for name in ["plans.csv", "pareto.csv"] {
        let file = try String(contentsOf: run.appending(path: name), encoding: .utf8)
        let header = file.prefix { $0 != "\n" }.split(separator: ",")
        let keys = header.map { String($0.prefix { $0 != " " }) }
        check(Dictionary(uniqueKeysWithValues: keys.map { ($0, 0) }), of: name)
      }
      #expect(text.contains("[other runs](run-directory.md), now 1"))
    }
  }

  /// The example of a golden file is one.
  @Test func theExampleOfAGoldenFileIsRead() async throws {
    let text = try String(
      contentsOf: Package.root.appending(path: "docs/formats/golden-cycles.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "```")
    let example = try #require(parts.first { $0.hasPrefix("csv\n") }).dropFirst(4)
    try await Scratch.with { scratch in
      let file = scratch.appending(path: "golden.csv")
      try Data(example.utf8).write(to: file)
      let outcome = try await Invocation([
        "replay", "Traces/layers/llama2-7b-decode.csv", "--hardware",
        "Configs/hardware/mixpe-28nm.yaml", "--golden", file.path, "--format", "json",
      ]).run()
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
        "\(outcome.error)")
      let differences = try #require(object["differences"] as? [[String: Any]])
      // The rows of the example are rows of the trace, which has others besides. Their cycles may
      // change with the models.
      let kinds = Set(differences.compactMap { $0["difference"] as? String })
      #expect(kinds.contains("not in the file"))
      #expect(!kinds.contains("not in the trace"))
      #expect(outcome.error.hasSuffix(" rows differ\n"), "\(outcome.error)")
    }
  }
}
