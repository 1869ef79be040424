import Testing

@testable import ArchSimReport

@Suite struct MarkupTests {
  @Test func wordsAndAttributesAreEscaped() {
    var markup = Markup()
    markup.add("p", ["title": "\"><script>'"], "a < b & c > \"d\" 'e'\u{0}\u{7F}\n")
    #expect(
      markup.source
        == "<p title=\"&quot;&gt;&lt;script&gt;&#39;\">a &lt; b &amp; c &gt; &quot;d&quot; "
        + "&#39;e&#39;\u{FFFD}\u{FFFD}\n</p>")
  }

  /// Nothing that means something in markup is left, and reading it back gives the words.
  @Test func anyWordsComeBack() {
    var random = RandomSource(seed: 20)
    for round in 0..<300 {
      let words = random.word() + ["<", ">", "&", "\"", "'", "&amp;", "</script>"][round % 7]
      let escaped = Markup.escaped(words)
      #expect(!escaped.contains { "<>\"'".contains($0) }, "seed 20, round \(round)")
      let read = [
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
      ].reduce(escaped) { $0.replacing($1.0, with: $1.1) }
      #expect(read == words, "seed 20, round \(round)")
    }
  }
}
