import ArchSimHardware
import ArchSimSearch
import ArchSimText

extension GymSession {
  private static let countLimit = 1_000_000

  /// Starts anew, with another reward or another search if they are named.
  mutating func reset(_ request: JSONValue) throws(Diagnostic) -> String {
    var settings = searchSettings
    var reward = reward
    if let seed = request["seed"] { settings.seed = try Self.seed(seed) }
    if let name = try request["algorithm"]?.requireString("algorithm") {
      guard SearchAlgorithms.named(name) != nil else {
        throw Diagnostic(
          "unknown algorithm '\(name.shortened)'",
          hint: didYouMean(name, among: SearchAlgorithms.all.map(\.name)))
      }
      if name != settings.algorithm { settings.hyperparameters = [] }
      settings.algorithm = name
    }
    if let budget = try request["budget"]?.requireInteger("budget") {
      guard (1...SearchSettings.largestBudget).contains(budget) else {
        throw Diagnostic("'budget' is \(budget), expected 1 to \(SearchSettings.largestBudget)")
      }
      settings.budget = budget
    }
    if let name = try request["reward"]?.requireString("reward") {
      guard let kind = GymReward.Kind(rawValue: name) else {
        let known = GymReward.Kind.allCases.map(\.rawValue)
        throw Diagnostic(
          "unknown reward '\(name.shortened)'",
          hint: didYouMean(name, among: known) ?? "known are \(known.joined(separator: ", "))")
      }
      guard kind != .target || !study.constraints.isEmpty else {
        throw Diagnostic("the reward 'target' needs constraints, which this study has none of")
      }
      reward.kind = kind
    }
    for member in try request["references"]?.requireObject("references") ?? [] {
      guard let position = study.objectives.firstIndex(where: { $0.name == member.name }) else {
        throw Diagnostic(
          "'\(member.name.shortened)' is no objective",
          hint: didYouMean(member.name, among: study.objectives.map(\.name)))
      }
      let value = try member.value.requireNumber(member.name)
      guard value != 0 else { throw Diagnostic("the reference of '\(member.name)' cannot be 0") }
      reward.references[position] = value
    }
    var study = study
    study.search = settings
    search = try study.makeSearch()
    searchSettings = settings
    self.reward = reward
    var json = JSONWriter()
    json.beginObject()
    json.key("seed")
    json.string("\(settings.seed)")
    json.key("algorithm")
    json.string(settings.algorithm)
    json.key("reward")
    json.beginObject()
    writeReward(to: &json)
    json.endObject()
    json.endObject()
    return String(json.text.dropFirst().dropLast())
  }

  /// A seed as a number, or as text where numbers have less than 64 bits, as answers have it.
  private static func seed(_ value: JSONValue) throws(Diagnostic) -> UInt64 {
    if case .string(let text) = value.content {
      guard let seed = UInt64(text) else {
        throw Diagnostic("'seed' is '\(text.shortened)', expected a whole number of at least 0")
      }
      return seed
    }
    let seed = try value.requireInteger("seed")
    guard seed >= 0 else { throw Diagnostic("'seed' is \(seed), expected at least 0") }
    return UInt64(seed)
  }

  private mutating func requireSearch() throws(Diagnostic) -> any SearchAlgorithm {
    if let search { return search }
    var study = study
    study.search = searchSettings
    return try study.makeSearch()
  }

  /// Points that the study's algorithm would try next.
  mutating func ask(_ request: JSONValue) throws(Diagnostic) -> String {
    var search = try requireSearch()
    let count = try request["count"]?.requireInteger("count") ?? search.preferredBatch
    guard (1...Self.countLimit).contains(count) else {
      throw Diagnostic("'count' is \(count), expected 1 to \(Self.countLimit)")
    }
    let asked = search.ask(count)
    self.search = search
    let journal = Journal(study: study)
    let texts = asked.map(journal.text).joined(separator: ",")
    return "\"points\":[\(texts)],\"exhausted\":\(asked.isEmpty)"
  }

  /// Tells the algorithm what came out, wherever it was evaluated.
  mutating func tell(_ request: JSONValue) throws(Diagnostic) -> String {
    var search = try requireSearch()
    var observations: [Observation] = []
    for value in try request.require("trials").requireArray("trials") {
      observations.append(try observation(value))
    }
    search.tell(observations)
    self.search = search
    let feasible = observations.count(where: \.isFeasible)
    return "\"told\":\(observations.count),\"feasible\":\(feasible)"
  }

  /// A trial as `step` answers it, with its point: more members than are needed do no harm.
  private func observation(_ value: JSONValue) throws(Diagnostic) -> Observation {
    let point = try points.point(try value.require("point"))
    guard let metrics = value["metrics"] else {
      guard value["infeasible"] != nil || value["failed"] != nil else {
        throw Diagnostic("expected 'metrics', 'infeasible' or 'failed' in a trial")
      }
      return Observation(point: point, objectives: [])
    }
    var numbers = [Double](repeating: .nan, count: study.metrics.count)
    for position in study.objectives.map(\.metric) + study.constraints.map(\.metric) {
      let number = try metrics.require(study.metrics[position].name)
      // Without a number for what is judged nobody knows how good it is: the trial has failed.
      guard !number.isNull else { return Observation(point: point, objectives: []) }
      numbers[position] = try number.requireNumber(study.metrics[position].name)
    }
    return study.observation(of: Trial(index: 0, point: point, outcome: .evaluated(numbers)))
  }
}
