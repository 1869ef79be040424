import ArchSimText

/// The trials of a journal one after the other, through all of its files.
struct JournalReader: ~Copyable {
  /// Files that were opened.
  private var opened = 0
  private var isNewest = false
  private var lines: LineReader?
  private let path: String
  /// The number of the next trial.
  private(set) var next: Int
  /// Whether the newest file ends in half a line, known once all has been read.
  private(set) var isTorn = false
  /// Where the last line is that was read.
  private(set) var location: SourceLocation

  /// Opens a journal.
  ///
  /// - Parameters:
  ///   - path: Its newest file, `trials.jsonl`; nothing at all is a journal without trials.
  ///   - first: The number of its first trial, which is not 0 in a share of a run.
  /// - Throws: A diagnostic when one of its files is missing.
  init(_ path: String, first: Int = 0) throws(Diagnostic) {
    self.path = path
    next = first
    location = SourceLocation(file: path)
    _ = try JournalFiles(path).all
  }

  /// Reads the next line.
  ///
  /// - Returns: The line without its line break, which has no meaning yet; nil at the end. A last line
  ///   without a line break was torn by a crash and does not count.
  /// - Throws: A diagnostic when a file cannot be read, or is cut off before others.
  mutating func nextLine() throws(Diagnostic) -> [UInt8]? {
    while true {
      if lines == nil {
        guard try openNext() else { return nil }
      }
      if let line = try lines?.next() {
        location.line = (location.line ?? 0) + 1
        return line
      }
      if lines?.hasRest == true {
        guard isNewest else {
          throw Diagnostic(
            "damaged journal: the last line has no end, although others follow", at: location,
            kind: .failure)
        }
        isTorn = true
      }
      guard !isNewest else { return nil }
      lines = nil
    }
  }

  /// Opens the next file, of a journal that may grow meanwhile; false when there is none.
  private mutating func openNext() throws(Diagnostic) -> Bool {
    let files = JournalFiles(path)
    var attempts = 0
    while true {
      let names = try files.all
      guard opened < names.count else { return false }
      let name = names[opened]
      attempts += 1
      do throws(Diagnostic) {
        lines = try LineReader(name, what: "journal")
      } catch {
        // It may have been compressed just now.
        guard !TextFile.exists(name), attempts < Self.patience else { throw error }
        continue
      }
      // The newest may have been closed before it was opened: then another one is in its place.
      let count = name == path ? try files.all.count : names.count
      guard count <= names.count || attempts == Self.patience else { continue }
      isNewest = name == path
      opened += 1
      location = SourceLocation(file: name, line: 0)
      return true
    }
  }

  /// Attempts at a file that is closed or compressed meanwhile.
  private static let patience = 8

  /// Reads the next trial.
  ///
  /// - Parameter entry: What a line means, given its number.
  /// - Returns: What `entry` made of it; nil at the end.
  /// - Throws: A diagnostic at a line that is no trial, or another than the next.
  mutating func next<Entry>(
    _ entry: (JSONValue, Int) throws(Diagnostic) -> Entry
  ) throws(Diagnostic) -> Entry? {
    guard let line = try nextLine() else { return nil }
    do throws(Diagnostic) {
      let value = try JSONParser.parse(line, file: location.file)
      let index = try value.require("trial").requireInteger("trial")
      guard index == next else {
        throw Diagnostic("expected trial \(next), found trial \(index)", at: value.location)
      }
      let result = try entry(value, index)
      next += 1
      return result
    } catch {
      throw damaged(error)
    }
  }

  /// What is wrong with the last line.
  func damaged(_ error: Diagnostic) -> Diagnostic {
    var place = location
    place.column = error.location?.column
    return Diagnostic(
      "damaged journal: \(error.message)", at: place,
      hint: "delete this line and all below it to resume from what is before", kind: .failure)
  }
}
