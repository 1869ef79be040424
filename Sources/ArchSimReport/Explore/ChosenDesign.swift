import ArchSimStudy

/// A design of the front that a report shows in full, and why this one.
struct ChosenDesign: Hashable {
  /// The number of its trial.
  var trial: Int
  /// What distinguishes it: `balanced`, or the objectives in which it is best.
  var merits: [String]
  /// Its letter in charts.
  var letter: String

  /// The merits in words.
  var title: String {
    guard let first = merits.first else { return "" }
    return ([first.prefix(1).uppercased() + first.dropFirst()] + merits.dropFirst())
      .joined(separator: ", ")
  }
}

extension ExploreView {
  /// The designs that are shown in full: the balanced one, and the best by each objective.
  var chosenDesigns: [ChosenDesign] {
    var chosen: [ChosenDesign] = []
    func add(_ trial: Int?, _ merit: String) {
      guard let trial else { return }
      if let known = chosen.firstIndex(where: { $0.trial == trial }) {
        chosen[known].merits.append(merit)
      } else {
        let letter = UnicodeScalar(UInt8(ascii: "A") + UInt8(min(25, chosen.count)))
        chosen.append(ChosenDesign(trial: trial, merits: [merit], letter: "\(letter)"))
      }
    }
    if study.objectives.count > 1 { add(balancedTrial, "balanced") }
    for (position, objective) in study.objectives.enumerated() {
      let word = objective.direction == .minimize ? "least" : "most"
      add(best(by: position), "\(word) \(objective.name.spaced)")
    }
    for index in chosen.indices where result.trials[chosen[index].trial].isPredicted {
      chosen[index].merits.append("predicted")
    }
    return chosen
  }

  /// The trial of the front that is nearest to the best of all objectives at once.
  ///
  /// Each objective is 0 at its best on the front and 1 at its worst, logarithmically where all its
  /// values are positive; the distance is Euclidean.
  private var balancedTrial: Int? {
    guard let first = result.front.first else { return nil }
    var distances = [Double](repeating: 0, count: result.front.count)
    for objective in study.objectives {
      let values = result.front.map { result.trials[$0].metrics?[objective.metric] ?? .nan }
      let isPositive = values.allSatisfy { $0 > 0 && $0.isFinite }
      let scaled = isPositive ? values.map(Mathematics.log10) : values
      guard let low = scaled.min(), let high = scaled.max(), high > low else { continue }
      for (index, value) in scaled.enumerated() {
        let loss = objective.direction == .minimize ? value - low : high - value
        distances[index] += (loss / (high - low)) * (loss / (high - low))
      }
    }
    var nearest = (trial: first, distance: Double.infinity)
    for (trial, distance) in zip(result.front, distances) where distance < nearest.distance {
      nearest = (trial, distance)
    }
    return nearest.trial
  }

  /// A chosen design, phase by phase; nil where it cannot be replayed.
  func replay(_ trial: Int) -> [ReplayedTrace]? {
    guard hasReplay else { return nil }
    let design = study.bind(result.trials[trial].point)
    let hardware = study.hardware(of: design)
    guard let phases = try? study.workload.phases(design.workload) else { return nil }
    var traces: [ReplayedTrace] = []
    for phase in phases {
      guard
        var replayed = try? ReplayedTrace(
          phase.trace, on: hardware.family, values: hardware.values)
      else { return nil }
      replayed.runs = phase.repeats
      replayed.tokens = phase.tokens
      traces.append(replayed)
    }
    return traces
  }
}
