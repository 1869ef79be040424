import ArchSimText

/// What a study is after: `minimize latency`, `maximize tokens_per_second`, `target power <= 5 W`.
public struct Objective: Hashable, Sendable {
  /// The position of the metric among those of the study.
  public let metric: Int
  /// Which way is better.
  public let direction: Metric.Direction
  /// What is to be reached, beyond which nothing is better; `nil` when more is always better.
  public let target: MetricConstraint?

  /// The metric's name.
  public let name: String

  /// As written in a study.
  public var text: String {
    target.map { "target \($0.text)" } ?? "\(direction.rawValue) \(name)"
  }

  /// The value as searches want it: less is better.
  ///
  /// For a target that is by how much it is missed, relative to it, and 0 where it is reached: all
  /// designs that reach it are equally good, and none is punished for surpassing it.
  public func minimized(_ value: Double) -> Double {
    if let target { return max(0, target.violation(value)) }
    return direction == .minimize ? value : -value
  }

  /// The value of the metric that ``minimized(_:)`` makes a number of; of 0, the target itself.
  func value(ofMinimized number: Double) -> Double {
    guard let target else { return direction == .minimize ? number : -number }
    let miss = number * (target.limit == 0 ? 1 : target.limit.magnitude)
    return direction == .minimize ? target.limit + miss : target.limit - miss
  }

  /// An objective without a target.
  init(metric: Int, direction: Metric.Direction, name: String) {
    self.metric = metric
    self.direction = direction
    self.name = name
    target = nil
  }

  /// Reads `minimize latency` or `target latency <= 5 ms`.
  init(parsing value: YAMLValue, among metrics: [Metric] = Metric.all) throws(Diagnostic) {
    let text = try value.text("objective")
    let words = text.split(separator: " ")
    if words.first == "target" {
      let target = try Self.target(in: text, among: metrics, at: value.location)
      self.target = target
      metric = target.metric
      name = target.name
      direction = target.relation.isUpper ? .minimize : .maximize
      return
    }
    let directions = ["minimize": Metric.Direction.minimize, "maximize": .maximize]
    guard words.count == 2 else {
      throw Diagnostic(
        "expected an objective such as 'minimize latency', found '\(text.shortened)'",
        at: value.location)
    }
    guard let direction = directions[String(words[0])] else {
      throw Diagnostic(
        "expected minimize, maximize or target, found '\(String(words[0]).shortened)'",
        at: value.location,
        hint: nearestName(to: String(words[0]), among: ["minimize", "maximize", "target"]).map {
          "did you mean '\($0)'?"
        })
    }
    self.direction = direction
    target = nil
    metric = try Metric.require(String(words[1]), among: metrics, at: value.location)
    name = metrics[metric].name
  }

  private static func target(
    in text: String, among metrics: [Metric], at location: SourceLocation
  ) throws(Diagnostic) -> MetricConstraint {
    let rest = text.drop { $0 == " " }.dropFirst("target".count)
    guard rest.contains(where: { "<>=≤≥".contains($0) }) else {
      throw Diagnostic(
        "expected a target such as 'target latency <= 5 ms', found '\(text.shortened)'",
        at: location)
    }
    let target = try MetricConstraint(
      parsing: YAMLValue(.scalar(String(rest).trimmingSpaces), at: location), among: metrics)
    guard !target.relation.isStrict else {
      throw Diagnostic(
        "expected <= or >= in a target, found '\(target.relation.rawValue)'", at: location)
    }
    return target
  }
}

extension Metric {
  /// The position of a metric that a file names.
  static func require(
    _ name: String, among metrics: [Metric] = all, at location: SourceLocation
  ) throws(Diagnostic) -> Int {
    guard let position = metrics.firstIndex(where: { $0.name == name }) else {
      let isDeclared = metrics.first?.isSigned == true
      throw Diagnostic(
        "unknown metric '\(name.shortened)'", at: location,
        hint: didYouMean(name, among: metrics.map(\.name))
          ?? (isDeclared
            ? "'metrics' of the study declares \(metrics.map(\.name).joined(separator: ", "))"
            : "'archsim list metrics' shows all"))
    }
    return position
  }
}
