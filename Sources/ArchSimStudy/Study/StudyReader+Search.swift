import ArchSimHardware
import ArchSimSearch
import ArchSimText

extension SearchSettings {
  /// Reads the `search` of a study or a plan file, which keeps all of its few trials.
  ///
  /// - Throws: A diagnostic for an unknown algorithm, or a number that is not its own or out of range.
  static func read(
    _ value: YAMLValue?, largestBudget: Int = largestBudget, canKeepLess: Bool = true
  ) throws(Diagnostic) -> SearchSettings {
    var settings = SearchSettings()
    guard let value else { return settings }
    let map = try YAMLMap(value, "'search'")
    if let name = map["algorithm"] { settings.algorithm = try name.text("algorithm") }
    guard let algorithm = SearchAlgorithms.named(settings.algorithm) else {
      throw Diagnostic(
        "unknown algorithm '\(settings.algorithm.shortened)'",
        at: map["algorithm"]?.location ?? map.location,
        hint: didYouMean(settings.algorithm, among: SearchAlgorithms.all.map(\.name)))
    }
    for member in map.members {
      switch member.key {
      case "algorithm": break
      case "budget":
        settings.budget = try member.value.integer("budget", in: 1...largestBudget)
      case "seed":
        settings.seed = UInt64(try member.value.integer("seed", in: 0...Int.max))
      case "keep" where canKeepLess:
        settings.keep = try TrialKeeping.named(
          try member.value.text("keep"), at: member.value.location)
      default:
        guard let known = algorithm.hyperparameters.first(where: { $0.name == member.key }) else {
          let names =
            ["algorithm", "budget", "seed"] + (canKeepLess ? ["keep"] : [])
            + algorithm.hyperparameters.map(\.name)
          throw Diagnostic(
            "unknown key '\(member.key.shortened)' in 'search' for \(algorithm.name)",
            at: member.keyLocation, hint: didYouMean(member.key, among: names))
        }
        let number = try member.value.number(member.key)
        guard known.range.contains(number) else {
          throw Diagnostic(
            "'\(member.key)' is \(Quantity.exactText(number, .none)), expected "
              + "\(Quantity.exactText(known.range.lowerBound, .none)) to "
              + Quantity.exactText(known.range.upperBound, .none), at: member.value.location)
        }
        settings.hyperparameters.append(.init(name: member.key, value: number))
      }
    }
    return settings
  }
}
