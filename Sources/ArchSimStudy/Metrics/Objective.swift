import ArchSimText

/// What a study is after: `minimize latency` or `maximize tokens_per_second`.
public struct Objective: Hashable, Sendable {
  /// The position of the metric among those of the study.
  public let metric: Int
  /// Which way is better.
  public let direction: Metric.Direction

  /// The metric's name.
  public let name: String

  /// As written in a study.
  public var text: String { "\(direction.rawValue) \(name)" }

  /// The value as searches want it: less is better.
  func minimized(_ value: Double) -> Double { direction == .minimize ? value : -value }

  /// Reads `minimize latency`.
  init(parsing value: YAMLValue, among metrics: [Metric] = Metric.all) throws(Diagnostic) {
    let text = try value.text("objective")
    let words = text.split(separator: " ")
    let directions = ["minimize": Metric.Direction.minimize, "maximize": .maximize]
    guard words.count == 2 else {
      throw Diagnostic(
        "expected an objective such as 'minimize latency', found '\(text.shortened)'",
        at: value.location)
    }
    guard let direction = directions[String(words[0])] else {
      throw Diagnostic(
        "expected minimize or maximize, found '\(String(words[0]).shortened)'", at: value.location,
        hint: nearestName(to: String(words[0]), among: ["minimize", "maximize"]).map {
          "did you mean '\($0)'?"
        })
    }
    self.direction = direction
    metric = try Metric.require(String(words[1]), among: metrics, at: value.location)
    name = metrics[metric].name
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
