import ArchSim
import ArchSimStudy
import Testing

/// What README and docs show as files is read by what reads such files: no block escapes.
@Suite struct SnippetTests {
  /// All pages, by their paths in the package.
  static let pages: [String] = {
    func pages(in folder: String) -> [String] {
      let names = ((try? TextFile.listDirectory("\(packageRoot)/\(folder)")) ?? []).sorted()
      return names.flatMap { name in
        let path = "\(folder)/\(name)"
        if TextFile.isDirectory("\(packageRoot)/\(path)") { return pages(in: path) }
        return name.hasSuffix(".md") ? [path] : []
      }
    }
    return ["README.md"] + pages(in: "docs")
  }()

  private static func snippets(of page: String) throws(Diagnostic) -> [PageSnippet] {
    let text = String(decoding: try TextFile.read("\(packageRoot)/\(page)"), as: UTF8.self)
    return try PageSnippet.all(of: text, page: page)
  }

  private static func reader(_ snippets: [PageSnippet]) throws -> SnippetReader {
    let scratch = "\(packageRoot)/.build/report-tests/snippets"
    try TextFile.createDirectories(scratch)
    return SnippetReader(root: packageRoot, snippets: snippets, scratch: scratch)
  }

  @Test func everySnippetIsRead() throws {
    let snippets = try Self.pages.flatMap { try Self.snippets(of: $0) }
    let reader = try Self.reader(snippets)
    for snippet in snippets {
      if let problem = reader.problem(snippet) { Issue.record("\(problem)") }
    }
    // Those that are there are found.
    let kinds = Dictionary(grouping: snippets, by: \.language).mapValues(\.count)
    #expect(
      Self.pages.count > 50 && kinds["yaml", default: 0] >= 20 && kinds["csv", default: 0] >= 9)
  }

  /// A block with a mistake, and what is said of it.
  private static func problem(_ block: String) throws -> String? {
    let page = "docs/formats/page.md"
    let snippets = try PageSnippet.all(of: block, page: page)
    let reader = try Self.reader(snippets)
    return snippets.compactMap { reader.problem($0) }.first
  }

  private static let link = "name: A\nbandwidth: 450 GB/s\nlatency: 0.7 us\n"

  @Test(arguments: [
    ("# Page\n\n```yaml\nfamily: systolic\nnmae: x\n```\n", ":5: unknown key 'nmae'"),
    ("```yaml\nfrob: 1\n```\n", ":1: nothing tells what file has the keys frob"),
    ("```yaml\nstudy: [\n```\n", ":3: "),
    ("1. Item\n\n   ```yaml\n   name: A\n   bandwidth: 450\n   latency: 0.7 us\n   ```\n", ":5: "),
    ("```csv\nname,op\nx,gemm\n```\n", "missing column"),
    ("```csv\nfrob\n1\n```\n", ":1: no table begins with the column 'frob'"),
    ("```csv\narrival_s,prompt_tokens,output_tokens\n0,0,1\n```\n", ":3: expected 1 to"),
    ("```json\n{\"a\":1}\n{\"a\":}\n```\n", ":3: "),
    ("```json\n{\"a\":\n  [1,}\n```\n", ":3: "),
    ("```json-lines\n> {\"a\":…}\n< {\"a\":…\n```\n", ":3: "),
    ("```jsonl\n{\"timestamp\": 0}\n```\n", ":2: "),
    ("```quantization\nw4a16\nx9\n```\n", ":1: "),
    ("```ymal\na: 1\n```\n", ":1: nobody reads blocks of 'ymal'"),
    ("```\na: 1\n```\n", ":1: this block does not say what it is"),
    ("<!-- same as README.md -->\n```yaml\na: 1\n```\n", "no longer the text of README.md"),
  ])
  func mistakesAreFoundAtTheirLine(block: String, expected: String) throws {
    let problem = try #require(try Self.problem(block), "\(block)")
    #expect(problem.hasPrefix("docs/formats/page.md:") && problem.contains(expected), "\(problem)")
  }

  @Test func blocksAreFoundHoweverTheyAreFenced() throws {
    let page = """
      ~~~csv
      ```
      ~~~

      - item

        ````yaml
        a:
          b: 1
        ```
        ````

      Saved as `a.yaml`. More.

      <!-- saved as b.csv -->

      ```csv
      ```
      """
    let snippets = try PageSnippet.all(of: page, page: "p")
    #expect(snippets.map(\.language) == ["csv", "yaml", "csv"])
    #expect(snippets.map(\.text) == ["```\n", "a:\n  b: 1\n```\n", ""])
    #expect(snippets.map(\.line) == [1, 7, 17])
    #expect(snippets.map(\.savedAs) == [nil, "a.yaml", "b.csv"])
    #expect(throws: Diagnostic.self) { try PageSnippet.all(of: "```sh\n", page: "p") }
    #expect(try Self.problem("```yaml\n\(Self.link)```\n") == nil)
  }
}
