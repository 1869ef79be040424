import ArchSimSearch
import ArchSimText

/// Designs by their numbers: what a sweep of a whole space sends and, if it likes, gets.
extension GymSession {
  /// Designs evaluated at a time, so that memory does not grow with a range that is not answered
  /// design by design.
  private static let blockSize = 4096
  /// Most designs of a range that are answered one by one.
  static let shownLimit = 1_000_000
  /// Most designs of a range of which only the front is answered.
  static let reducedLimit = 1_000_000_000

  /// What of a range is answered.
  enum Keep: String, CaseIterable {
    case all
    /// The designs that no other one of the range beats.
    case front
  }

  /// Evaluates the designs of a range of numbers.
  mutating func stepRange(
    _ request: JSONValue, _ shown: [Int]?, _ isEchoed: Bool, to text: inout [UInt8]
  ) throws(Diagnostic) {
    let name = try request["keep"]?.requireString("keep") ?? Keep.all.rawValue
    guard let keep = Keep(rawValue: name) else {
      let known = Keep.allCases.map(\.rawValue)
      throw Diagnostic(
        "unknown 'keep' '\(name.shortened)'",
        hint: didYouMean(name, among: known) ?? "known are \(known.joined(separator: ", "))")
    }
    let range = try range(request, limit: keep == .all ? Self.shownLimit : Self.reducedLimit)
    switch keep {
    case .all:
      text.append("\"results\":[")
      try forEachTrial(range) { session, trial in
        text.append(trial.index > range.lowerBound ? ",{\"index\":" : "{\"index\":")
        text.append("\(trial.index),")
        session.writer.write(trial, session.reward, shown, isEchoed, to: &text)
        text.append("}")
      }
      text.append("]")
    case .front:
      var front = RangeFront(study)
      try forEachTrial(range) { front.insert($1, $0.study) }
      text.append("\"count\":\(range.count),\"feasible\":\(front.feasible),")
      text.append("\"failed\":\(front.failed),\"results\":[")
      for (place, entry) in front.archive.entries.enumerated() {
        let trial = front.trials[entry.payload]
        text.append(place > 0 ? ",{\"index\":" : "{\"index\":")
        text.append("\(trial.index),\"costs\":[")
        for (column, cost) in entry.observation.objectives.enumerated() {
          if column > 0 { text.append(",") }
          text.append(number: cost)
        }
        text.append("],")
        writer.write(trial, reward, shown, isEchoed, to: &text)
        text.append("}")
      }
      text.append("]")
    }
  }

  /// The numbers that a request names, all of designs that there are.
  private func range(_ request: JSONValue, limit: Int) throws(Diagnostic) -> Range<Int> {
    let first = try request.require("first").requireInteger("first")
    let count = try request.require("count").requireInteger("count")
    guard let cardinality = study.space.search.cardinality else {
      throw Diagnostic("the designs of this space have no numbers, since there is no end of them")
    }
    guard (0..<cardinality).contains(first) else {
      throw Diagnostic("'first' is \(first), expected 0 to \(cardinality - 1)")
    }
    guard (1...limit).contains(count) else {
      throw Diagnostic("'count' is \(count), expected 1 to \(limit)")
    }
    guard count <= cardinality - first else {
      throw Diagnostic(
        "'count' is \(count), but only \(cardinality - first) designs are left from \(first) on")
    }
    return first..<first + count
  }

  private mutating func forEachTrial(
    _ range: Range<Int>, _ body: (borrowing GymSession, Trial) -> Void
  ) throws(Diagnostic) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(range.upperBound, start + Self.blockSize)
      let designs = (start..<end).map { study.space.search.point(at: $0) }
      let outcomes = try evaluator.evaluate(designs)
      for (place, outcome) in outcomes.enumerated() {
        body(self, Trial(index: start + place, point: designs[place], outcome: outcome))
      }
      start = end
    }
  }
}

/// The feasible designs of a range that no other one beats, with what came out of them.
private struct RangeFront {
  var archive: ParetoArchive
  /// Trials by the payload of the archive's entries, among some that have left it since.
  var trials: [Trial] = []
  var feasible = 0
  var failed = 0

  init(_ study: Study) {
    archive = ParetoArchive(objectiveCount: study.objectives.count)
  }

  mutating func insert(_ trial: Trial, _ study: Study) {
    if case .failed = trial.outcome { failed += 1 }
    let observation = study.observation(of: trial)
    guard observation.isFeasible else { return }
    feasible += 1
    guard archive.insert(observation, payload: trials.count) else { return }
    trials.append(trial)
    if trials.count > 4096, trials.count > 2 * archive.entries.count { compact() }
  }

  /// Forgets the trials that have left the front.
  private mutating func compact() {
    let kept = archive.entries
    trials = kept.map { trials[$0.payload] }
    var renumbered = ParetoArchive(objectiveCount: archive.objectiveCount)
    for (place, entry) in kept.enumerated() {
      renumbered.insert(entry.observation, payload: place)
    }
    archive = renumbered
  }
}
