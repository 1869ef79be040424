/// What a Bayesian search believes of every objective and constraint.
///
/// One Gaussian process each. Designs that cannot exist teach nothing about objectives; once there
/// is one, a further process learns which do exist, as a constraint like the others.
struct BayesianModel: Sendable {
  /// An observation with its place in the unit cube.
  struct Record: Sendable {
    var observation: Observation
    var coordinates: [Double]
    var isUsable: Bool
  }

  private struct Output: Sendable {
    var process: GaussianProcess
    /// The records that the process was given, in its order.
    var members: [Int]
  }

  let objectiveCount: Int
  let constraintCount: Int
  let trainingLimit: Int
  private let isCategorical: [Bool]
  private let prior: MarginalLikelihood.Prior
  private(set) var records: [Record] = []
  private var outputs: [Output] = []
  private var parameters: [[Double]] = []
  private var modelled = 0
  private var nextFit = 0
  private var fits = 0

  init(problem: SearchProblem, trainingLimit: Int) {
    objectiveCount = problem.objectiveCount
    constraintCount = problem.constraintCount
    self.trainingLimit = trainingLimit
    isCategorical = problem.space.axes.map { !$0.isOrdered }
    let isReal = problem.space.axes.allSatisfy { $0.kind == .real }
    prior = isReal && problem.objectiveCount == 1 ? .smooth : .rough
  }

  /// The processes in the order objectives, constraints, existence.
  var processes: [GaussianProcess] { outputs.map(\.process) }

  /// How many records can teach something about the objectives.
  var usableCount: Int { records.reduce(0) { $0 + ($1.isUsable ? 1 : 0) } }

  private var hasFailures: Bool { records.contains { !$0.isUsable } }

  private var outputCount: Int { objectiveCount + constraintCount + (hasFailures ? 1 : 0) }

  mutating func append(_ observation: Observation, coordinates: [Double]) {
    let isUsable =
      observation.isUsable(objectiveCount: objectiveCount)
      && observation.violations.count == constraintCount
      && observation.violations.allSatisfy(\.isFinite)
    records.append(
      Record(observation: observation, coordinates: coordinates, isUsable: isUsable))
  }

  /// Whether an output can learn from a record.
  private func informs(_ record: Record, _ output: Int) -> Bool {
    record.isUsable || output >= objectiveCount + constraintCount
  }
}

extension BayesianModel {
  /// Brings the processes up to date with the records; fits hyperparameters when it is time.
  mutating func update() -> Acquisition {
    if records.count >= nextFit || outputs.count != outputCount {
      fit()
    } else {
      for index in modelled..<records.count {
        for output in outputs.indices where informs(records[index], output) {
          outputs[output].process.append(records[index].coordinates)
          outputs[output].members.append(index)
        }
      }
    }
    modelled = records.count
    return retarget()
  }

  private mutating func fit() {
    let chosen = trainingSet()
    parameters.removeLast(max(0, parameters.count - outputCount))
    outputs = []
    for output in 0..<outputCount {
      let members = chosen.filter { informs(records[$0], output) }
      var inputs = KernelInputs(isCategorical: isCategorical)
      for member in members { inputs.append(records[member].coordinates) }
      let targets = scaledTargets(output, members: members).targets
      let likelihood = MarginalLikelihood(inputs: inputs, targets: targets, prior: prior)
      if output == parameters.count { parameters.append(likelihood.start) }
      var starts = [parameters[output]]
      if fits % 4 == 0, fits > 0, members.count < 200 { starts.append(likelihood.start) }
      let found = likelihood.maximize(from: starts, iterations: members.count < 200 ? 50 : 20)
      parameters[output] = found.logLengths + [found.logSignal, found.logNoise]
      var process = GaussianProcess(
        isCategorical: isCategorical, hyperparameters: found,
        capacity: members.count + members.count / 8 + 8)
      for member in members { process.append(records[member].coordinates) }
      outputs.append(Output(process: process, members: members))
    }
    fits += 1
    nextFit = records.count + max(1, records.count / 12)
  }

  /// The records to learn from: all, or the best, the newest and an even choice of the others.
  private func trainingSet() -> [Int] {
    guard records.count > trainingLimit else { return Array(records.indices) }
    var isChosen = [Bool](repeating: false, count: records.count)
    for index in ranked().prefix(trainingLimit / 2) { isChosen[index] = true }
    for index in records.indices.suffix(trainingLimit / 4) { isChosen[index] = true }
    let others = records.indices.filter { !isChosen[$0] }
    let room = trainingLimit - (records.count - others.count)
    for place in 0..<min(room, others.count) {
      isChosen[others[place * others.count / room]] = true
    }
    return records.indices.filter { isChosen[$0] }
  }

