import ArchSimSearch
public import ArchSimText

/// Makes of all shares of a run the run that one process would have made, byte for byte.
///
/// Shares are read one line after the other, so that memory does not grow with their trials. Some that
/// follow each other make a part, which is merged with others like a share.
public struct RunMerge: Sendable {
  /// The study that all shares have.
  public let study: Study
  /// Trials of all shares.
  public var trialCount: Int { digest.count }
  private let digest: TrialDigest
  private let shares: [Share]
  private let isExhausted: Bool

  private typealias Share = (directory: String, file: ShardFile)

  /// Reads shares and makes sure that they belong together and that none is missing.
  ///
  /// - Parameters:
  ///   - directories: The directories of shares and parts, in any order.
  ///   - isPart: Whether shares before the first and behind the last may be missing.
  /// - Throws: A diagnostic when one is no share, is of another study, seed, version or number of
  ///   shares, is there twice, is missing, or is not done.
  public init(_ directories: [String], isPart: Bool = false) throws(Diagnostic) {
    var shares: [Share] = []
    for directory in directories {
      guard ShardFile.exists(in: directory) else {
        let isRun = TextFile.exists(RunDirectory(path: directory).study)
        throw Diagnostic(
          "there is no share of a run here: expected 'shard.json' in it",
          at: SourceLocation(file: directory), hint: isRun ? "this is a whole run" : nil)
      }
      shares.append((directory, try ShardFile(directory)))
    }
    guard let first = shares.first else { throw Diagnostic("expected shares of a run") }
    let study = try StudyFile.read(RunDirectory(path: first.directory).study)
    for share in shares.dropFirst() { try Self.requireSame(share, first, study) }
    for share in shares { try share.file.requireTrials(of: study, in: share.directory) }
    shares.sort { $0.file.shard.index < $1.file.shard.index }
    try Self.requireAll(shares, isPart: isPart)
    var digest = TrialDigest(study, first: shares.first?.file.trials.lowerBound ?? 0)
    var isExhausted = false
    for share in shares {
      let before = digest.count
      try Self.add(share, to: &digest)
      // The search had no more points: so have the shares behind it.
      guard !isExhausted || digest.count == before else {
        throw Diagnostic(
          "\(share.file.words) has trials, although the search was exhausted before it",
          at: SourceLocation(file: share.directory))
      }
      isExhausted = isExhausted || share.file.isExhausted
    }
    self.study = study
    self.digest = digest
    self.shares = shares
    self.isExhausted = isExhausted
  }

  /// Adds the trials of a share to those before it.
  private static func add(
    _ share: Share, to digest: inout TrialDigest
  ) throws(Diagnostic) {
    let directory = RunDirectory(path: share.directory)
    let first = share.file.trials.lowerBound
    let before = digest.count
    var isTorn = false
    if digest.study.search.keep == .all {
      let journal = Journal(study: digest.study)
      var reader = try JournalReader(directory.journal, first: first)
      while let trial = try reader.next(journal.trial(_:index:)) { digest.add(trial) }
      isTorn = reader.isTorn
    } else if TextFile.exists(directory.kept) {
      digest.append(try KeptFile(path: directory.kept).read(digest.study, first: first))
    }
    let count = digest.count - before
    guard !isTorn, count == share.file.trials.count || share.file.isExhausted else {
      throw Diagnostic(
        "\(share.file.words) is not done: it has \(count) of \(share.file.trials.count) trials"
          + (isTorn ? ", and a last line that is torn" : ""),
        at: SourceLocation(file: share.directory),
        hint: "go on with: archsim explore --resume \(share.directory)", kind: .failure)
    }
  }

  /// Whether this is all of the run.
  private var isWhole: Bool {
    shares.first?.file.shard.index == 0
      && shares.last.map { $0.file.last == $0.file.shard.count - 1 } ?? false
  }

  /// Writes the run.
  ///
  /// - Parameters:
  ///   - output: The run directory, which is created; an older run of the same study is replaced.
  ///   - threads: Threads that cost baselines; by default one a processor.
  ///   - rotation: When the journal begins another file; nil for never.
  /// - Returns: What the run found.
  /// - Throws: A diagnostic when shares are missing, or the directory cannot be written or holds
  ///   something else.
  public func write(
    to output: String, threads: Int? = nil, rotation: JournalRotation? = nil
  ) async throws(Diagnostic) -> StudyResult {
    try Self.requireAll(shares, isPart: false)
    let directory = RunDirectory(path: output)
    try ShardFile.requireNone(in: output)
    try TournamentDirectory.requireNone(in: output)
    try directory.begin(StudyFile.text(study), study.workload.inputs)
    try writeTrials(to: directory, rotation)
    let result = await RunReader.result(
      digest, ending: digest.count >= study.search.budget ? .budget : .exhausted,
      threads: threads)
    try result.write(to: directory)
    return result
  }

