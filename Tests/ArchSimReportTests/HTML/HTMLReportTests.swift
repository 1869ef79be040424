import ArchSim
import ArchSimStudy
import Testing

@testable import ArchSimReport

@Suite struct HTMLReportTests {
  private static let script = "</script><script>alert(1)</script>"
  private static let image = "\"><img src=x onerror=alert(2)>&amp;'"

  /// A study whose names would be markup if they were not escaped.
  private static func study(limit: String = "2 mm2", budget: Int = 120) throws -> Study {
    let text = """
      study: small
      description: '\(script)'
      workload:
        traces:
          - {trace: small.csv, repeat: 16, tokens: 4}
      hardware: small.yaml
      space:
        shape:
          choices:
            '\(image.replacing("'", with: "''"))': {array.rows: 8, array.columns: 8}
            '\(script)': {array.rows: 16, array.columns: 16}
            plain: {array.rows: 32, array.columns: 8}
        buffer.weights: {powers: {from: 1 KiB, to: 64 KiB}}
        clock: {from: 100 MHz, to: 1 GHz, step: 50 MHz}
      objectives: [minimize latency, minimize energy_per_token, minimize area]
      constraints: [area <= \(limit), power <= 1 W]
      baselines:
        - {name: '\(script)', hardware: small.yaml, equal_area: true}
      search: {algorithm: genetic, budget: \(budget), seed: 7}
      """
    return try StudyFile.parse(
      Array(text.utf8), file: "\(packageRoot)/Tests/CommandLineTests/Fixtures/hostile.yaml")
  }

  private static func page(_ study: Study, threads: Int = 1) async throws -> String {
    let result = try await StudyRunner(study, threads: threads).run()
    let random = await HTMLReport.randomReference(of: result, threads: threads)
    return HTMLReport.explore(
      result, directory: "runs/<b>", version: "1.2.3", random: random)
  }

  @Test func pagesAreWellFormedAndNothingOfAStudyBecomesMarkup() async throws {
    let page = try await Self.page(try Self.study())
    let reader = MarkupReader(page)
    #expect(reader.mistake == nil)
    #expect(reader.raw["script"]?.count == 2, "the data and the script of the page")
    #expect(reader.raw["style"]?.count == 1)
    let names = Set(reader.elements.map(\.name))
    #expect(!names.contains("img") && !names.contains("b"), "\(names.sorted())")
    #expect(reader.words.contains(Self.script) && reader.words.contains(Self.image))
    #expect(reader.words.contains("archsim replay --run runs/<b> --trial"))
    for element in reader.elements {
      let handlers = element.attributes.keys.filter { $0.hasPrefix("on") || $0 == "style" }
      #expect(handlers.isEmpty, "\(element)")
    }
  }

  @Test func pagesLoadNothingAndAllowNothing() async throws {
    let page = try await Self.page(try Self.study())
    let reader = MarkupReader(page)
    let policy = try #require(
      reader.elements.first { $0.attributes["http-equiv"] == "Content-Security-Policy" })
    let rules = try #require(policy.attributes["content"])
    #expect(rules.contains("default-src 'none'"))
    for name in ["script", "style"] {
      let text = try #require(reader.raw[name]?.last)
      #expect(rules.contains("\(name)-src 'sha256-\(base64(sha256(Array(text.utf8))))'"))
    }
    let addresses = page.replacing("http://www.w3.org/2000/svg", with: "")
    for word in ["http:", "https:", "@import", "url(", "import("] {
      #expect(!addresses.contains(word), "\(word)")
    }
    for element in reader.elements {
      #expect(element.attributes["src"] == nil, "\(element)")
      #expect(element.attributes["href"]?.hasPrefix("#") ?? true, "\(element)")
    }
  }

  /// A link that leads nowhere, or two elements of one name, would confuse keys and readers aloud.
  @Test func linksLeadSomewhereAndNamesAreUnique() async throws {
    let reader = MarkupReader(try await Self.page(try Self.study()))
    let names = reader.elements.compactMap { $0.attributes["id"] }
    #expect(Set(names).count == names.count, "\(names.sorted())")
    for element in reader.elements {
      guard let link = element.attributes["href"] else { continue }
      #expect(names.contains(String(link.dropFirst())), "\(link)")
    }
    let drawings = reader.elements.filter { $0.attributes["class"] == "chart" }
    #expect(drawings.count >= 10)
    #expect(drawings.allSatisfy { $0.attributes["aria-label"]?.isEmpty == false })
  }

  @Test func theDataAreTheTrials() async throws {
    let study = try Self.study()
    let result = try await StudyRunner(study, threads: 1).run()
    let reader = MarkupReader(
      HTMLReport.explore(result, directory: "run", version: "1"))
    let text = try #require(reader.raw["script"]?.first)
    #expect(!text.contains("<"))
    let data = try JSONParser.parse(Array(text.utf8), file: "data")
    let evaluated = result.trials.filter { $0.metrics != nil }
    let packed = try PackedReader(data)
    #expect(packed.trials == evaluated.map(\.index))
    let states = try data.require("state").requireString("state")
    #expect(states.filter { $0 == "2" }.count == result.front.count)
    #expect(states.filter { $0 != "0" }.count == result.feasibleTrials)
    let columns = try data.require("metrics").requireArray("metrics")
    for (place, column) in columns.enumerated() {
      let name = try column.require("name").requireString("name").replacing(" ", with: "_")
      for (value, trial) in zip(packed.columns[place], evaluated) {
        guard let expected = trial.metric(name) else { continue }
        let read = try #require(value)
        #expect(
          (read - expected).magnitude <= 0.5001e-3 * expected.magnitude,
          "\(name) of trial \(trial.index): expected \(expected), found \(read)")
      }
    }
    for (parameter, values) in packed.columns.dropFirst(columns.count).enumerated() {
      for (value, trial) in zip(values, evaluated) {
        let isActive = study.space.search.isActive(parameter: parameter, at: trial.point)
        #expect(value == (isActive ? trial.point.values[parameter] : nil))
      }
    }
  }

  @Test func theSameStudyGivesTheSameBytesOnAnyThreads() async throws {
    let one = try await Self.page(try Self.study(), threads: 1)
    let three = try await Self.page(try Self.study(), threads: 3)
    #expect(one == three)
  }

  @Test func aRunWithoutAFeasibleDesignSaysWhy() async throws {
    let reader = MarkupReader(try await Self.page(try Self.study(limit: "0.001 mm2", budget: 30)))
    #expect(reader.mistake == nil)
    #expect(reader.words.contains("no design holds 'area <= 0.001 mm2'"))
    #expect(reader.words.contains("comes closest"))
  }

  @Test(arguments: ReportFigure.ofDesigns)
  func figuresStandAlone(figure: ReportFigure) async throws {
    let result = try await StudyRunner(try Self.study(), threads: 1).run()
    var run = ReportedRun(result, directory: "run")
    run.figure = figure
    let text = try RunFormat.svg.text(run)
    let reader = MarkupReader(text)
    #expect(reader.mistake == nil)
    #expect(reader.elements.first?.name == "svg")
    #expect(!text.contains("var("), "programs that draw SVG need not know variables")
    #expect(reader.elements.contains { $0.name == "text" }, "text stays text")
    #expect(!reader.elements.contains { $0.name == "script" })
  }
}
