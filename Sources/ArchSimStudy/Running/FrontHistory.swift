import ArchSimSearch

/// How the front of a run grew, looked at so many times and no more.
///
/// The trials that are planned are divided into cells. Of each cell those trials are noted that are on
/// the front when it ends, and that bring objectives which none before had: from these follow the best
/// values and the hypervolume at the end of every cell. The notes of two parts of a run make those of
/// both, whether or not a cell lies across them.
struct FrontHistory: Sendable {
  /// A trial that was on the front when its cell ended.
  struct Note: Hashable, Sendable {
    var trial: Int
    /// To be minimized.
    var objectives: [Double]
  }

  /// Cells of a run at most.
  static let cellCount = 512

  /// Trials of a cell.
  let cell: Int
  /// In ascending order of trials.
  private(set) var notes: [Note] = []

  init(plannedTrials: Int) {
    cell = max(1, (plannedTrials - 1) / Self.cellCount + 1)
  }

  /// Notes a trial that has come on the front, with objectives that no other one there has.
  mutating func add(_ note: Note) {
    let own = note.trial / cell
    var kept = notes.count
    while kept > 0, notes[kept - 1].trial / cell == own { kept -= 1 }
    let cellNotes = notes[kept...].filter { !Self.isDominated($0.objectives, by: note.objectives) }
    notes.removeSubrange(kept...)
    notes += cellNotes
    notes.append(note)
  }

  /// Adds the history of the trials that follow on those of a front.
  mutating func append(_ other: FrontHistory, to front: ParetoArchive) {
    var front = front
    for note in other.notes {
      let isKnown = front.entries.contains { $0.observation.objectives == note.objectives }
      // The number keeps points apart, which are not known here.
      let observation = Observation(
        point: DesignPoint([Double(note.trial)]), objectives: note.objectives)
      guard !isKnown, front.insert(observation, payload: note.trial) else { continue }
      add(note)
    }
  }

  private static func isDominated(_ one: [Double], by other: [Double]) -> Bool {
    one != other && zip(one, other).allSatisfy { $0 >= $1 }
  }
}
