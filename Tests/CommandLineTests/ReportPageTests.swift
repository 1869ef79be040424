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
      guard let found = try await Self.findings("browser.html", run, scratch) else { return }
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
  /// What a page of the fixtures, which uses the page of a run, found; nil when the browser does not
  /// answer.
  private static func findings(
    _ fixture: String, _ run: URL, _ scratch: URL
  ) async throws -> [String: Any]? {
    let page = run.appending(path: "use.html")
    try FileManager.default.copyItem(
      at: Package.root.appending(path: "\(Package.fixtures)/\(fixture)"), to: page)
    let visit = try await Browser.open(page, scratch: scratch, seconds: 60)
    guard !visit.document.isEmpty else {
      print("skipped: Chromium did not open the page in 60 seconds")
      return nil
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
    return found
  }

  /// Cells with counts, their tips, and the front's points above them, which open as ever.
  @Test(.enabled(if: Browser.path != nil, "Chromium is not installed"))
  func aPageOfManyTrialsAnswersInABrowser() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      _ = try await Invocation([
        "explore", Self.study, "--budget=60", "--quiet", "--no-report", "--output", run.path,
      ]).run()
      // As many trials as a long run has, spread around those of a short one.
      let journal = run.appending(path: "trials.jsonl")
      let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
        .filter { $0.contains("\"metrics\"") }
      var text = ""
      for trial in 0..<20_001 {
        let line = lines[trial % lines.count]
        let comma = try #require(line.firstIndex(of: ","))
        let factor = 1 + Double(trial * 7919 % 20_011) / 20_011
        let start = try #require(line.firstRange(of: "\"latency\":")?.upperBound)
        let end = try #require(line[start...].firstIndex { $0 == "," || $0 == "}" })
        let latency = try #require(Double(line[start..<end])) * factor
        text += "{\"trial\":\(trial)\(line[comma..<start])\(latency)\(line[end...])\n"
      }
      try Data(text.utf8).write(to: journal)
      let study = run.appending(path: "study.yaml")
      try Data(
        try String(contentsOf: study, encoding: .utf8)
          .replacing(/budget: 60/, with: "budget: 50000").utf8
      ).write(to: study)
      let page = run.appending(path: "report.html")
      let report = try await Invocation([
        "report", run.path, "--quiet", "--output", page.path,
      ]).run()
      #expect(report.exitCode == 0, "\(report.error)")
      #expect(try Data(contentsOf: page).count < 2_000_000)
      guard let found = try await Self.findings("browser-many.html", run, scratch) else { return }
      func number(_ name: String) -> Int { found[name] as? Int ?? -1 }
      #expect((2...8).contains(number("shades")) && number("cells") > 20, "\(found)")
      #expect(number("points") > 0 && number("chosen") > 0 && number("clouds") == 0)
      let legend = found["legend"] as? String ?? ""
      #expect(legend.contains("1 design in a cell") && legend.contains(" designs in a cell"))
      let tip = found["tip of a cell"] as? String ?? ""
      #expect(tip.contains("design") && tip.contains("latency") && !tip.contains("Trial"), "\(tip)")
      #expect((found["detail"] as? String)?.contains("on the front") == true, "\(found)")
      #expect((found["detail by keyboard"] as? String)?.contains("Trial ") == true)
      #expect(number("shades over a parameter") > 0)
      #expect(number("phone overflow") == 0 && number("page overflow") == 0)
    }
  }

  /// Nothing of a page of plans is wider than the screen, and its reasons wrap on a phone.
  @Test(.enabled(if: Browser.path != nil, "Chromium is not installed"))
  func aPageOfPlansFitsAPhone() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      _ = try await Invocation(
        ["plan", Package.fixtures + "/plan.yaml", "--quiet", "--output", run.path]
      ).run()
      guard let found = try await Self.findings("browser-plan.html", run, scratch) else { return }
      for name in ["wide", "phone"] {
        #expect(found["\(name) title"] as? String == "small · archsim")
        #expect(found["\(name) overflow"] as? Int == 0, "\(found)")
        #expect(found["\(name) reasons"] as? Int == 0, "\(found)")
        #expect((found["\(name) charts"] as? Int) ?? 0 >= 8, "\(found)")
      }
    }
  }
}
