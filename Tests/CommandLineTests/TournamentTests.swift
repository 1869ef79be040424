import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Tournaments as real processes.
@Suite struct TournamentTests {
  private static let study = Package.fixtures + "/study.yaml"
  private static let files = [
    "designs.jsonl", "runs.jsonl", "checkpoints.csv", "summary.json", "tournament.svg",
  ]

  private static func results(of directory: URL) throws -> [Data] {
    try files.map { try Data(contentsOf: directory.appending(path: $0)) }
  }

  private static func tournament(_ options: String, output: URL) -> Invocation {
    Invocation(
      ["tournament", study] + options.split(separator: " ").map(String.init)
        + ["--output", output.path])
  }

  @Test func aKilledTournamentResumesToTheSameBytes() async throws {
    try await Scratch.with { scratch in
      let whole = scratch.appending(path: "whole")
      let killed = scratch.appending(path: "killed")
      let options = "--algorithms random,genetic --seeds 30 --budget 100 --hyperparameters 2"
      let reference = try await Self.tournament(options, output: whole).run()
      #expect(reference.exitCode == 0, "\(reference.error)")
      let output = scratch.appending(path: "output")
      let process = try Self.tournament(options, output: killed)
        .process(output: output, error: scratch.appending(path: "error"))
      async let end: Void = process.runToEnd()
      let journal = killed.appending(path: "designs.jsonl").path
      for _ in 0..<20_000 {
        let size = (try? FileManager.default.attributesOfItem(atPath: journal))?[.size] as? Int
        if let size, size > 100_000 { break }
        try await Task.sleep(for: .milliseconds(2))
      }
      let number = process.processIdentifier
      if number > 0 { kill(number, SIGKILL) }
      try await end
      #expect(process.terminationReason == .uncaughtSignal)
      let resumed = try await Invocation(["tournament", "--resume", killed.path]).run()
      #expect(resumed.exitCode == 0, "\(resumed.error)")
      #expect(try Self.results(of: killed) == Self.results(of: whole))
      #expect(resumed.output.replacing(killed.path, with: whole.path) == reference.output)
    }
  }

  @Test("the directory of a tournament is taken for no run, and is left as it is")
  func tournamentsAreNoRuns() async throws {
    try await Scratch.with { scratch in
      let cup = scratch.appending(path: "cup")
      // The same budget, so that the study in it is that of a run.
      let played = try await Self.tournament(
        "--algorithms random --seeds 2 --budget 20", output: cup
      ).run()
      #expect(played.exitCode == 0, "\(played.error)")
      let names = try FileManager.default.contentsOfDirectory(atPath: cup.path).sorted()
      let before = try Self.results(of: cup)
      for line in [
        "explore --resume C", "explore S --budget 20 --output C", "report C", "compare C C",
      ] {
        let places = ["C": cup.path, "S": Self.study]
        let words = line.split(separator: " ").map { places[String($0)] ?? String($0) }
        let outcome = try await Invocation(words).run()
        #expect(outcome.exitCode == 2, "\(line)")
        #expect(outcome.output.isEmpty, "\(line)")
        #expect(
          outcome.error.hasPrefix(
            "\(cup.path): error: this directory holds a tournament, not a run ("),
          "\(line): \(outcome.error)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: cup.path).sorted() == names)
      #expect(try Self.results(of: cup) == before)
    }
  }

  @Test func theReportIsDocumentedAndThePictureIsXML() async throws {
    try await Scratch.with { scratch in
      let directory = scratch.appending(path: "cup")
      let outcome = try await Self.tournament(
        "--algorithms random,tpe,genetic --seeds 3 --budget 40 --hyperparameters 2 --quiet "
          + "--format json", output: directory
      ).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let page = try String(
        contentsOf: Package.root.appending(path: "docs/formats/tournament.md"), encoding: .utf8)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      for (key, part) in object where key != "report" {
        #expect(page.contains("`\(key)`"), "'\(key)' is not documented")
        let rows = part as? [[String: Any]] ?? [part as? [String: Any] ?? [:]]
        for name in rows.first?.keys.sorted() ?? [] {
          #expect(page.contains("`\(name)`"), "'\(key).\(name)' is not documented")
        }
      }
      let parser = XMLParserCheck()
      #expect(
        parser.isWellFormed(try Data(contentsOf: directory.appending(path: "tournament.svg"))))
      let csv = try String(
        contentsOf: directory.appending(path: "checkpoints.csv"), encoding: .utf8)
      // Three checkpoints, of defaults and of all, for three algorithms, and the header.
      let lines = csv.split(separator: "\n").count
      #expect(lines == 19)
    }
  }

  @Test func theTableIsAsRecorded() async throws {
    try await Scratch.with { scratch in
      let directory = scratch.appending(path: "cup")
      try await Snapshot.expect(
        "tournament-table",
        Self.tournament(
          "--algorithms random,tpe,genetic --seeds 6 --budget 40 --hyperparameters 3 --quiet",
          output: directory), replacing: [directory.path: "CUP"])
    }
  }

  @Test(arguments: [
    ("", "error: expected a study file or --resume (see 'archsim tournament --help')"),
    (
      "F/study.yaml",
      "error: missing --algorithms (names with commas between, such as random,genetic, or all)"
    ),
    (
      "F/study.yaml --algorithms random,tpee",
      "--algorithms: error: unknown algorithm 'tpee' (did you mean 'tpe'?)"
    ),
    (
      "F/study.yaml --algorithms random, --seeds 2",
      "--algorithms: error: unknown algorithm ''"
    ),
    (
      "F/study.yaml --algorithms random,random", "--algorithms: error: 'random' takes part twice"
    ),
    (
      "F/study.yaml --algorithms random --seeds 0",
      "--seeds: error: expected 1 to 1000, found 0"
    ),
    (
      "F/study.yaml --algorithms random --hyperparameters -1",
      "--hyperparameters: error: expected 1 to 10000, found -1"
    ),
    (
      "F/study.yaml --algorithms random --budget 0",
      "--budget: error: expected 1 to 1000000000, found 0"
    ),
    (
      "F/study.yaml --algorithms random --target -1",
      "--target: error: expected a percentage from 0 on, found -1.0"
    ),
    (
      "F/none.yaml --algorithms random", "F/none.yaml: error: no such study file"
    ),
    (
      "--resume F",
      "F: error: there is no tournament here: expected 'tournament.json' in it"
    ),
    (
      "--resume F --seeds 3",
      "--seeds: error: a tournament that is resumed keeps its own (start another with --output)"
    ),
  ])
  func mistakes(line: String, error: String) async throws {
    let expand = { (text: String) in text.replacing("F", with: Package.fixtures) }
    let outcome = try await Invocation("tournament " + expand(line)).run()
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix(expand(error)), "\(outcome.error)")
    #expect(outcome.error.count { $0 == "\n" } == 1)
  }
}

/// Whether tags are balanced and attributes quoted, as far as a picture of ours needs it.
private struct XMLParserCheck {
  func isWellFormed(_ data: Data) -> Bool {
    var open: [Substring] = []
    var rest = String(decoding: data, as: UTF8.self)[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return false }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      guard tag.count(where: { $0 == "\"" }).isMultiple(of: 2) else { return false }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { $0 != " " && $0 != "\n" })
      }
    }
    return open.isEmpty && rest.allSatisfy(\.isWhitespace)
  }
}
