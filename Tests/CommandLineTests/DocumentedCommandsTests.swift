import Foundation
import Testing

/// README and docs as a reader follows them: every command runs, every option exists, every link
/// leads somewhere.
@Suite struct DocumentedCommandsTests {
  /// A page, by its path in the package.
  struct Page: Sendable, CustomTestStringConvertible {
    var path: String
    var testDescription: String { path }

    var text: String {
      get throws { try String(contentsOf: Package.root.appending(path: path), encoding: .utf8) }
    }
  }

  static let pages: [Page] = {
    let docs = Package.root.appending(path: "docs").path
    let files = FileManager.default.enumerator(atPath: docs)?.compactMap { $0 as? String } ?? []
    return [Page(path: "README.md")]
      + files.filter { $0.hasSuffix(".md") }.sorted().map { Page(path: "docs/\($0)") }
  }()

  // MARK: Commands

  /// The commands of a page's blocks of shell, a line each, in order.
  static func commands(in text: String) -> [String] {
    var commands: [String] = []
    var language: String?
    var pending = ""
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        language = language == nil ? String(line.dropFirst(3)) : nil
        continue
      }
      guard let language, ["sh", "console"].contains(language) else { continue }
      // In a console what has no prompt is what the command said, but for what continues a line.
      if language == "console", pending.isEmpty, !line.hasPrefix("$ ") { continue }
      pending += line.hasPrefix("$ ") ? String(line.dropFirst(2)) : line
      if pending.hasSuffix("\\") {
        pending.removeLast()
        continue
      }
      let command = pending.components(separatedBy: "  #")[0].trimmingCharacters(in: .whitespaces)
      if !command.isEmpty, !command.hasPrefix("#") { commands.append(command) }
      pending = ""
    }
    return commands
  }

  /// A command as the tests run it: the binary that they test, and few trials.
  ///
  /// - Returns: The line of the shell; nil for what builds, which running the tests has done.
  static func runnable(_ command: String) -> String? {
    var command = command
    for prefix in ["swift run -c release ", "swift run ", ".build/release/"]
    where command.hasPrefix(prefix) {
      command = String(command.dropFirst(prefix.count))
    }
    guard command.hasPrefix("archsim ") else { return nil }
    if command.hasPrefix("archsim explore Configs/"), !command.contains("--budget") {
      command += " --budget 30"
    }
    return command
  }

  /// Pages whose commands take no more than moments.
  @Test(arguments: pages)
  func everyCommandRuns(page: Page) async throws {
    let lines = Self.commands(in: try page.text).compactMap(Self.runnable)
    guard !lines.isEmpty else { return }
    let yaml = Self.namedBlocks(in: try page.text)
    try await Scratch.with { scratch in
      // A checkout to work in, where what commands write is thrown away.
      for name in ["Configs", "Traces", "docs", "Tests"] {
        try FileManager.default.createSymbolicLink(
          at: scratch.appending(path: name),
          withDestinationURL: Package.root.appending(path: name))
      }
      for (name, text) in yaml {
        try Data(text.utf8).write(to: scratch.appending(path: name))
      }
      for line in lines {
        let outcome = try await Invocation(shell: line, directory: scratch).run()
        #expect(outcome.exitCode == 0, "\(page.path): \(line)\n\(outcome.error)")
      }
    }
  }

  /// Blocks that the text before or after gives a file's name: "Saved as `edge.yaml`".
  static func namedBlocks(in text: String) -> [(name: String, text: String)] {
    let parts = text.components(separatedBy: "```")
    return parts.indices.filter { !$0.isMultiple(of: 2) && $0 + 1 < parts.count }.compactMap { at in
      let follows = parts[at + 1].prefix(40)
      guard let match = try? /\n*Saved as `([a-z0-9.-]+)`/.prefixMatch(in: follows),
        let end = parts[at].firstIndex(of: "\n")
      else { return nil }
      return (String(match.1), String(parts[at][parts[at].index(after: end)...]))
    }
  }

  // MARK: Words

  /// `archsim list metrics` in the middle of a sentence: the subcommand and its options exist.
  @Test func everyCommandInASentenceExists() async throws {
    var help: [String: String] = [:]
    for page in Self.pages {
      let text = try page.text.components(separatedBy: "```").enumerated()
        .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
      for match in text.matches(of: /`archsim ([a-z]+)([^`]*)`/) {
        let subcommand = String(match.1)
        if help[subcommand] == nil {
          let outcome = try await Invocation([subcommand, "--help"]).run()
          #expect(outcome.exitCode == 0, "\(page.path): archsim \(subcommand)")
          help[subcommand] = outcome.output
        }
        for option in match.2.matches(of: /--[a-z-]+/) {
          #expect(
            help[subcommand]?.contains(option.0) == true || option.0 == "--help",
            "\(page.path): archsim \(subcommand) has no \(option.0)")
        }
      }
    }
  }

  // MARK: Links

  @Test(arguments: pages)
  func everyLinkLeadsSomewhere(page: Page) throws {
    let folder = Package.root.appending(path: page.path).deletingLastPathComponent()
    for match in try page.text.matches(of: /\]\(([^)#\s]*)(#[^)\s]*)?\)/) {
      let target = String(match.1)
      guard !target.contains("://"), !target.hasPrefix("mailto:") else { continue }
      let file =
        target.isEmpty ? Package.root.appending(path: page.path) : folder.appending(path: target)
      #expect(FileManager.default.fileExists(atPath: file.path), "\(page.path): \(target)")
      if let anchor = match.2, let text = try? String(contentsOf: file, encoding: .utf8) {
        #expect(
          Self.anchors(of: text).contains(String(anchor.dropFirst())),
          "\(page.path): \(target)\(anchor)")
      }
    }
  }

  /// What links may name of a page: its headings, as GitHub spells them.
  private static func anchors(of text: String) -> Set<String> {
    Set(
      text.components(separatedBy: "\n").filter { $0.hasPrefix("#") }.map { heading in
        String(
          heading.drop { $0 == "#" }.dropFirst().lowercased().compactMap { letter in
            letter == " " ? "-" : letter.isLetter || letter.isNumber || letter == "-" ? letter : nil
          })
      })
  }

  @Test func everyPageIsReachedFromTheIndex() throws {
    let texts = Dictionary(uniqueKeysWithValues: try Self.pages.map { ($0.path, try $0.text) })
    var reached: Set = ["docs/index.md", "README.md"]
    var open = ["docs/index.md"]
    while let path = open.popLast() {
      let folder = URL(filePath: "/" + path).deletingLastPathComponent()
      for match in (texts[path] ?? "").matches(of: /\]\(([^)#\s]+)/) {
        let target = String(
          folder.appending(path: String(match.1)).standardizedFileURL.path.dropFirst())
        if texts[target] != nil, reached.insert(target).inserted { open.append(target) }
      }
    }
    let missing = Set(texts.keys).subtracting(reached).sorted()
    #expect(missing.isEmpty, "no way from docs/index.md to \(missing)")
  }

  /// Reference pages are what the command writes; ARCHSIM_RECORD=1 writes them anew.
  @Test(arguments: ["parameters", "metrics", "algorithms"])
  func referencePagesAreGenerated(topic: String) async throws {
    let outcome = try await Invocation("list \(topic) --format markdown").run()
    let file = Package.root.appending(path: "docs/reference/\(topic).md")
    if Snapshot.isRecording {
      try Data(outcome.output.utf8).write(to: file)
      return
    }
    let page = try String(contentsOf: file, encoding: .utf8)
    #expect(
      page == outcome.output,
      "stale: archsim list \(topic) --format markdown > docs/reference/\(topic).md")
  }
}
