import ArchSim
import ArchSimReport

@testable import ArchSimStudy

/// Reads what pages show as files, as the commands would that take such files.
struct SnippetReader {
  /// The package.
  var root: String
  /// All snippets of all pages, of which one may name another.
  var snippets: [PageSnippet]
  /// A directory for files that snippets name.
  var scratch: String

  /// What is read elsewhere, or by people only; any other fence is a mistake.
  static let others: Set<String> = ["sh", "console", "swift", "python", "text"]

  /// Why a snippet is no file of its kind, at its page and line; nil when it is one.
  func problem(_ snippet: PageSnippet) -> String? {
    do throws(Diagnostic) {
      try read(snippet)
      return nil
    } catch {
      // Lines of the snippet are lines of the page below its fence.
      let own = name(of: snippet)
      let isInside = error.location?.line != nil && error.location?.file.hasSuffix(own) == true
      let line = snippet.line + (isInside ? error.location?.line ?? 0 : 0)
      let place = isInside ? "" : (error.location.map { "\($0): " } ?? "")
      return "\(snippet.page):\(line): \(place)\(error.message)"
        + (error.hint.map { " (\($0))" } ?? "")
    }
  }

  private func read(_ snippet: PageSnippet) throws(Diagnostic) {
    if let other = snippet.sameAs {
      guard try TextFile.read("\(root)/\(other)") == Array(snippet.text.utf8) else {
        throw Diagnostic("this is no longer the text of \(other)")
      }
      return
    }
    switch snippet.language {
    case "yaml", "yml": try readYAML(snippet)
    case "csv": try readCSV(snippet)
    case "json", "jsonl", "json-lines": try readJSON(snippet)
    case "quantization":
      for line in snippet.text.split(separator: "\n") {
        _ = try QuantizationScheme(parsing: String(line))
      }
    case let language where Self.others.contains(language): break
    case "": throw Diagnostic("this block does not say what it is")
    default: throw Diagnostic("nobody reads blocks of '\(snippet.language)'")
    }
  }

  // MARK: YAML

  /// What a snippet is called in locations.
  private func name(of snippet: PageSnippet) -> String {
    "\(snippet.page.replacing("/", with: "-"))-\(snippet.line).\(snippet.language)"
  }

  /// The folder of the shipped files of each kind, to which what a page of docs/formats names is
  /// relative; guides show files that lie beside the checkout's folders.
  private func file(of snippet: PageSnippet, folder: String = "Configs") -> String {
    let own = name(of: snippet)
    return snippet.page.hasPrefix("docs/formats/") ? "\(root)/\(folder)/\(own)" : "\(root)/\(own)"
  }

  private func readYAML(_ snippet: PageSnippet) throws(Diagnostic) {
    let text = withNamedFiles(snippet.text)
    let bytes = Array(text.utf8)
    let keys = try Self.keys(of: bytes, file: file(of: snippet))
    func place(_ folder: String) -> String { file(of: snippet, folder: folder) }
    if keys.contains("study") {
      _ = try StudyFile.parse(bytes, file: place("Configs"))
    } else if keys.contains("plan") {
      _ = try PlanFile.parse(bytes, file: place("Configs"))
    } else if keys.contains("compare") {
      _ = try ComparisonFile.parse(bytes, file: place("Configs"))
    } else if keys.contains("family") || keys.contains("extends") {
      _ = try HardwareFile.parse(bytes, file: place("Configs/hardware"))
    } else if keys.contains("pools") {
      _ = try ClusterFile.parse(bytes, file: place("Configs/clusters"))
    } else if keys.contains("rows") {
      _ = try ValidationFile(parsing: bytes, path: place("Configs/validation"))
    } else if keys.contains("hardware"), keys.contains("memory") {
      let path = place("Configs/devices")
      _ = try DeviceFile.device(
        YAMLReader.parse(bytes, file: path, what: "device"),
        families: AcceleratorFamilies.builtIn)
    } else if keys.contains("bandwidth"), keys.contains("latency") {
      let path = place("Configs/links")
      _ = try LinkFile.link(YAMLReader.parse(bytes, file: path, what: "link"))
    } else {
      try readFragment(snippet, text, keys)
    }
  }

