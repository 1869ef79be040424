import ArchSimSearch
import ArchSimText

/// Where the trials of a run or of a share go, and what earlier sittings left of them.
///
/// A study that keeps all has a journal: a search is asked for its points again, and they are answered
/// from there. One that keeps less has a ``KeptFile``, from which it goes on without looking back.
struct TrialRecorder: ~Copyable {
  private(set) var digest: TrialDigest
  /// Trials that an earlier sitting did, as far as they are known by now.
  private(set) var resumedTrials = 0
  private let journal: Journal
  private var replay: JournalReader?
  private var writer: JournalWriter?
  private let kept: KeptFile?
  /// Trials of ``kept`` as it stands on the disk.
  private var keptTrials = 0
  private var lastSynchronization = ContinuousClock.now
  private var interval = Self.synchronizationInterval

  /// Longest time that finished trials stay off the disk.
  private static let synchronizationInterval = Duration.seconds(1)
  /// Writing all that is kept takes this part of the time at most.
  private static let checkpointShare = 20

  /// Opens what a run or share has, or begins it.
  ///
  /// - Parameters:
  ///   - study: The study of the whole run.
  ///   - directory: Its directory; nil to keep all in memory.
  ///   - first: The number of the first trial.
  ///   - isNew: Whether what is there is replaced.
  ///   - holdsSample: Whether a sample is drawn of trials that the journal has.
  ///   - rotation: When a new journal begins another file; one that is there says so itself.
  /// - Throws: A diagnostic when it cannot be read or written.
  init(
    _ study: Study, in directory: RunDirectory?, first: Int = 0, isNew: Bool,
    holdsSample: Bool = true, rotation: JournalRotation?
  ) throws(Diagnostic) {
    let keepsAll = study.search.keep == .all
    guard keepsAll || rotation == nil else {
      throw Diagnostic(
        "there is no journal to rotate where a run keeps '\(study.search.keep.rawValue)'")
    }
    if isNew, let directory {
      try JournalFiles(directory.journal).remove()
      try TextFile.remove(directory.kept)
      try JournalRotation.remove(from: directory)
    }
    let kept = keepsAll ? nil : directory.map { KeptFile(path: $0.kept) }
    let digest: TrialDigest
    if let kept {
      let isThere = TextFile.exists(kept.path)
      digest = isThere ? try kept.read(study, first: first) : TrialDigest(study, first: first)
      // A file from the start, so that a directory without room is found out before any work.
      if !isThere { try kept.write(digest) }
    } else {
      digest = TrialDigest(
        study, first: first, sampleSize: directory == nil ? .max : holdsSample ? nil : 0)
    }
    // Opened before it is read, which makes it ours and drops a line that a crash tore off.
    let writer = try Self.writer(in: keepsAll ? directory : nil, rotation)
    let replay = try Self.replay(in: keepsAll ? directory : nil, first: first)
    journal = Journal(study: study)
    self.kept = kept
    self.digest = digest
    self.writer = consume writer
    self.replay = consume replay
    resumedTrials = digest.count
    keptTrials = digest.count
  }

  private static func writer(
    in directory: RunDirectory?, _ rotation: JournalRotation?
  ) throws(Diagnostic) -> JournalWriter? {
    guard let directory else { return nil }
    var own = try JournalRotation(directory)
    if own == nil, let rotation {
      try rotation.write(to: directory)
      own = rotation
    }
    return try JournalWriter(directory.journal, rotation: own)
  }

  private static func replay(
    in directory: RunDirectory?, first: Int
  ) throws(Diagnostic) -> JournalReader? {
    guard let directory else { return nil }
    return try JournalReader(directory.journal, first: first)
  }

  /// Trials that a search is not asked for again.
  var skippedTrials: Int { kept == nil ? 0 : resumedTrials }

  /// What an earlier sitting found at the next point.
  ///
  /// - Parameter point: The next point that the search proposes.
  /// - Returns: The outcome; nil when none was there.
  /// - Throws: A diagnostic when the journal is damaged, or has another point.
  mutating func earlier(_ point: DesignPoint) throws(Diagnostic) -> Trial.Outcome? {
    guard replay != nil else { return nil }
    let journal = self.journal
    let found = try replay?.next { (value, _) throws(Diagnostic) -> (String, Trial.Outcome) in
      var written = JSONWriter()
      let pointValue = try value.require("point")
      _ = try pointValue.requireObject("point")
      written.value(pointValue)
      return (written.text, try journal.outcome(value))
    }
    guard let found = found.flatMap(\.self) else {
      replay = nil
      return nil
    }
    let text = journal.text(of: point)
    guard text == found.0 else {
      throw Diagnostic(
        "this journal belongs to another study or version: expected the point \(text.shortened)",
        at: replay?.location, kind: .failure)
    }
    resumedTrials += 1
    return found.1
  }

  /// Adds the next trial, which an earlier sitting may have written down already.
  mutating func add(
    _ point: DesignPoint, _ outcome: Trial.Outcome, isNew: Bool
  ) throws(Diagnostic) -> Observation {
    let trial = Trial(
      index: digest.next, point: point, outcome: outcome,
      isPredicted: digest.study.isPredicted(point))
    let observation = digest.add(trial)
    if isNew, writer != nil { try writer?.append(journal.line(trial)) }
    return observation
  }

  /// Brings what there is to the disk, unless that was done just before.
  mutating func synchronizeIfDue() throws(Diagnostic) {
    let now = ContinuousClock.now
    guard now - lastSynchronization >= interval else { return }
    try writer?.synchronize()
    try writeKept()
    lastSynchronization = ContinuousClock.now
    if kept != nil {
      interval = max(
        Self.synchronizationInterval, (lastSynchronization - now) * Self.checkpointShare)
    }
  }

  /// Brings all to the disk.
  mutating func finish() throws(Diagnostic) {
    try writer?.finish()
    try writeKept()
  }

  private mutating func writeKept() throws(Diagnostic) {
    guard let kept, keptTrials != digest.count else { return }
    try kept.write(digest)
    keptTrials = digest.count
  }
}
