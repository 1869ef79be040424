import ArchSimText
import Testing

@Suite struct DiagnosticTests {
  @Test func aDiagnosticIsOneLineForCompilers() {
    let diagnostic = Diagnostic(
      "unknown key 'arry'", at: SourceLocation(file: "a.yaml", line: 4, column: 3),
      hint: "did you mean 'array'?")
    #expect(
      diagnostic.description
        == "a.yaml:4:3: error: unknown key 'arry' (did you mean 'array'?)")
  }

  @Test func aNameOfNothingIsSeen() {
    let diagnostic = Diagnostic("there is no run here", at: SourceLocation(file: ""))
    #expect(diagnostic.description == "'': error: there is no run here")
  }

  /// What users write is quoted in messages, and must neither break the line nor steer a terminal.
  @Test(arguments: ["\n", "\r\n", "\t", "\u{1B}", "\u{7F}", "\u{9B}", "\u{2028}", "\u{85}", "\0"])
  func quotedTextStaysOnOneLine(character: String) {
    let text = "a\(character)b"
    let diagnostic = Diagnostic(
      "unknown '\(text)'", at: SourceLocation(file: text, line: 1), hint: "not '\(text)'")
    let line = diagnostic.description
    let isClean = !line.unicodeScalars.contains { scalar in
      character.unicodeScalars.contains(scalar)
    }
    #expect(isClean, "\(line.debugDescription)")
    #expect(line.hasPrefix("a\u{FFFD}"))
  }

  @Test func quotedTextIsCut() {
    let text = String(repeating: "[", count: 1 << 20)
    #expect(Diagnostic("unknown column '\(text)'", hint: text).description.utf8.count < 2100)
  }
}
