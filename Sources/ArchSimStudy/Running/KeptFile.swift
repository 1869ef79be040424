import ArchSimHardware
import ArchSimText

/// `kept.jsonl`: what a run or share has that does not keep all trials, finished or not.
///
/// The first line is what was counted, and each of the others a trial that is held, as a journal has it.
/// The file is replaced as a whole, so that a run that is killed goes on from one that is whole.
struct KeptFile: Sendable {
  let path: String

  private static let what = "file of kept trials"

  /// Writes a digest.
  func write(_ digest: TrialDigest) throws(Diagnostic) {
    let kept = digest.kept
    var bytes = Array((Self.head(digest, kept: kept.count) + "\n").utf8)
    let journal = Journal(study: digest.study)
    for trial in kept { bytes += journal.line(trial).utf8 }
    try TextFile.writeAtomically(bytes, to: path)
  }

  /// Reads a digest.
  ///
  /// - Throws: A diagnostic when the file is damaged, or of another study or share.
  func read(_ study: Study, first: Int = 0) throws(Diagnostic) -> TrialDigest {
    var lines = try LineReader(path, what: Self.what)
    let journal = Journal(study: study)
    do throws(Diagnostic) {
      guard let line = try lines.next() else { throw Diagnostic("expected a first line") }
      let head = try JSONParser.parse(line, file: path)
      let count = try Self.count(head, "kept")
      guard try Self.count(head, "first") == first,
        try head.require("keep").requireString("keep") == study.search.keep.rawValue
      else { throw Diagnostic("it is of another run", at: head.location) }
      var kept: [Trial] = []
      while let line = try lines.next() {
        let value = try JSONParser.parse(line, file: path)
        let number = try value.require("trial").requireInteger("trial")
        guard number > kept.last?.index ?? first - 1 else {
          throw Diagnostic("trial \(number) is not above the one before", at: value.location)
        }
        kept.append(try journal.trial(value, index: number))
      }
      guard kept.count == count, !lines.hasRest else {
        throw Diagnostic("expected \(count) trials, found \(kept.count)")
      }
      var digest = TrialDigest(study, first: first)
      try Self.restore(&digest, head, kept)
      return digest
    } catch {
      var place = SourceLocation(file: path, line: max(1, lines.number))
      place.column = error.location?.column
      throw Diagnostic(
        "damaged \(Self.what): \(error.message)", at: place, hint: "delete it to begin anew",
        kind: .failure)
    }
  }

  // MARK: The first line

