import Foundation
import Testing

/// The pages that runs leave behind, as files and in a browser.
@Suite struct ReportPageTests {
  private static let study = Package.fixtures + "/study.yaml"

  @Test func exploreLeavesAPageThatReportWritesAnew() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let page = run.appending(path: "report.html")
      let again = scratch.appending(path: "again.html")
      let outcome = try await Invocation([
        "explore", Self.study, "--budget=150", "--quiet", "--output", run.path,
      ]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let report = try await Invocation(["report", run.path, "--output", again.path]).run()
      #expect(report.exitCode == 0, "\(report.error)")
      let bytes = try Data(contentsOf: page)
      #expect(try bytes == Data(contentsOf: again), "a run has one page, whoever writes it")
      #expect(bytes.count < 700_000)
    }
  }

  @Test func noReportLeavesNone() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      _ = try await Invocation([
        "explore", Self.study, "--budget=40", "--quiet", "--no-report", "--output", run.path,
      ]).run()
      #expect(FileManager.default.fileExists(atPath: run.appending(path: "summary.json").path))
      #expect(!FileManager.default.fileExists(atPath: run.appending(path: "report.html").path))
    }
  }

  @Test func figuresAreWrittenOneByOne() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      _ = try await Invocation([
        "explore", Self.study, "--budget=60", "--quiet", "--no-report", "--output", run.path,
      ]).run()
      let file = scratch.appending(path: "area.svg")
      let outcome = try await Invocation([
        "report", run.path, "--figure", "area", "--output", file.path,
      ]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      #expect(try String(contentsOf: file, encoding: .utf8).hasPrefix("<svg xmlns="))
      let mistake = try await Invocation([
        "report", run.path, "--figure", "area", "--format", "csv",
      ]).run()
      #expect(mistake.exitCode == 2)
      #expect(mistake.error == "--figure: error: this goes with --format svg\n")
    }
  }

  @Test func planLeavesAPage() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      let outcome = try await Invocation([
        "plan", Package.fixtures + "/plan.yaml", "--quiet", "--output", run.path,
      ]).run()
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let page = try String(contentsOf: run.appending(path: "report.html"), encoding: .utf8)
      for title in ["Latencies", "Latency against load", "The service over time", "KV cache"] {
        #expect(page.contains(title), "\(title)")
      }
    }
  }

  /// Hovering, clicking, changing an axis, keys and brushes, in a real browser; nothing on its
  /// console, and nothing wider than the screen, a phone's included.
  @Test(.enabled(if: Browser.path != nil, "Chromium is not installed"))
  func thePageAnswersInABrowser() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      _ = try await Invocation([
        "explore", Self.study, "--budget=150", "--quiet", "--output", run.path,
      ]).run()
      let page = run.appending(path: "use.html")
      try FileManager.default.copyItem(
        at: Package.root.appending(path: Package.fixtures + "/browser.html"), to: page)
      let visit = try await Browser.open(page, scratch: scratch, seconds: 60)
      guard !visit.document.isEmpty else {
        print("skipped: Chromium did not open the page in 60 seconds")
        return
      }
      #expect(visit.console.isEmpty, "\(visit.console)")
      let start = try #require(
        visit.document.firstRange(of: "<pre id=\"findings\">")?.upperBound, "\(visit.document)")
      let end = try #require(visit.document[start...].firstRange(of: "</pre>")?.lowerBound)
      let text = visit.document[start..<end].replacing("&lt;", with: "<")
        .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
      let found = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(found["error"] == nil, "\(found)")
      #expect(found["title"] as? String == "small · archsim")

      #expect(found["tip is shown"] as? Bool == true)
      #expect((found["tip"] as? String)?.contains("Trial ") == true)
      #expect(found["detail is shown"] as? Bool == true)
      let detail = found["detail"] as? String ?? ""
      #expect(detail.contains("archsim replay --run \(run.path) --trial "), "\(detail)")
      #expect(detail.contains("array.rows") && detail.contains("on the front"), "\(detail)")
      #expect(found["detail is shown after Escape"] as? Bool == false)

      let before = found["axes before"] as? [String] ?? []
      let after = found["axes after"] as? [String] ?? []
      #expect(before.last?.hasPrefix("latency") == true, "\(before)")
      #expect(after.last?.hasPrefix("power") == true, "\(after)")
      #expect(before.first == after.first)
      #expect((found["detail by keyboard"] as? String)?.contains("Trial ") == true)

      #expect(found["faded before"] as? Int == 0)
      #expect((found["faded after"] as? Int) ?? 0 > 0, "a brush leaves some designs out")
      #expect(found["faded at last"] as? Int == 0)
      let status = (found["status"] as? String ?? "").split(separator: " ").compactMap { Int($0) }
      #expect(status.count == 2 && status[0] > 0 && status[0] < status[1], "\(status)")

      #expect(found["phone overflow"] as? Int == 0)
      #expect(found["page overflow"] as? Int == 0)
    }
  }
}
