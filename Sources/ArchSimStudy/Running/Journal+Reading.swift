import ArchSimHardware
import ArchSimSearch
import ArchSimText

extension Journal {
  /// Reads one trial from a line.
  ///
  /// - Throws: A diagnostic when it is not of this study.
  func trial(_ value: JSONValue, index: Int) throws(Diagnostic) -> Trial {
    Trial(
      index: index, point: try point(try value.require("point")), outcome: try outcome(value),
      isPredicted: try value["predicted"]?.requireBoolean("predicted") ?? false)
  }

  // MARK: Points

  /// Parameters that are not there were switched off, and get the values that stand for that.
  private func point(_ value: JSONValue) throws(Diagnostic) -> DesignPoint {
    let space = study.space
    var values = space.search.canonical(DesignPoint([])).values
    for member in try value.requireObject("point") {
      guard let position = space.parameters.firstIndex(where: { $0.name == member.name }) else {
        throw Diagnostic(
          "the study of this run has no parameter '\(member.name)'", at: member.nameLocation)
      }
      switch space.parameters[position].meaning {
      case .number: values[position] = try member.value.requireNumber(member.name)
      case .choices(let choices, _):
        let name = try member.value.requireString(member.name)
        guard let choice = choices.firstIndex(where: { $0.name == name }) else {
          throw Diagnostic(
            "the study of this run has no '\(name)' for '\(member.name)'", at: member.nameLocation)
        }
        values[position] = Double(choice)
      }
    }
    let point = DesignPoint(values)
    guard space.search.contains(point) else {
      throw Diagnostic("this point is not in the space of this run's study", at: value.location)
    }
    return point
  }

  // MARK: Outcomes

  /// What came out, of a line.
  ///
  /// - Throws: A diagnostic when it says nothing of the kind.
  func outcome(_ value: JSONValue) throws(Diagnostic) -> Trial.Outcome {
    if let reason = value["infeasible"] {
      return .infeasible(try JournalLines.infeasibility(reason))
    }
    if let failure = value["failed"] {
      return .failed(
        TrialFailure(
          try failure.require("reason").requireString("reason"),
          output: try failure.require("stderr").requireString("stderr")))
    }
    let object = try value.require("metrics")
    var metrics = [Double](repeating: .nan, count: study.metrics.count)
    for (position, metric) in study.metrics.enumerated() where study.hasMetric[position] {
      metrics[position] = try JournalLines.number(object, metric.name)
    }
    return .evaluated(metrics)
  }
}
