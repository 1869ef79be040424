import ArchSimText

/// The files of a journal: those that were closed, by number, and the newest, which grows.
///
/// `trials.jsonl` becomes `trials-00001.jsonl` when it has grown enough, and that
/// `trials-00001.jsonl.gz` where it is compressed; together they are the journal that one file would be.
struct JournalFiles: Sendable {
  /// The newest file.
  let path: String
  private let directory: String
  /// What a closed file is called before its number.
  private let stem: String

  init(_ path: String) {
    self.path = path
    let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    directory = parent.isEmpty ? path.hasPrefix("/") ? "/" : "." : parent
    let name = path.split(separator: "/").last ?? ""
    stem = "\(name.split(separator: ".").first ?? "")-"
  }

  /// The name of a closed file, not compressed.
  func closed(_ number: Int) -> String {
    let digits = "\(number)"
    let zeros = String(repeating: "0", count: max(0, 5 - digits.count))
    return FilePath.join(directory, "\(stem)\(zeros)\(digits).jsonl")
  }

  /// All files that are there, in the order of their trials.
  ///
  /// - Throws: A diagnostic when the directory cannot be read, or one of them is missing.
  var all: [String] {
    get throws(Diagnostic) {
      var files: [String] = []
      for entry in try numbered {
        guard entry.number == files.count + 1 else {
          throw Diagnostic(
            "damaged journal: there is no '\(closed(files.count + 1))' before this",
            at: SourceLocation(file: entry.path), kind: .failure)
        }
        files.append(entry.path)
      }
      if TextFile.exists(path) { files.append(path) }
      return files
    }
  }

  /// Whether there is a journal.
  var exist: Bool {
    TextFile.exists(path) || ((try? numbered) ?? []).isEmpty == false
  }

  /// The closed files, in order; where compressing was interrupted, the whole one.
  var numbered: [(number: Int, path: String)] {
    get throws(Diagnostic) {
      guard TextFile.isDirectory(directory) else { return [] }
      var found: [Int: String] = [:]
      for name in try TextFile.listDirectory(directory)
      where name.hasPrefix(stem) {
        var rest = name.dropFirst(stem.count)
        if let compression = FileCompression(ofFile: name) {
          rest = rest.dropLast(compression.suffix.count)
        }
        guard rest.hasSuffix(".jsonl"), let number = parseInteger(String(rest.dropLast(6))),
          number > 0, found[number].map({ FileCompression(ofFile: $0) != nil }) ?? true
        else { continue }
        found[number] = FilePath.join(directory, name)
      }
      return found.keys.sorted().map { ($0, found[$0] ?? "") }
    }
  }

  /// Whether a name is that of a closed file that is there.
  func isClosed(_ name: String) -> Bool {
    let files = (try? numbered) ?? []
    return files.contains { FilePath.name(of: $0.path) == name }
  }

  /// Removes all, the newest first, so that a crash leaves the beginning of a journal.
  func remove() throws(Diagnostic) {
    try TextFile.remove(path)
    for entry in try numbered.reversed() {
      try TextFile.remove(entry.path)
      for format in FileCompression.allCases { try TextFile.remove(entry.path + format.suffix) }
    }
  }
}
