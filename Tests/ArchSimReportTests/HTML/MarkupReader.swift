/// Reads markup as strictly as XML is read, but for the head of a page and raw elements.
struct MarkupReader {
  /// An element that was opened.
  struct Element {
    var name: String
    var attributes: [String: String]
  }

  /// All elements in the order in which they begin.
  private(set) var elements: [Element] = []
  /// What stands in scripts and styles, by element.
  private(set) var raw: [String: [String]] = [:]
  /// All other text, unescaped.
  private(set) var words = ""
  /// The first mistake; nil when there is none.
  private(set) var mistake: String?

  init(_ text: String) {
    var rest = text[...]
    var open: [String] = []
    if rest.hasPrefix("<!DOCTYPE html>\n") { rest = rest.dropFirst(16) }
    while let start = rest.firstIndex(of: "<") {
      let between = rest[..<start]
      if between.contains(">") { mistake = mistake ?? "a bare '>' in \(between.suffix(60))" }
      words += Self.unescaped(String(between))
      rest = rest[rest.index(after: start)...]
      guard let end = Self.end(of: rest) else {
        mistake = mistake ?? "a tag has no end: \(rest.prefix(60))"
        return
      }
      var tag = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        let name = String(tag.dropFirst())
        if open.popLast() != name { mistake = mistake ?? "'\(name)' ends, but is not open" }
        continue
      }
      let isEmpty = tag.hasSuffix("/")
      if isEmpty { tag = tag.dropLast() }
      let element = Self.element(tag)
      if let element {
        elements.append(element)
      } else {
        mistake = mistake ?? "what is '<\(tag.prefix(80))>'?"
      }
      guard !isEmpty, let name = element?.name else { continue }
      if name == "script" || name == "style", let close = rest.firstRange(of: "</\(name)>") {
        raw[name, default: []].append(String(rest[..<close.lowerBound]))
        rest = rest[close.upperBound...]
      } else {
        open.append(name)
      }
    }
    if !open.isEmpty { mistake = mistake ?? "never closed: \(open)" }
  }

  /// The end of a tag, past quotes.
  private static func end(of text: Substring) -> Substring.Index? {
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ">", !isQuoted { return index }
      if text[index] == "<" { return nil }
    }
    return nil
  }

  private static func element(_ tag: Substring) -> Element? {
    guard let match = try? #/([a-zA-Z0-9]+)((?: [a-zA-Z0-9:-]+="[^"]*")*)/#.wholeMatch(in: tag)
    else { return nil }
    var attributes: [String: String] = [:]
    for attribute in match.output.2.matches(of: #/ ([a-zA-Z0-9:-]+)="([^"]*)"/#) {
      attributes[String(attribute.output.1)] = unescaped(String(attribute.output.2))
    }
    return Element(name: String(match.output.1), attributes: attributes)
  }

  private static func unescaped(_ text: String) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
      .reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
}
