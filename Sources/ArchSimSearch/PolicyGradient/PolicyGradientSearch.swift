/// Learns a policy that draws good designs: proximal policy optimisation in one step.
///
/// The design space seen as one decision a parameter, all taken at once: a softmax over the levels of
/// each (continuous parameters are divided into equal slices and drawn evenly within one). After a
/// batch, rewards are compared with a running mean, the value of the only state, and the policy climbs
/// the clipped objective of PPO (Schulman et al., arXiv:1707.06347, equation 7) plus an entropy bonus,
/// by Adam (Kingma, Ba 2015). Rewards are ranks among all that was heard, so that no scale, no penalty
/// and no failure can blow up a step.
public struct PolicyGradientSearch: SearchAlgorithm {
  /// The word by which a study calls the algorithm.
  public static let name = "policy-gradient"
  /// One sentence that says what the algorithm does and when to use it.
  public static let summary =
    "Reinforcement learning (PPO) of one choice a parameter: thousands of cheap trials."

  static let description = SearchAlgorithmDescription(
    PolicyGradientSearch.self,
    hyperparameters: [
      Hyperparameter("batch", default: 8, in: 2...100_000, "answers between two updates"),
      Hyperparameter("epochs", default: 10, in: 1...1000, "steps along the gradient an update"),
      Hyperparameter("rate", default: 0.1, in: 1e-6...10, "length of a step"),
      Hyperparameter("clip", default: 0.2, in: 0.001...10, "how far a ratio counts in one update"),
      Hyperparameter("entropy", default: 0.03, in: 0...10, "weight of staying undecided"),
      Hyperparameter(
        "slices", default: 16, in: 2...1024, "parts into which continuous parameters are divided"),
    ]
  ) { problem, values in PolicyGradientSearch(problem: problem, hyperparameters: values) }

  private struct Episode: Sendable {
    var actions: [Int]
    var logProbability: Double
    var reward: Double
  }

  /// What is missing from the batch.
  public var preferredBatch: Int { max(1, batch - episodes.count) }

  private let space: SearchSpace
  private let moves: LocalMoves
  private let objectiveCount: Int
  private let batch: Int
  private let epochs: Int
  private var policy: FactoredPolicy
  private var generator: SplitMix64
  private var unseen: UnseenPoints
  private var scalarizer: Scalarizer
  private var heard: [Individual] = []
  private var pending: Set<DesignPoint> = []
  private var episodes: [Episode] = []
  private var value = 0.5

  init(problem: SearchProblem, hyperparameters: HyperparameterValues) {
    let root = SplitMix64(seed: problem.seed)
    space = problem.space
    moves = LocalMoves(space: problem.space)
    objectiveCount = problem.objectiveCount
    batch = hyperparameters.integer("batch", or: 8)
    epochs = hyperparameters.integer("epochs", or: 10)
    policy = FactoredPolicy(
      space: problem.space, slices: hyperparameters.integer("slices", or: 16),
      rate: hyperparameters["rate"] ?? 0.1, clip: hyperparameters["clip"] ?? 0.2,
      entropyWeight: hyperparameters["entropy"] ?? 0.03)
    generator = root.split(1)
    unseen = UnseenPoints(space: problem.space, generator: root.split(2))
    scalarizer = Scalarizer(objectiveCount: problem.objectiveCount)
  }

  /// Proposes up to `count` points that it has not seen; fewer when there are no more.
  public mutating func ask(_ count: Int) -> [DesignPoint] {
    var points: [DesignPoint] = []
    while points.count < count, let point = next() { points.append(point) }
    return points
  }

  private mutating func next() -> DesignPoint? {
    guard !unseen.isExhausted else { return nil }
    var point = policy.draw(using: &generator)
    for attempt in 0..<30 {
      if unseen.insert(point) {
        pending.insert(point)
        return point
      }
      // Another draw, and where the policy is sure of itself, a neighbour of what it is sure of.
      point =
        attempt < 5
        ? policy.draw(using: &generator)
        : moves.neighbour(of: point, probability: 0, deviation: 0.05, using: &generator)
    }
    return unseen.next(using: &generator)
  }

  /// Learns from evaluated points, proposed by itself or not.
  public mutating func tell(_ observations: [Observation]) {
    for var observation in observations {
      observation.point = space.canonical(observation.point)
      unseen.insert(observed: observation.point)
      let individual = Individual(observation, objectiveCount: objectiveCount)
      scalarizer.observe(individual)
      let reward = rank(individual)
      heard.append(individual)
      guard pending.remove(individual.point) != nil else { continue }
      let actions = policy.actions(of: individual.point)
      episodes.append(
        Episode(
          actions: actions, logProbability: policy.logProbability(actions), reward: reward))
      if episodes.count >= batch { update() }
    }
  }

  /// The share of what was heard lately that a design beats, ties counting half.
  private func rank(_ individual: Individual) -> Double {
    let recent = heard.suffix(8 * batch)
    guard !recent.isEmpty else { return 0.5 }
    var sum = 0.0
    for other in recent {
      if scalarizer.isBetter(individual, than: other) {
        sum += 1
      } else if !scalarizer.isBetter(other, than: individual) {
        sum += 0.5
      }
    }
    return sum / Double(recent.count)
  }

  private mutating func update() {
    var advantages = episodes.map { $0.reward - value }
    let mean = episodes.reduce(0) { $0 + $1.reward } / Double(episodes.count)
    value += 0.3 * (mean - value)
    let square = advantages.reduce(0) { $0 + $1 * $1 } / Double(advantages.count)
    let scale = 1 / max(square.squareRoot(), 1e-3)
    for index in advantages.indices { advantages[index] *= scale }
    for _ in 0..<epochs {
      policy.climb(
        episodes.indices.map { index in
          (episodes[index].actions, episodes[index].logProbability, advantages[index])
        })
    }
    episodes.removeAll(keepingCapacity: true)
    scalarizer.redraw(using: &generator)
  }
}
