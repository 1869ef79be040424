import ArchSim
import ArchSimStudy

/// A fenced block of a page of README or docs.
struct PageSnippet: Sendable {
  /// The page, by its path in the package.
  var page: String
  /// The line of its fence.
  var line: Int
  /// What the fence says that it is.
  var language: String
  /// What stands in it, without the indentation of its fence.
  var text: String
  /// The file that the page says it is saved as.
  var savedAs: String?
  /// The file whose text it shows, which tests of that file read.
  var sameAs: String?

  /// All fenced blocks of a page, in order.
  ///
  /// A page may say more of the next block in comments, which readers do not see:
  /// `<!-- saved as measured.csv -->` gives it a name that other snippets use, and
  /// `<!-- same as Tests/study.yaml -->` says that it is that file.
  ///
  /// - Throws: A diagnostic at a fence that is never closed.
  static func all(of text: String, page: String) throws(Diagnostic) -> [PageSnippet] {
    var snippets: [PageSnippet] = []
    var open: (snippet: PageSnippet, indent: Int, fence: String, lines: [Substring])?
    var comments: [String: String] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let indent = line.prefix { $0 == " " }.count
      let words = line.dropFirst(indent)
      if let block = open {
        if words.hasPrefix(block.fence),
          words.dropFirst(block.fence.count).allSatisfy({ $0 == " " })
        {
          var snippet = block.snippet
          snippet.text = block.lines.joined(separator: "\n") + (block.lines.isEmpty ? "" : "\n")
          snippets.append(snippet)
          open = nil
        } else {
          open?.lines.append(line.dropFirst(min(indent, block.indent)))
        }
        continue
      }
      guard let mark = words.first, mark == "`" || mark == "~",
        words.prefix(while: { $0 == mark }).count >= 3
      else {
        if words.hasPrefix("<!-- "), words.hasSuffix(" -->") {
          for name in ["saved as", "same as"] where words.hasPrefix("<!-- \(name) ") {
            comments[name] = String(words.dropFirst(6 + name.count).dropLast(4))
          }
        } else if words.hasPrefix("Saved as `"), let last = snippets.indices.last {
          snippets[last].savedAs = String(words.dropFirst(10).prefix { $0 != "`" })
        } else if !words.isEmpty {
          comments = [:]
        }
        continue
      }
      let fence = String(words.prefix { $0 == mark })
      open = (
        PageSnippet(
          page: page, line: index + 1, language: String(words.dropFirst(fence.count)), text: "",
          savedAs: comments["saved as"], sameAs: comments["same as"]), indent, fence, []
      )
      comments = [:]
    }
    if let open {
      throw Diagnostic(
        "this block is never closed", at: SourceLocation(file: page, line: open.snippet.line))
    }
    return snippets
  }
}