  private static func head(_ digest: TrialDigest, kept: Int) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("keep")
    json.string(digest.study.search.keep.rawValue)
    for (name, number) in [
      ("first", digest.first), ("trials", digest.count), ("evaluated", digest.evaluated),
      ("failed", digest.failed), ("predicted", digest.predicted),
      ("feasible", digest.feasible), ("kept", kept),
    ] {
      json.key(name)
      json.number(number)
    }
    for (name, values) in [("low", digest.low), ("high", digest.high)] {
      json.key(name)
      write(values, to: &json)
    }
    json.key("history")
    json.beginArray()
    for note in digest.history.notes {
      json.beginArray()
      json.number(note.trial)
      for value in note.objectives { json.number(value) }
      json.endArray()
    }
    json.endArray()
    if let diagnosis = digest.diagnosis { write(diagnosis, to: &json) }
    json.endObject()
    return json.text
  }

  private static func restore(
    _ digest: inout TrialDigest, _ head: JSONValue, _ kept: [Trial]
  ) throws(Diagnostic) {
    let width = digest.study.objectives.count
    var notes: [FrontHistory.Note] = []
    for row in try head.require("history").requireArray("history") {
      let values = try row.requireArray("history")
      guard values.count == width + 1 else {
        throw Diagnostic("expected a trial and \(width) objectives", at: row.location)
      }
      var objectives: [Double] = []
      for value in values.dropFirst() { objectives.append(try value.requireNumber("history")) }
      notes.append(.init(trial: try values[0].requireInteger("history"), objectives: objectives))
    }
    let low = try numbers(head, "low", width)
    let high = try numbers(head, "high", width)
    digest.restore(
      count: try count(head, "trials"), evaluated: try count(head, "evaluated"),
      failed: try count(head, "failed"), predicted: try count(head, "predicted"),
      feasible: try count(head, "feasible"),
      low: low.map { $0.isNaN ? .infinity : $0 }, high: high.map { $0.isNaN ? -.infinity : $0 },
      notes: notes, diagnosis: try diagnosis(head, digest.study), kept: kept)
    guard digest.kept.count == kept.count else {
      throw Diagnostic("these are not the trials of a front", at: head.location)
    }
  }

  private static func count(_ head: JSONValue, _ name: String) throws(Diagnostic) -> Int {
    let number = try head.require(name).requireInteger(name)
    guard number >= 0 else { throw Diagnostic("'\(name)' is \(number)", at: head.location) }
    return number
  }

  private static func write(_ values: [Double], to json: inout JSONWriter) {
    json.beginArray()
    // What is not finite is null, and stands for no value yet.
    for value in values { json.number(value) }
    json.endArray()
  }

  private static func numbers(
    _ head: JSONValue, _ name: String, _ count: Int
  ) throws(Diagnostic) -> [Double] {
    var numbers: [Double] = []
    for value in try head.require(name).requireArray(name) {
      numbers.append(value.isNull ? .nan : try value.requireNumber(name))
    }
    guard numbers.count == count else {
      throw Diagnostic("expected \(count) numbers in '\(name)'", at: head.location)
    }
    return numbers
  }

  // MARK: Why no trial is feasible

  private static func write(_ diagnosis: FeasibilityDiagnosis, to json: inout JSONWriter) {
    json.key("diagnosis")
    json.beginObject()
    json.key("evaluated")
    json.number(diagnosis.evaluatedTrials)
    json.key("resources")
    json.beginArray()
    for resource in diagnosis.resources {
      json.beginObject()
      JournalLines.write(resource.nearest, to: &json)
      json.key("trials")
      json.number(resource.trials)
      json.endObject()
    }
    json.endArray()
    json.key("failures")
    json.beginArray()
    for (failure, trials) in diagnosis.failures {
      json.beginObject()
      for (name, text) in [("reason", failure.reason), ("stderr", failure.output)] {
        json.key(name)
        json.string(text)
      }
      json.key("trials")
      json.number(trials)
      json.endObject()
    }
    json.endArray()
    json.key("limits")
    json.beginArray()
    for limit in diagnosis.limits {
      json.beginArray()
      json.number(limit.violations)
      json.number(limit.best)
      json.number(limit.leastViolation)
      json.endArray()
    }
    json.endArray()
    if let trial = diagnosis.nearestTrial {
      json.key("nearest")
      json.number(trial)
      json.key("total")
      json.number(diagnosis.leastTotal)
    }
    json.endObject()
  }

  private static func diagnosis(
    _ head: JSONValue, _ study: Study
  ) throws(Diagnostic) -> FeasibilityDiagnosis? {
    guard let value = head["diagnosis"] else { return nil }
    var diagnosis = FeasibilityDiagnosis(study: study)
    diagnosis.evaluatedTrials = try count(value, "evaluated")
    for resource in try value.require("resources").requireArray("resources") {
      diagnosis.resources.append(
        .init(
          nearest: try JournalLines.infeasibility(try resource.require("infeasible")),
          trials: try count(resource, "trials")))
    }
    for failure in try value.require("failures").requireArray("failures") {
      let told = TrialFailure(
        try failure.require("reason").requireString("reason"),
        output: try failure.require("stderr").requireString("stderr"))
      diagnosis.failures.append((told, try count(failure, "trials")))
    }
    let limits = try value.require("limits").requireArray("limits")
    guard limits.count == diagnosis.limits.count else {
      throw Diagnostic("expected \(diagnosis.limits.count) limits", at: value.location)
    }
    for (index, limit) in limits.enumerated() {
      let numbers = try limit.requireArray("limits")
      guard numbers.count == 3 else {
        throw Diagnostic("expected three numbers of a limit", at: limit.location)
      }
      diagnosis.limits[index].violations = try numbers[0].requireInteger("limits")
      diagnosis.limits[index].best =
        numbers[1].isNull ? .nan : try numbers[1].requireNumber("limits")
      diagnosis.limits[index].leastViolation =
        numbers[2].isNull ? .infinity : try numbers[2].requireNumber("limits")
    }
    if value["nearest"] != nil {
      diagnosis.nearestTrial = try count(value, "nearest")
      diagnosis.leastTotal = try JournalLines.number(value, "total")
      if diagnosis.leastTotal.isNaN { diagnosis.leastTotal = .infinity }
    }
    return diagnosis
  }
}
