import ArchSimSearch
import ArchSimText

/// The directory of a tournament: `study.yaml` and its inputs, `tournament.json`, `designs.jsonl`,
/// `runs.jsonl`.
struct TournamentDirectory: Sendable {
  let path: String

  var study: String { RunDirectory(path: path).study }
  var tournament: String { FilePath.join(path, "tournament.json") }
  /// Every design that any run tried, once, in the order of runs; lines as in a run's journal.
  var designs: String { FilePath.join(path, "designs.jsonl") }
  /// A line a run that is over: which it is, and the numbers of its designs.
  var runs: String { FilePath.join(path, "runs.jsonl") }

  /// Makes sure that a directory does not hold a tournament, which is no run.
  ///
  /// - Throws: A diagnostic when it does.
  static func requireNone(in directory: String) throws(Diagnostic) {
    guard TextFile.exists(TournamentDirectory(path: directory).tournament) else { return }
    throw Diagnostic(
      "this directory holds a tournament, not a run", at: SourceLocation(file: directory),
      hint: "'archsim dataset' and 'archsim tournament --resume' read it")
  }

  /// Writes who takes part, after making sure that nothing else is there.
  ///
  /// - Throws: A diagnostic when the directory belongs to something else or cannot be written.
  func begin(_ tournament: Tournament) throws(Diagnostic) {
    let run = RunDirectory(path: path)
    if TextFile.exists(run.journal) {
      throw Diagnostic(
        "this directory holds a run of 'explore'", at: SourceLocation(file: path),
        hint: "choose another with --output")
    }
    let text = TournamentFile.text(tournament)
    if TextFile.exists(self.tournament),
      try TextFile.read(self.tournament, what: "tournament file") != Array(text.utf8)
    {
      throw Diagnostic(
        "this directory holds another tournament", at: SourceLocation(file: path),
        hint: "choose another with --output, or delete it")
    }
    try run.begin(StudyFile.text(tournament.study), tournament.study.workload.inputs)
    try TextFile.writeAtomically(text, to: self.tournament)
  }

  /// The tournament of a directory.
  ///
  /// - Throws: A diagnostic when there is none or its files are damaged.
  func read() throws(Diagnostic) -> Tournament {
    guard TextFile.exists(tournament) else {
      throw Diagnostic(
        "there is no tournament here: expected 'tournament.json' in it",
        at: SourceLocation(file: path))
    }
    return try TournamentFile.read(tournament, study: try StudyFile.read(study))
  }

  // MARK: Lines

  /// The line of a run that is over, with its line break.
  static func line(_ run: TournamentRun, number: Int, of tournament: Tournament) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("run")
    json.number(number)
    json.key("algorithm")
    json.string(tournament.entrants[run.match.entrant].algorithm)
    json.key("hyperparameters")
    json.number(run.match.sample)
    json.key("seed")
    json.number(Int(clamping: tournament.seed(of: run.match)))
    json.key("exhausted")
    json.boolean(run.isExhausted)
    json.key("designs")
    json.beginArray()
    for design in run.designs { json.number(design) }
    json.endArray()
    json.endObject()
    return json.text + "\n"
  }

  /// What earlier sittings left: their runs and designs, and the bytes of the files that count.
  struct Left {
    var runs: [TournamentRun] = []
    var designs: [Trial] = []
    var runsLength = 0
    var designsLength = 0
  }

  /// Reads runs that are over and their designs; what a crash tore off does not count, nor runs
  /// whose designs it kept from the disk.
  ///
  /// - Throws: A diagnostic at the first line that this tournament would not have written.
  func left(of tournament: Tournament) throws(Diagnostic) -> Left {
    var left = Left()
    guard TextFile.exists(runs), TextFile.exists(designs) else { return left }
    let journal = try TextFile.read(designs, limit: .max, what: "journal of designs")
    let ends = journal.indices.filter { journal[$0] == UInt8(ascii: "\n") }
    let matches = tournament.matches
    var needed = 0
    let bytes = try TextFile.read(runs, limit: .max, what: "journal of runs")
    while let end = bytes[left.runsLength...].firstIndex(of: UInt8(ascii: "\n")) {
      let number = left.runs.count
      do throws(Diagnostic) {
        guard number < matches.count else { throw Diagnostic("found more runs than there are") }
        let value = try JSONParser.parse(Array(bytes[left.runsLength..<end]), file: runs)
        let run = try Self.run(value, matches[number], known: needed)
        guard
          Self.line(run, number: number, of: tournament).utf8.elementsEqual(
            bytes[left.runsLength...end])
        else { throw Diagnostic("found a run of another tournament") }
        let most = max(needed, (run.designs.max() ?? -1) + 1)
        guard most <= ends.count else { break }
        needed = most
        left.runs.append(run)
      } catch {
        throw damage(error, at: SourceLocation(file: runs, line: number + 1))
      }
      left.runsLength = end + 1
    }
    left.designsLength = needed > 0 ? ends[needed - 1] + 1 : 0
    let known = Array(journal[..<left.designsLength])
    left.designs = try JournalLines.read(
      known, file: designs, Journal(study: tournament.study).trial(_:index:)
    ).entries
    return left
  }

  /// A run whose new designs are numbered on from those that are known.
  private static func run(
    _ value: JSONValue, _ match: Tournament.Match, known: Int
  ) throws(Diagnostic) -> TournamentRun {
    var run = TournamentRun(
      match: match, designs: [],
      isExhausted: try value.require("exhausted").requireBoolean("exhausted"))
    var next = known
    for element in try value.require("designs").requireArray("designs") {
      let design = try element.requireInteger("designs")
      guard (0...next).contains(design) else {
        throw Diagnostic("expected a design from 0 to \(next), found \(design)")
      }
      if design == next { next += 1 }
      run.designs.append(design)
    }
    return run
  }

  private func damage(_ error: Diagnostic, at location: SourceLocation) -> Diagnostic {
    Diagnostic(
      "damaged tournament: \(error.message)", at: location,
      hint: "delete this line and all below it to resume from what is before", kind: .failure)
  }
}
