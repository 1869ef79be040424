public import ArchSimHardware
import ArchSimText

/// Why no design of a run holds all constraints.
public struct FeasibilityDiagnosis: Sendable {
  /// A resource that was missing.
  public struct Resource: Sendable {
    /// The reason that came closest to being none.
    public var nearest: Infeasibility
    /// Trials that it ended.
    public var trials: Int
  }

  /// A constraint and how the trials stand to it.
  public struct Limit: Sendable {
    /// The constraint.
    public var constraint: MetricConstraint
    /// Trials that violate it.
    public var violations: Int
    /// The best value of its metric.
    public var best: Double
    /// How far that value is beyond the limit, relative to it; zero or below where it holds.
    public var leastViolation: Double
  }

  /// Trials that are designs at all.
  public var evaluatedTrials: Int
  /// Resources that designs lacked, the most frequent first.
  public var resources: [Resource]
  /// What trials failed of, the most frequent first; `output` is that of the first one.
  public var failures: [(failure: TrialFailure, trials: Int)] = []
  /// The constraints, the tightest first.
  public var limits: [Limit]
  /// The design that comes closest to holding all constraints.
  public var nearestTrial: Int?
  /// How far that design is beyond all limits together.
  var leastTotal = Double.infinity

  init(study: Study, trials: some Sequence<Trial>) {
    self.init(study: study)
    for trial in trials { add(trial) }
    self = sorted
  }

  /// Begins without trials.
  init(study: Study) {
    resources = []
    evaluatedTrials = 0
    limits = study.constraints.map {
      Limit(constraint: $0, violations: 0, best: .nan, leastViolation: .infinity)
    }
  }

  /// Adds a trial; the parts stay in the order in which they came.
  mutating func add(_ trial: Trial) {
    switch trial.outcome {
    case .infeasible(let reason):
      note(reason, trials: 1)
    case .failed(let failure):
      note(failure, trials: 1)
    case .evaluated(let metrics):
      evaluatedTrials += 1
      var total = 0.0
      for index in limits.indices {
        let constraint = limits[index].constraint
        let violation = constraint.violation(metrics[constraint.metric])
        if violation > 0 { limits[index].violations += 1 }
        if violation < limits[index].leastViolation {
          limits[index].leastViolation = violation
          limits[index].best = metrics[constraint.metric]
        }
        total += max(0, violation)
      }
      if total < leastTotal {
        leastTotal = total
        nearestTrial = trial.index
      }
    }
  }

  /// Adds what was found of the trials that follow, of the same study.
  mutating func append(_ other: FeasibilityDiagnosis) {
    evaluatedTrials += other.evaluatedTrials
    for resource in other.resources { note(resource.nearest, trials: resource.trials) }
    for (failure, trials) in other.failures { note(failure, trials: trials) }
    for (index, limit) in zip(limits.indices, other.limits) {
      limits[index].violations += limit.violations
      if limit.leastViolation < limits[index].leastViolation {
        limits[index].leastViolation = limit.leastViolation
        limits[index].best = limit.best
      }
    }
    if other.leastTotal < leastTotal {
      leastTotal = other.leastTotal
      nearestTrial = other.nearestTrial
    }
  }

  /// With the parts that matter most before the others.
  var sorted: FeasibilityDiagnosis {
    var result = self
    result.resources.sort { $0.trials > $1.trials }
    result.failures.sort { $0.trials > $1.trials }
    result.limits.sort {
      ($0.leastViolation, $0.violations) > ($1.leastViolation, $1.violations)
    }
    return result
  }

  private mutating func note(_ failure: TrialFailure, trials: Int) {
    if let index = failures.firstIndex(where: { $0.failure.reason == failure.reason }) {
      failures[index].trials += trials
    } else {
      failures.append((failure, trials))
    }
  }

  private mutating func note(_ reason: Infeasibility, trials: Int) {
    guard let index = resources.firstIndex(where: { $0.nearest.resource == reason.resource }) else {
      resources.append(Resource(nearest: reason, trials: trials))
      return
    }
    resources[index].trials += trials
    let old = resources[index].nearest
    if reason.required / reason.available < old.required / old.available {
      resources[index].nearest = reason
    }
  }

  /// The diagnosis in sentences, one a line, the most important first.
  public var lines: [String] {
    var lines: [String] = []
    if evaluatedTrials > 0, let tightest = limits.first {
      let best = tightest.constraint.unit.text(tightest.best)
      if tightest.leastViolation > 0 {
        let percent = (tightest.leastViolation * 100).text(significantDigits: 3)
        lines.append(
          "no design holds '\(tightest.constraint.text)': the best has \(best), \(percent) % off")
      } else {
        lines.append("every constraint holds somewhere, but no design holds all of them together")
        for limit in limits where limit.violations > 0 {
          lines.append(
            "'\(limit.constraint.text)' is violated by \(limit.violations) of "
              + "\(evaluatedTrials) designs")
        }
      }
    }
    for resource in resources {
      lines.append(
        "\(resource.trials) designs cannot exist for lack of \(resource.nearest.resource); "
          + "the nearest: \(resource.nearest)")
    }
    for (failure, trials) in failures.prefix(3) {
      lines.append("\(trials) designs could not be evaluated; the first: \(failure)")
    }
    return lines
  }
}
