import ArchSimText
import ArchSimWorkload
import Testing

@Suite struct DocumentationTests {
  /// The code blocks of a page that are marked with a language.
  private func blocks(of page: String, _ language: String) throws -> [String] {
    let text = String(decoding: try projectFile(page), as: UTF8.self)
    var blocks: [String] = []
    var current: [Substring]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let lines = current {
        guard line == "```" else {
          current = lines + [line]
          continue
        }
        blocks.append(lines.joined(separator: "\n"))
        current = nil
      } else if line == "```\(language)" {
        current = []
      }
    }
    return blocks
  }

  @Test func theTracesOfThePageAreTraces() throws {
    let page = "docs/formats/layer-trace.md"
    let examples = try blocks(of: page, "csv")
    #expect(examples.count == 2)
    let trace = try LayerTrace.parse(bytes: Array(examples[0].utf8), file: page)
    #expect(trace.phase == .decode)
    // The page's rows are rows of the trace that we ship.
    let file = "Traces/layers/llama2-7b-decode.csv"
    let shipped = try LayerTrace.parse(bytes: projectFile(file), file: file)
    for row in trace.rows { #expect(shipped.rows.contains(row), "\(row.name)") }
    let topology = try LayerTrace.parse(bytes: Array(examples[1].utf8), file: page)
    #expect(topology.rows.count == 1)
  }

  @Test func theSchemesOfThePageAreSchemes() throws {
    let examples = try blocks(of: "docs/formats/quantization.md", "quantization")
    let lines = examples.flatMap { $0.split(separator: "\n") }
    #expect(lines.count == 8)
    for line in lines { _ = try QuantizationScheme(parsing: String(line)) }
  }

  /// The table of parameters on the page is what the models count today.
  @Test(arguments: ParameterCountTests.published)
  func theParametersOfThePageAreOurs(_ row: PublishedCount) throws {
    let page = String(decoding: try projectFile("docs/models/workload.md"), as: UTF8.self)
    let model = try shippedModel(row.model)
    let active =
      row.countsEmbedding
      ? model.activeParameterCount : model.activeParameterCountWithoutEmbedding
    let line = "| \(row.model) | \(model.parameterCount) |"
    #expect(page.contains(line), "missing: \(line) … | \(active) |")
    #expect(row.active == nil || page.contains("| \(active) |"), "missing: \(active)")
  }
}
