import Foundation
import Testing

/// Proxies as a user makes and uses them.
@Suite struct ProxyTests {
  @Test func learnsJudgesAndPredicts() async throws {
    try await Scratch.with { scratch in
      let path = scratch.path
      let explored = try await Invocation(
        "explore \(Package.fixtures)/study.yaml --quiet --algorithm random --budget 300 --output "
          + "\(path)/run"
      ).run()
      #expect(explored.exitCode <= 1, "\(explored.error)")
      let fit = try await Invocation(
        "proxy fit \(path)/run --metrics latency,area --trees 20 --depth 4 --quiet --format json "
          + "-o \(path)/m.json"
      ).run()
      #expect(fit.exitCode == 0, "\(fit.error)")
      let page = try String(
        contentsOf: Package.root.appending(path: "docs/formats/proxy.md"), encoding: .utf8)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(fit.output.utf8)) as? [String: Any])
      let rows = try #require(object["metrics"] as? [[String: Any]])
      #expect(rows.map { $0["metric"] as? String } == ["latency", "area"])
      for key in rows[0].keys.sorted() + ((object["judged"] as? [String: Any])?.keys.sorted() ?? [])
      {
        #expect(page.contains("`\(key)`"), "'\(key)' is not documented")
      }
      _ = try await Invocation("dataset \(path)/run --sample 5 --quiet -o \(path)/p.csv").run()
      let used = try await Invocation("proxy use \(path)/m.json --points \(path)/p.csv").run()
      #expect(used.exitCode == 0, "\(used.error)")
      let lines = used.output.split(separator: "\n")
      #expect(lines.count == 6)
      #expect(lines[0].hasSuffix(",exists,latency,area"))
      let judged = try await Invocation("proxy evaluate \(path)/m.json \(path)/run").run()
      #expect(judged.exitCode == 0, "\(judged.error)")
      #expect(judged.output.contains("all designs of \(path)/run"))
    }
  }

  @Test func verifiesAFrontThatWasPredicted() async throws {
    try await Scratch.with { scratch in
      let path = scratch.path
      func run(_ line: String) async throws -> Invocation.Outcome {
        let outcome = try await Invocation(line).run()
        #expect(outcome.exitCode == 0, "\(line): \(outcome.error)")
        return outcome
      }
      _ = try await run(
        "explore \(Package.fixtures)/study.yaml --quiet --algorithm random --budget 200 --output "
          + "\(path)/learned")
      _ = try await run("proxy fit \(path)/learned --trees 5 --quiet -o \(path)/m.json")
      let study = "\(path)/study.yaml"
      try """
      extends: \(Package.root.path)/\(Package.fixtures)/study.yaml
      proxy: {model: m.json, true_every: 5}
      """.write(toFile: study, atomically: true, encoding: .utf8)
      _ = try await run("explore \(study) --quiet --no-report --output \(path)/run")
      let claimed = try await run("report \(path)/run --format csv --quiet")
      #expect(claimed.output.contains("true"), "no design of the front was predicted")
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(path)/run").sorted()
      let verified = try await run("proxy verify \(path)/run --format csv")
      let header = try #require(verified.output.split(separator: "\n").first)
      #expect(header == claimed.output.split(separator: "\n").first)
      #expect(!verified.output.contains("true"), "\(verified.output)")
      #expect(verified.error.contains("designs of the front were predicted; evaluated"))
      _ = try await run("proxy verify \(path)/run --quiet --threads 1 -o \(path)/front.csv")
      let written = try String(contentsOfFile: "\(path)/front.csv", encoding: .utf8)
      #expect(written == verified.output)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/run").sorted() == files)
      for (line, error) in [
        ("\(path)/learned", "\(path)/learned: error: the study of this run has no proxy"),
        ("\(path)/none", "\(path)/none: error: there is no run here"),
        ("\(path)/run --format jsn", "--format: error: unknown format 'jsn'"),
        ("\(path)/run -o \(path)/run/trials.jsonl", "\(path)/run/trials.jsonl: error: "),
        ("\(path)/run --threads 0", "--threads: error: expected 1 to 1024"),
      ] {
        let outcome = try await Invocation("proxy verify " + line).run()
        #expect(outcome.exitCode == 2 && outcome.output.isEmpty)
        #expect(outcome.error.hasPrefix(error), "\(outcome.error)")
      }
    }
  }

  @Test(arguments: [
    ("fit none.csv -o m.json", "none.csv: error: no such dataset"),
    ("fit none.csv", "error: missing expected argument '--output <output>'"),
    ("fit none.csv -o m.json --metrics ,", "--metrics: error: expected names, found none"),
    ("fit none.csv -o m.json --depth 0", "--depth: error: expected 1 to 30"),
    ("fit none.csv -o m.json --leaves 1", "--leaves: error: expected 2 to 65536"),
    ("fit none.csv -o m.json --split half", "--split: error: unknown division 'half'"),
    ("use none.json --points p.csv", "none.json: error: no such proxy"),
    ("evaluate F/study.yaml F", "F/study.yaml:1:1: error: "),
  ])
  func mistakes(line: String, error: String) async throws {
    let expand = { (text: String) in text.replacing("F", with: Package.fixtures) }
    let outcome = try await Invocation("proxy " + expand(line)).run()
    #expect(outcome.exitCode == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix(expand(error)), "\(outcome.error)")
  }
}