  /// Writes a part of the run, to be merged with the rest of it.
  ///
  /// - Parameters:
  ///   - output: The directory, which is created; an older one of the same part is replaced.
  ///   - rotation: When the journal begins another file; nil for never.
  /// - Returns: What the part is called: `0-3/8`.
  /// - Throws: A diagnostic when the directory cannot be written or holds something else.
  public func writePart(
    to output: String, rotation: JournalRotation? = nil
  ) throws(Diagnostic) -> String {
    guard let first = shares.first?.file, let last = shares.last?.file else { return "" }
    let directory = RunDirectory(path: output)
    var file = ShardFile(
      shard: first.shard, last: last.last,
      trials: first.trials.lowerBound..<last.trials.upperBound, version: first.version)
    file.isExhausted = isExhausted
    let text = StudyFile.text(study)
    if TextFile.exists(directory.study) || ShardFile.exists(in: output) {
      guard let old = try? ShardFile(output), old.indices == file.indices else {
        throw Diagnostic(
          "this directory holds something else than \(file.words)",
          at: SourceLocation(file: output), hint: "choose another with --output")
      }
      guard !shares.contains(where: { $0.directory == output }) else {
        throw Diagnostic("this is one of the shares", at: SourceLocation(file: output))
      }
    }
    try directory.begin(text, study.workload.inputs)
    try writeTrials(to: directory, rotation)
    // Last, since it says that the rest is there.
    try file.write(to: output)
    return file.name
  }

  private func writeTrials(
    to directory: RunDirectory, _ rotation: JournalRotation?
  ) throws(Diagnostic) {
    try JournalFiles(directory.journal).remove()
    try TextFile.remove(directory.kept)
    try JournalRotation.remove(from: directory)
    guard study.search.keep == .all else {
      guard rotation == nil else {
        throw Diagnostic(
          "there is no journal to rotate where a run keeps '\(study.search.keep.rawValue)'")
      }
      return try KeptFile(path: directory.kept).write(digest)
    }
    try rotation?.write(to: directory)
    var writer = try JournalWriter(directory.journal, rotation: rotation)
    for share in shares {
      var reader = try JournalReader(RunDirectory(path: share.directory).journal)
      while let line = try reader.nextLine() { try writer.append(line: line) }
    }
    try writer.finish()
  }

  private static func requireSame(
    _ share: Share, _ first: Share, _ study: Study
  ) throws(Diagnostic) {
    let location = SourceLocation(file: share.directory)
    let other = try StudyFile.read(RunDirectory(path: share.directory).study)
    let differences = try StudyDifference.differences(of: [study, other])
    guard differences.isEmpty else {
      let names = differences.prefix(3).map { row in
        "\(row.key): \(row.values.map { $0 ?? "nothing" }.joined(separator: " and "))"
      }
      let rest = differences.count > 3 ? " and \(differences.count - 3) more" : ""
      throw Diagnostic(
        "this share is of another study than \(first.directory) "
          + "(\(names.joined(separator: "; "))\(rest))", at: location)
    }
    guard share.file.version == first.file.version else {
      throw Diagnostic(
        "version \(share.file.version) made this share, and \(first.file.version) made "
          + first.directory, at: location)
    }
    guard share.file.shard.count == first.file.shard.count else {
      throw Diagnostic(
        "this is one of \(share.file.shard.count) shares, and \(first.directory) one of "
          + "\(first.file.shard.count)", at: location)
    }
  }

  /// Makes sure that every share is there once; shares come sorted.
  private static func requireAll(_ shares: [Share], isPart: Bool) throws(Diagnostic) {
    for (one, other) in zip(shares, shares.dropFirst())
    where one.file.indices.overlaps(other.file.indices) {
      let isSame = one.file.indices == other.file.indices
      throw Diagnostic(
        isSame
          ? "\(other.file.words) is there twice, also as \(one.directory)"
          : "\(other.file.words) is there twice, also in \(one.directory) (\(one.file.words))",
        at: SourceLocation(file: other.directory))
    }
    let count = shares.first?.file.shard.count ?? 0
    var missing: [Int] = []
    var next = isPart ? shares.first?.file.shard.index ?? 0 : 0
    for share in shares {
      missing += next..<share.file.shard.index
      next = share.file.last + 1
    }
    if !isPart { missing += next..<count }
    guard let first = missing.first else { return }
    let shown = missing.prefix(8).map { "\($0)/\(count)" }.joined(separator: ", ")
    let rest = missing.count > 8 ? " and \(missing.count - 8) more" : ""
    throw Diagnostic(
      "missing \(missing.count == 1 ? "share" : "shares") \(shown)\(rest)",
      hint: "evaluate with: archsim explore STUDY --shard \(first)/\(count)")
  }
}
