import Foundation
import Testing

/// `archsim validate`: its page, its exit codes and its formats.
@Suite struct ValidateTests {
  /// Rows of an adder of 52.616 µm².
  private static func file(_ rows: String) -> String {
    "title: Test\nsource: a test\ntable: one\ntolerance: 1 %\nrows:\n" + rows
  }

  private static func row(_ published: String, _ more: String = "") -> String {
    """
      - setting: adder against \(published)
        metric: area
        published: \(published) um2
    \(more)    compute: {unit: add_8, node: 45 nm, quantity: area}

    """
  }

  /// Runs the command on a directory with these files.
  private static func run(
    _ files: [String: String], _ arguments: [String] = []
  ) async throws -> Invocation.Outcome {
    try await Scratch.with { scratch in
      for (name, text) in files {
        try Data(text.utf8).write(to: scratch.appending(path: name))
      }
      return try await Invocation(["validate", "--directory", scratch.path] + arguments).run()
    }
  }

  @Test func thePageOfTheDocumentationIsWhatTheCommandWrites() async throws {
    try await Scratch.with { scratch in
      let file = scratch.appending(path: "validation.md")
      let outcome = try await Invocation([
        "validate", "--format", "markdown", "--output", file.path,
      ]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      #expect(outcome.output.isEmpty)
      let written = try String(contentsOf: file, encoding: .utf8)
      let page = try String(
        contentsOf: Package.root.appending(path: "docs/validation.md"), encoding: .utf8)
      let lines = zip(written.split(separator: "\n"), page.split(separator: "\n"))
      let first = lines.first { $0 != $1 }
      #expect(
        written == page,
        """
        docs/validation.md is stale: write it with \
        'archsim validate --format markdown --output docs/validation.md'; \
        first difference: \(first.map { "'\($0)' for '\($1)'" } ?? "its length")
        """)
    }
  }

  @Test func rowsThatHoldEndWithZero() async throws {
    let outcome = try await Self.run(["a.yaml": Self.file(Self.row("52.6"))])
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("held"))
    #expect(outcome.error.isEmpty, "\(outcome.error)")
  }

  @Test func aRowThatLeavesItsToleranceEndsWithOneAndIsShown() async throws {
    let outcome = try await Self.run([
      "a.yaml": Self.file(Self.row("52.6") + Self.row("40"))
    ])
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("missed"))
    #expect(outcome.output.contains("Summary"))
    #expect(
      outcome.error.hasSuffix(
        "a.yaml:10:5: error: 1 of 2 rows left their tolerance, first 'adder against 40', 'area'\n"),
      "\(outcome.error)")
  }

  @Test func anExceptionIsShownWithItsReasonAndEndsWithZero() async throws {
    let outcome = try await Self.run([
      "a.yaml": Self.file(Self.row("40", "    exception: It is a test.\n"))
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.output.contains("exception"))
    #expect(outcome.output.contains("It is a test."))
  }

  @Test func aNeedlessExceptionDrawsAWarning() async throws {
    let outcome = try await Self.run([
      "a.yaml": Self.file(Self.row("52.6", "    exception: It was a test.\n"))
    ])
    #expect(outcome.exitCode == 0)
    #expect(outcome.error.contains("warning: 'adder against 52.6', 'area' is held and needs no"))
  }

  @Test func aWrongFileEndsWithTwoAndNoResult() async throws {
    let outcome = try await Self.run(["a.yaml": Self.file(Self.row("52.6", "    nte: x\n"))])
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.error.hasSuffix(
        "a.yaml:9:5: error: unknown key 'nte' in a row (did you mean 'note'?)\n"),
      "\(outcome.error)")
  }

  @Test func onlyChoosesAFileByName() async throws {
    let files = ["ab.yaml": Self.file(Self.row("52.6")), "cd.yaml": Self.file(Self.row("40"))]
    let one = try await Self.run(files, ["--only", "ab", "--format", "csv"])
    #expect(one.exitCode == 0)
    #expect(one.output.split(separator: "\n").count == 2)
    let typo = try await Self.run(files, ["--only", "abc"])
    #expect(typo.exitCode == 2)
    #expect(typo.error == "--only: error: no rows are called 'abc' (did you mean 'ab'?)\n")
  }

  @Test func jsonHasNumbersInFull() async throws {
    let outcome = try await Self.run(
      ["a.yaml": Self.file(Self.row("52.6"))], ["--format", "json"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let row = try #require((object["rows"] as? [[String: Any]])?.first)
    #expect(row["published"] as? Double == 52.6)
    let ours = try #require(row["ours"] as? Double)
    #expect(abs(ours - 52.616) < 1e-9)
    #expect(row["ratio"] as? Double == ours / 52.6)
    #expect(row["tolerance"] as? Double == 0.01)
    #expect(row["verdict"] as? String == "held")
    #expect((object["summary"] as? [[String: Any]])?.count == 1)
  }
}
