import ArchSimSearch
public import ArchSimText

/// Makes of all shares of a run the run that one process would have made, byte for byte.
public struct RunMerge: Sendable {
  /// The study that all shares have.
  public let study: Study
  /// The trials of all shares, in order.
  public let trials: [Trial]
  private let lines: [UInt8]
  private let isExhausted: Bool

  /// Reads shares and makes sure that they belong together and that none is missing.
  ///
  /// - Parameter directories: The directories of all shares, in any order.
  /// - Throws: A diagnostic when one is no share, is of another study, seed, version or number of
  ///   shares, is there twice, is missing, or is not done.
  public init(_ directories: [String]) throws(Diagnostic) {
    var shares: [(directory: String, file: ShardFile)] = []
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
    shares.sort { $0.file.shard.index < $1.file.shard.index }
    try Self.requireAll(shares)
    var trials: [Trial] = []
    var lines: [UInt8] = []
    var isExhausted = false
    for share in shares {
      let path = RunDirectory(path: share.directory).journal
      let bytes =
        TextFile.exists(path) ? try TextFile.read(path, limit: .max, what: "journal") : []
      let read = try Journal(study: study).trials(
        bytes, file: path, first: share.file.trials.lowerBound)
      let isDone =
        read.length == bytes.count
        && (read.trials.count == share.file.trials.count || share.file.isExhausted)
      guard isDone else {
        let torn = read.length < bytes.count ? ", and a last line that is torn" : ""
        throw Diagnostic(
          "share \(share.file.shard) is not done: it has \(read.trials.count) of "
            + "\(share.file.trials.count) trials\(torn)",
          at: SourceLocation(file: share.directory),
          hint: "go on with: archsim explore --resume \(share.directory)", kind: .failure)
      }
      guard share.file.trials.lowerBound == trials.count || read.trials.isEmpty && isExhausted
      else {
        throw Diagnostic(
          "share \(share.file.shard) begins at trial \(share.file.trials.lowerBound), expected "
            + "\(trials.count)", at: SourceLocation(file: share.directory))
      }
      trials += read.trials
      lines += bytes
      isExhausted = isExhausted || share.file.isExhausted
    }
    self.study = study
    self.trials = trials
    self.lines = lines
    self.isExhausted = isExhausted
  }

  /// Writes the run.
  ///
  /// - Parameters:
  ///   - output: The run directory, which is created; an older run of the same study is replaced.
  ///   - threads: Threads that cost baselines; by default one a processor.
  /// - Returns: What the run found.
  /// - Throws: A diagnostic when the directory cannot be written or holds something else.
  public func write(
    to output: String, threads: Int? = nil
  ) async throws(Diagnostic) -> StudyResult {
    let directory = RunDirectory(path: output)
    try ShardFile.requireNone(in: output)
    try TournamentDirectory.requireNone(in: output)
    try directory.begin(StudyFile.text(study), study.workload.inputs)
    try TextFile.writeAtomically(lines, to: directory.journal)
    let isWhole = trials.count >= study.search.budget
    let result = await RunReader.result(
      study, trials, ending: isWhole ? .budget : .exhausted, threads: threads)
    try result.write(to: directory)
    return result
  }

  private static func requireSame(
    _ share: (directory: String, file: ShardFile), _ first: (directory: String, file: ShardFile),
    _ study: Study
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
  private static func requireAll(
    _ shares: [(directory: String, file: ShardFile)]
  ) throws(Diagnostic) {
    for (one, other) in zip(shares, shares.dropFirst())
    where one.file.shard == other.file.shard {
      throw Diagnostic(
        "share \(other.file.shard) is there twice, also as \(one.directory)",
        at: SourceLocation(file: other.directory))
    }
    let count = shares.first?.file.shard.count ?? 0
    let there = Set(shares.map(\.file.shard.index))
    let missing = (0..<count).filter { !there.contains($0) }
    guard let first = missing.first else { return }
    let shown = missing.prefix(8).map { "\($0)/\(count)" }.joined(separator: ", ")
    let rest = missing.count > 8 ? " and \(missing.count - 8) more" : ""
    throw Diagnostic(
      "missing \(missing.count == 1 ? "share" : "shares") \(shown)\(rest)",
      hint: "evaluate with: archsim explore STUDY --shard \(first)/\(count)")
  }
}