  /// All records, the best first: by constraint domination, then by objective or by front.
  func ranked() -> [Int] {
    let violations = records.map {
      $0.isUsable ? $0.observation.totalViolation(objectiveCount: objectiveCount) : .infinity
    }
    let feasible = records.indices.filter { violations[$0] == 0 }
    let infeasible = records.indices.filter { violations[$0] > 0 }
    let good: [Int]
    if objectiveCount == 1 {
      good = feasible.sorted { a, b in
        let left = records[a].observation.objectives[0]
        let right = records[b].observation.objectives[0]
        return left == right ? a < b : left < right
      }
    } else {
      let matrix = ObjectiveMatrix(feasible.map { records[$0].observation.objectives })
      good = nonDominatedSort(matrix).flatMap { front in front.map { feasible[$0] } }
    }
    return good
      + infeasible.sorted { a, b in
        violations[a] == violations[b] ? a < b : violations[a] < violations[b]
      }
  }
}

extension BayesianModel {
  private func scaledTargets(
    _ output: Int, members: [Int]
  ) -> (targets: [Double], scale: OutcomeScale) {
    let values: [Double]
    let scale: OutcomeScale
    if output < objectiveCount {
      values = members.map { records[$0].observation.objectives[output] }
      scale = objectiveScale(output, values)
    } else if output < objectiveCount + constraintCount {
      values = members.map { records[$0].observation.violations[output - objectiveCount] }
      scale = OutcomeScale(ofViolations: values)
    } else {
      values = members.map { records[$0].isUsable ? -1 : 1 }
      scale = OutcomeScale(ofViolations: values)
    }
    return (values.map { scale.target($0) }, scale)
  }

  private func objectiveScale(_ output: Int, _ values: [Double]) -> OutcomeScale {
    if objectiveCount == 1 { return OutcomeScale(compressingAboveMedianOf: values) }
    let front = frontBox()[output]
    let width = front.upper - front.lower
    return OutcomeScale(of: values, knee: front.upper + 0.2 * width, width: width)
  }

  /// Per objective the least and the largest value on the front; of everything, if there is none.
  private func frontBox() -> [(lower: Double, upper: Double)] {
    var rows = front()
    if rows.isEmpty {
      rows = records.filter(\.isUsable).map(\.observation.objectives)
    }
    return (0..<objectiveCount).map { objective in
      let values = rows.map { $0[objective] }
      return (values.min() ?? 0, values.max() ?? 0)
    }
  }

  /// The objectives of the feasible records that no other one dominates.
  private func front() -> [[Double]] {
    frontMembers().map { records[$0].observation.objectives }
  }

  /// The positions of the feasible records that no other one dominates.
  func frontMembers() -> [Int] {
    var archive = ParetoArchive(objectiveCount: objectiveCount)
    for (index, record) in records.enumerated() where record.isUsable {
      archive.insert(record.observation, payload: index)
    }
    return archive.entries.map(\.payload)
  }

  /// Gives the processes their targets and says what to look for.
  private mutating func retarget() -> Acquisition {
    var scales: [OutcomeScale] = []
    for output in outputs.indices {
      let scaled = scaledTargets(output, members: outputs[output].members)
      outputs[output].process.setTargets(scaled.targets)
      scales.append(scaled.scale)
    }
    let thresholds = scales.dropFirst(objectiveCount).map { $0.target(0) }
    return Acquisition(
      goal: goal(scales), objectiveCount: objectiveCount, thresholds: Array(thresholds))
  }

  private func goal(_ scales: [OutcomeScale]) -> Acquisition.Goal {
    if objectiveCount == 1 {
      let feasible = records.filter { $0.isUsable && $0.observation.isFeasible }
      guard let best = feasible.map(\.observation.objectives[0]).min() else { return .feasibility }
      return .improvement(best: scales[0].target(best))
    }
    let front = front()
    guard !front.isEmpty else { return .feasibility }
    // A reference beyond the front rewards its ends, which move it further: on problems whose
    // objectives have no natural limit that would go on for ever. So every third time it lies
    // inside, and what counts is the middle.
    let margin = records.count.isMultiple(of: 3) ? -0.4 : 0.3
    let reference = zip(frontBox(), scales).map { box, scale in
      let width = max(box.upper - box.lower, 1e-9 * max(1, box.upper.magnitude))
      return scale.target(box.upper + margin * width)
    }
    var generator = SplitMix64(seed: UInt64(records.count))
    var gain = HypervolumeGain(reference: reference, sampleCount: 128, using: &generator)
    for row in front { gain.insert(zip(row, scales).map { $1.target($0) }) }
    return .hypervolume(gain)
  }

  /// Pretends that points were observed just as predicted, so that a batch spreads out.
  mutating func pretend(_ coordinates: [Double]) {
    for output in outputs.indices {
      let mean = outputs[output].process.predictMean(coordinates)
      outputs[output].process.append(coordinates, target: mean)
    }
  }

  /// What is predicted of the objectives at a place.
  func predictedObjectives(_ coordinates: [Double]) -> [Double] {
    outputs.prefix(objectiveCount).map { $0.process.predictMean(coordinates) }
  }
}
