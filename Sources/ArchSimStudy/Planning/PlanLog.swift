import ArchSimText

/// The journal of a run over plans: replays what earlier sittings did, and keeps what is new.
struct PlanLog: ~Copyable {
  private let journal: PlanJournal
  private var file: AppendFile?
  /// Trials of an earlier sitting that nobody has asked for yet.
  private var replay: ArraySlice<PlanJournal.Entry> = []
  private(set) var written = 0
  /// Trials of earlier sittings.
  let resumedTrials: Int
  /// The journal's path, for locations.
  private let path: String
  /// Whether nothing is simulated that the journal has not.
  let isReadOnly: Bool
  /// Whether a design was asked for that the journal, which is only read, has not.
  private(set) var hasRunOut = false
  private var lastSynchronization = ContinuousClock.now

  /// Longest time that finished trials stay off the disk.
  private static let synchronizationInterval = Duration.seconds(1)

  /// Opens the journal of a directory, or none.
  ///
  /// - Parameters:
  ///   - study: What runs.
  ///   - directory: The run directory; nil to keep nothing.
  ///   - mode: Whether to go on with what is there.
  /// - Throws: A diagnostic when the journal is damaged or another run writes it.
  init(
    _ study: PlanStudy, _ directory: RunDirectory?, _ mode: StudyRunner.Mode
  ) throws(Diagnostic) {
    journal = PlanJournal(study: study)
    path = directory?.journal ?? ""
    isReadOnly = false
    guard let directory else {
      resumedTrials = 0
      return
    }
    var length = 0
    var entries: [PlanJournal.Entry] = []
    if mode == .resume, TextFile.exists(directory.journal) {
      let bytes = try TextFile.read(directory.journal, limit: Int.max, what: "journal")
      (entries, length) = try journal.read(bytes, file: directory.journal)
    }
    file = try AppendFile(directory.journal, truncatingTo: length)
    replay = entries[...]
    resumedTrials = entries.count
  }

  /// A journal that is only read: what it has not is not simulated.
  ///
  /// - Parameters:
  ///   - study: What ran.
  ///   - entries: The trials of the journal.
  ///   - path: The journal's path, for locations.
  init(reading study: PlanStudy, _ entries: [PlanJournal.Entry], path: String) {
    journal = PlanJournal(study: study)
    replay = entries[...]
    resumedTrials = 0
    self.path = path
    isReadOnly = true
  }

  /// Trials of the journal that nobody has asked for.
  var remainingTrials: Int { replay.count }

  /// The trials of the first designs of a batch, as far as the journal has them.
  ///
  /// - Throws: A diagnostic when the journal has another design in that place.
  mutating func replay(_ designs: [PlanDesign]) throws(Diagnostic) -> [PlanTrial] {
    var trials: [PlanTrial] = []
    for design in designs {
      guard let entry = replay.first else { break }
      let text = journal.text(of: design)
      guard text == entry.design else {
        throw Diagnostic(
          "this journal belongs to another plan or version: expected the design "
            + "\(text.shortened)",
          at: SourceLocation(file: path, line: entry.index + 1), kind: .failure)
      }
      trials.append(PlanTrial(design: design, outcome: entry.outcome))
      replay.removeFirst()
    }
    written += trials.count
    if isReadOnly, trials.count < designs.count { hasRunOut = true }
    return trials
  }

  /// Writes down trials in the order in which they were asked for.
  mutating func append(_ trials: ArraySlice<PlanTrial>) throws(Diagnostic) {
    for trial in trials {
      try file?.append(journal.line(trial, index: written))
      written += 1
    }
    let now = ContinuousClock.now
    guard now - lastSynchronization >= Self.synchronizationInterval else { return }
    try synchronize()
    lastSynchronization = now
  }

  /// Brings the journal to the disk.
  mutating func synchronize() throws(Diagnostic) { try file?.synchronize() }
}
