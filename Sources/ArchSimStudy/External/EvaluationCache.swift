import ArchSimSearch
import ArchSimText

/// Answers of a program by what was asked, kept in the run directory beside the journal.
///
/// The journal has answers in the order of trials; here they are as soon as they arrive, so that a
/// run that was interrupted in the middle of a batch, or that is started anew, asks for nothing
/// twice. An answer counts for the program that gave it: another command, other contents of
/// a file that it names, or other metrics make it void. Failures are not kept, and nothing is where a run
/// does not keep all of its trials.
struct EvaluationCache: ~Copyable {
  private let journal: Journal
  /// What the program is, as a number.
  private let program: String
  private let isKept: Bool
  private var answers: [String: Trial.Outcome] = [:]
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
      let bytes = try TextFile.read(path, limit: .max, what: "cache of evaluations")
      while let end = bytes[length...].firstIndex(of: UInt8(ascii: "\n")) {
        read(Array(bytes[length..<end]), file: path)
        length = end + 1
      }
    }
    // What follows the last line break was torn by a crash.
    file = try AppendFile(path, truncatingTo: length)
  }

  /// The answer to a point, as ``Journal/text(of:)`` writes it.
  func answer(to point: String) -> Trial.Outcome? { answers[point] }

  /// Keeps an answer.
  ///
  /// - Throws: A diagnostic when it cannot be written.
  mutating func keep(_ outcome: Trial.Outcome, of point: String) throws(Diagnostic) {
    guard isKept else { return }
    if case .failed = outcome { return }
    answers[point] = outcome
    guard file != nil else { return }
    var json = JSONWriter()
    json.beginObject()
    json.key("program")
    json.string(program)
    json.endObject()
    // The members of a journal's line, the point as it was asked for.
    let line = "\(json.text.dropLast()),\"point\":\(point),\(journal.answer(outcome))}\n"
    try file?.append(line)
    let now = ContinuousClock.now
    guard now - lastSynchronization >= Self.synchronizationInterval else { return }
    try file?.synchronize()
    lastSynchronization = now
  }

  /// Brings all to the disk.
  mutating func synchronize() throws(Diagnostic) { try file?.synchronize() }

  /// A line that makes no sense is passed over: its point is asked for again.
  private mutating func read(_ line: [UInt8], file: String) {
    guard let value = try? JSONParser.parse(line, file: file),
      (try? value.require("program").requireString("program")) == program,
      let point = value["point"], let outcome = try? journal.outcome(value)
    else { return }
    var json = JSONWriter()
    json.value(point)
    answers[json.text] = outcome
  }

  /// A number for the command, the contents of all files that it names, and the metrics.
  private static func identity(_ study: Study, _ settings: EvaluatorSettings) -> String {
    // FNV-1a, 64 bits (Fowler, Noll, Vo): tells versions apart, and need not withstand malice.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
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
    return String(hash, radix: 16)
  }
}