  /// Keys of a file whose rest stands above on the page.
  private func readFragment(
    _ snippet: PageSnippet, _ text: String, _ keys: [String]
  ) throws(Diagnostic) {
    for whole in snippets
    where whole.page == snippet.page && whole.line < snippet.line && whole.language == "yaml" {
      let path = file(of: snippet)
      let known = try Self.keys(of: Array(whole.text.utf8), file: path)
      guard known.contains("study") || known.contains("plan"), !known.contains(where: keys.contains)
      else { continue }
      // What is wrong is told at a line of the fragment, which comes first for that.
      let bytes = Array((text + withNamedFiles(whole.text)).utf8)
      if known.contains("study") {
        _ = try StudyFile.parse(bytes, file: path)
      } else {
        _ = try PlanFile.parse(bytes, file: path)
      }
      return
    }
    throw Diagnostic(
      "nothing tells what file has the keys \(keys.joined(separator: ", ")), and no file above "
        + "lacks them")
  }

  private static func keys(of bytes: [UInt8], file: String) throws(Diagnostic) -> [String] {
    let value = try YAMLReader.parse(bytes, file: file, what: "snippet")
    return try YAMLMap(value, "snippet").members.map(\.key)
  }

  /// The text with the paths of files that snippets of any page are saved as.
  private func withNamedFiles(_ text: String) -> String {
    var text = text
    for snippet in snippets where snippet.language == "csv" {
      guard let name = snippet.savedAs, text.contains(name) else { continue }
      let path = "\(scratch)/\(name)"
      try? TextFile.writeAtomically(snippet.text, to: path)
      text = text.replacing(name, with: path)
    }
    return text
  }

  // MARK: Tables

  private func readCSV(_ snippet: PageSnippet) throws(Diagnostic) {
    let path = file(of: snippet)
    let bytes = Array(snippet.text.utf8)
    let header = try CSVTable.parse(bytes, file: path).header.map(\.text)
    switch header.first {
    case "name" where header.contains("cycles"): _ = try GoldenCycles(parsing: bytes, file: path)
    case "name", "Layer": _ = try LayerTrace.parse(bytes: bytes, file: path)
    case "arrival_s", "arrival_ns", "TIMESTAMP":
      _ = try RequestTrace.parse(bytes: bytes, file: path)
    case "model": _ = try AccuracyTable(parsing: bytes, file: path)
    case "module":
      let shipped = "\(root)/Configs/models/llama2-7b.json"
      let model = try ModelArchitecture(
        config: JSONParser.parse(TextFile.read(shipped), file: shipped))
      _ = try ModuleSensitivities(parsing: bytes, file: path, model: model)
    default: throw Diagnostic("no table begins with the column '\(header.first ?? "")'")
    }
  }

  // MARK: JSON

  /// Lines of JSON, or one value; `…` stands for what is left out, `>` and `<` for who speaks.
  private func readJSON(_ snippet: PageSnippet) throws(Diagnostic) {
    let path = file(of: snippet)
    let lines = snippet.text.split(separator: "\n", omittingEmptySubsequences: false)
    if snippet.language == "json",
      !lines.dropLast().allSatisfy({ $0.hasSuffix("}") && $0.hasPrefix("{") })
    {
      _ = try JSONParser.parse(Array(Self.withoutGaps(snippet.text).utf8), file: path)
      return
    }
    if snippet.language == "jsonl" {
      _ = try RequestTrace.parse(bytes: Array(snippet.text.utf8), file: path)
    }
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let isSpoken = line.hasPrefix("> ") || line.hasPrefix("< ")
      let text = Self.withoutGaps(String(isSpoken ? line.dropFirst(2) : line))
      do throws(Diagnostic) {
        _ = try JSONParser.parse(Array(text.utf8), file: path)
      } catch {
        throw Diagnostic(error.message, at: SourceLocation(file: path, line: index + 1))
      }
    }
  }

  private static func withoutGaps(_ text: String) -> String {
    text.replacing(",…", with: "").replacing(":-…", with: ":-1").replacing(":…", with: ":null")
  }
}
