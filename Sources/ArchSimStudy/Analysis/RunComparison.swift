import ArchSimSearch
public import ArchSimText

/// Several runs side by side, all over designs or all over plans, on the objectives that all have.
///
/// Hypervolume is measured in one box for all runs: from the best value of each objective among the
/// feasible trials of all runs to the worst, and a tenth of the range beyond. It is the share of that
/// box that a run's front dominates, so it compares runs, which that of a single run does not.
public struct RunComparison<Result: ComparedResult>: Sendable {
  /// A run, and where it is kept.
  public struct Run: Sendable {
    /// Its directory.
    public var directory: String
    /// What it is called: its directory without what those of all runs begin with.
    public var name: String
    /// What it found.
    public var result: Result
    /// Its front in the objectives that are compared, sorted by the first.
    public var front: [Int]
    /// The share of the common box that it dominates; nil with more than six objectives, or without
    /// a feasible trial in any run.
    public var hypervolume: Double?
    /// How many of its front no other run dominates.
    public var jointCount: Int
    /// For each objective that is compared, its best trial.
    public var best: [Int?]
    /// The trial that the run puts first; nil where nothing is ranked, or all runs rank by other
    /// metrics.
    public var first: Int?
  }

  /// The runs in the order given.
  public let runs: [Run]
  /// What they are compared by: objectives of the first run that all have.
  public let objectives: [Objective]
  /// What all runs rank their trials by; nil where they do not, or not by the same.
  public let ranking: Objective?
  /// The common reference of hypervolume, one an objective in its own unit and direction.
  public let reference: [Double]
  /// The front of all runs together, sorted by the first objective: run and trial.
  public let joint: [RunMember]
  /// In what their studies differ.
  public let differences: [StudyDifference]

  /// The metric of an objective at a trial; nil where it has none.
  public func value(of objective: Objective, at member: RunMember) -> Double? {
    runs[member.run].result.value(of: objective, ofTrial: member.trial)
  }

  /// Most objectives in which hypervolume is exact in a moment.
  private static var mostObjectives: Int { 6 }

  /// Compares runs.
  ///
  /// - Parameter runs: Runs and their directories, at least one.
  /// - Throws: A diagnostic when they have no objective in common.
  public init(_ runs: [(directory: String, result: Result)]) throws(Diagnostic) {
    let all = runs.first?.result.objectives ?? []
    let objectives = all.filter { objective in
      runs.allSatisfy { run in
        run.result.objectives.contains { $0.text == objective.text }
      }
    }
    guard !objectives.isEmpty else {
      let asked = runs.map { run in
        "\(run.directory): " + run.result.objectives.map(\.text).joined(separator: ", ")
      }
      throw Diagnostic("these runs have no objective in common (\(asked.joined(separator: "; ")))")
    }
    self.objectives = objectives
    let rankings = runs.map(\.result.ranked?.objective)
    ranking = rankings.contains { $0?.text != rankings[0]?.text } ? nil : rankings.first ?? nil
    let isRanked = ranking != nil
    let rows = runs.map { Self.rows($0.result, objectives) }
    let feasible = rows.flatMap { $0.map(\.objectives) }
    let ideal = objectives.indices.map { column in feasible.map { $0[column] }.min() ?? 0 }
    let worst = objectives.indices.map { column in
      let high = feasible.map { $0[column] }.max() ?? 0
      let range = high - ideal[column]
      return high + (range > 0 ? range * 0.1 : max(high.magnitude * 0.1, 1e-300))
    }
    reference = zip(objectives, worst).map { $0.0.minimized($0.1) }
    var joint = ParetoArchive(objectiveCount: objectives.count)
    var members: [RunMember] = []
    let fronts = rows.enumerated().map { position, rows in
      var archive = ParetoArchive(objectiveCount: objectives.count)
      for row in rows { archive.insert(row, payload: row.trial) }
      // Points are counted run by run: two runs may have the same one.
      for entry in archive.entries {
        let own = FrontRow(
          trial: members.count, run: position, objectives: entry.observation.objectives)
        joint.insert(own, payload: members.count)
        members.append(RunMember(run: position, trial: entry.payload))
      }
      return archive.entries
    }
    let isMeasured = !feasible.isEmpty && objectives.count <= Self.mostObjectives
    self.joint = joint.entries.sorted {
      ($0.observation.objectives[0], $0.payload) < ($1.observation.objectives[0], $1.payload)
    }.map { members[$0.payload] }
    let jointMembers = self.joint
    let names = Self.names(of: runs.map(\.directory))
    self.runs = zip(runs, fronts).enumerated().map { position, pair in
      let (run, front) = pair
      let scaled = front.map { entry in
        objectives.indices.map {
          (entry.observation.objectives[$0] - ideal[$0]) / (worst[$0] - ideal[$0])
        }
      }
      return Run(
        directory: run.directory, name: names[position], result: run.result,
        front: front.sorted {
          ($0.observation.objectives[0], $0.payload) < ($1.observation.objectives[0], $1.payload)
        }.map(\.payload),
        hypervolume: isMeasured
          ? ArchSimSearch.hypervolume(of: scaled, reference: objectives.map { _ in 1 }) : nil,
        jointCount: jointMembers.count { $0.run == position },
        best: objectives.indices.map { column in
          front.min {
            $0.observation.objectives[column] < $1.observation.objectives[column]
          }?.payload
        },
        first: isRanked ? run.result.ranked?.first : nil)
    }
    differences = try StudyDifference.differences(
      of: try runs.map { run throws(Diagnostic) in try run.result.asked })
  }

  /// Directories without the directories above that all of them have in common.
  static func names(of directories: [String]) -> [String] {
    let parts = directories.map { $0.split(separator: "/") }
    var common = 0
    while let part = parts.first?.dropFirst(common).first,
      parts.allSatisfy({ $0.count > common + 1 && $0[common] == part })
    {
      common += 1
    }
    return zip(directories, parts).map { directory, parts in
      common == 0 ? directory : parts.dropFirst(common).joined(separator: "/")
    }
  }

  private static func rows(_ result: Result, _ asked: [Objective]) -> [FrontRow] {
    result.feasibleTrials(in: asked).map { FrontRow(trial: $0.number, objectives: $0.minimized) }
  }
}

/// A trial of one of several runs.
public struct RunMember: Hashable, Sendable {
  /// The position of the run.
  public var run: Int
  /// The number of the trial.
  public var trial: Int

  /// Names a trial of a run.
  public init(run: Int, trial: Int) {
    self.run = run
    self.trial = trial
  }
}

/// A feasible trial in the objectives that are compared.
private struct FrontRow {
  var trial: Int
  var run = 0
  var objectives: [Double]
}

extension ParetoArchive {
  /// Offers a trial that is no point of a space: its number keeps it apart from others that reach the
  /// same.
  fileprivate mutating func insert(_ row: FrontRow, payload: Int) {
    insert(
      Observation(
        point: DesignPoint([Double(row.run), Double(row.trial)]), objectives: row.objectives),
      payload: payload)
  }
}
