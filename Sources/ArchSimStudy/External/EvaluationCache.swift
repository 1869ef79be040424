import ArchSimSearch
import ArchSimText

/// Answers of a program by what was asked, kept in the run directory beside the journal.
///
/// The journal has answers in the order of trials; here they are as soon as they arrive, so that a
/// run that was interrupted in the middle of a batch, or that is started anew, asks for nothing
/// twice. An answer counts for the program that gave it: another command, other contents of
/// a file that it names, or other metrics make it void. Failures are not kept, and nothing is where a run
/// does not keep all of its trials. Of what the file has, memory only holds where it is.
struct EvaluationCache: ~Copyable {
  private struct Line {
    let start: Int
    let length: Int32
  }

  private let journal: Journal
  /// What the program is, as a number.
  private let program: String
  private let isKept: Bool
  /// Answers by their points, where there is no file.
  private var answers: [String: Trial.Outcome] = [:]
  /// Lines of the file by the hashes of their points; of points with the same hash, the last one.
  private var lines: [UInt64: Line] = [:]
  private var file: AppendFile?
  private var lastSynchronization = ContinuousClock.now

  static let fileName = "evaluations.jsonl"
  private static let synchronizationInterval = Duration.seconds(1)

  /// Reads what earlier runs left.
  ///
  /// - Throws: A diagnostic when the file cannot be read or written.
  init(
    _ study: Study, _ settings: EvaluatorSettings, runDirectory: String?, isKept: Bool = true
  ) throws(Diagnostic) {
    journal = Journal(study: study)
    program = Self.identity(study, settings)
    self.isKept = isKept
    guard let runDirectory, isKept else { return }
    let path = FilePath.join(runDirectory, Self.fileName)
    var length = 0
    if TextFile.exists(path) {
      var reader = try LineReader(path, what: "cache of evaluations")
      while let line = try reader.next() {
        if let point = read(line)?.point { note(point, from: length, length: line.count) }
        length = reader.length
      }
    }
    // What follows the last line break was torn by a crash.
    file = try AppendFile(path, truncatingTo: length)
  }

  /// The answer to a point, as ``Journal/text(of:)`` writes it.
  ///
  /// - Throws: A diagnostic when the file cannot be read.
  mutating func answer(to point: String) throws(Diagnostic) -> Trial.Outcome? {
    guard file != nil else { return answers[point] }
    guard let line = lines[Self.hash(of: point)] else { return nil }
    let bytes = try file?.read(line.start..<line.start + Int(line.length)) ?? []
    guard let answer = read(bytes), answer.point == point else { return nil }
    return answer.outcome
  }

  /// Keeps an answer.
  ///
  /// - Throws: A diagnostic when it cannot be written.
  mutating func keep(_ outcome: Trial.Outcome, of point: String) throws(Diagnostic) {
    guard isKept else { return }
    if case .failed = outcome { return }
    guard let start = file?.size else {
      answers[point] = outcome
      return
    }
    var json = JSONWriter()
    json.beginObject()
    json.key("program")
    json.string(program)
    json.endObject()
    // The members of a journal's line, the point as it was asked for.
    let line = "\(json.text.dropLast()),\"point\":\(point),\(journal.answer(outcome))}"
    try file?.append(line + "\n")
    note(point, from: start, length: line.utf8.count)
    let now = ContinuousClock.now
    guard now - lastSynchronization >= Self.synchronizationInterval else { return }
    try file?.synchronize()
    lastSynchronization = now
  }

  /// Brings all to the disk.
  mutating func synchronize() throws(Diagnostic) { try file?.synchronize() }

  private mutating func note(_ point: String, from start: Int, length: Int) {
    guard let length = Int32(exactly: length) else { return }
    lines[Self.hash(of: point)] = Line(start: start, length: length)
  }

  /// What a line says; one that makes no sense is passed over, and its point asked for again.
  private func read(_ line: [UInt8]) -> (point: String, outcome: Trial.Outcome)? {
    guard let value = try? JSONParser.parse(line, file: Self.fileName),
      (try? value.require("program").requireString("program")) == program,
      let point = value["point"], let outcome = try? journal.outcome(value)
    else { return nil }
    var json = JSONWriter()
    json.value(point)
    return (json.text, outcome)
  }

  private static func hash(of point: String) -> UInt64 {
    var hash = FowlerNollVoHash()
    hash.add(point.utf8)
    return hash.value
  }

  /// A number for the command, the contents of all files that it names, and the metrics.
  private static func identity(_ study: Study, _ settings: EvaluatorSettings) -> String {
    var hash = FowlerNollVoHash()
    func add(_ bytes: some Sequence<UInt8>) {
      hash.add(bytes)
      hash.add(CollectionOfOne(0xFF))
    }
    for word in settings.command {
      add(word.utf8)
      guard !word.isEmpty else { continue }
      let path = FilePath.resolve(word, relativeTo: settings.directory + "/")
      if let bytes = try? TextFile.read(path, what: "file") { add(bytes) }
    }
    for (metric, unit) in zip(study.metrics, settings.metricUnits) {
      add("\(metric.name):\(unit.symbol)".utf8)
    }
    return String(hash.value, radix: 16)
  }
}
