public import ArchSim

/// Checks that a search algorithm keeps the promises of `SearchAlgorithm`.
///
/// It searches random spaces of every kind of parameter, with one to three objectives, constraints,
/// designs that cannot exist and objectives that are no numbers, asked and told in all portions:
///
/// ```swift
/// #expect(SearchConformance(description: MySearch.description).findings(seed: 1).isEmpty)
/// ```
///
/// The most familiar thing that it is *not*: a benchmark. A search may pass and find nothing good.
public struct SearchConformance: Sendable {
  /// The algorithm.
  public var description: SearchAlgorithmDescription
  /// The share of proposals, between 0 and 1, that may have been proposed before.
  public var duplicateShare: Double
  /// What the algorithm is told beside its defaults, such as settings that make it fast.
  public var hyperparameters: [String: Double]

  /// Prepares the checks of an algorithm.
  public init(
    description: SearchAlgorithmDescription, duplicateShare: Double = 0,
    hyperparameters: [String: Double] = [:]
  ) {
    self.description = description
    self.duplicateShare = duplicateShare
    self.hyperparameters = hyperparameters
  }

  /// What is wrong with the algorithm; empty when every promise is kept.
  ///
  /// - Parameters:
  ///   - seed: The source of all chance.
  ///   - problems: How many random problems are searched; every twelfth has the same sort of news,
  ///     number of objectives and number of constraints.
  ///   - proposals: How many points each problem asks for.
  /// - Returns: One finding a promise at most, with its first example.
  public func findings(
    seed: UInt64, problems: Int = 24, proposals: Int = 16
  ) -> [ConformanceFinding] {
    let collector = FindingCollector(seed: seed)
    checkDeclaration(collector)
    let root = SplitMix64(seed: seed)
    let news = RandomProblem.News.allCases
    for number in 0..<max(0, problems) {
      var generator = root.split(UInt64(number))
      guard let space = generator.space(number: number) else { continue }
      let problem = RandomProblem(
        space: space, objectives: 1 + number % 3, constraints: (number / 3) % 2,
        news: news[number % news.count], budget: proposals, generator: &generator)
      checkConversation(problem, proposals, generator, collector)
    }
    for number in 0..<3 {
      var generator = root.split(UInt64(1000 + number))
      checkTinySpace(number: number, &generator, collector)
    }
    return collector.findings
  }

  /// A search for a problem; nil when there is none, which is a finding unless the algorithm says
  /// that it only walks spaces with a finite number of points.
  private func make(
    _ problem: RandomProblem, _ collector: FindingCollector
  ) -> (any SearchAlgorithm)? {
    do throws(SearchSpaceError) {
      return try description.make(problem.problem, hyperparameters)
    } catch {
      let mayRefuse = error.reason == .notEnumerable && problem.problem.space.cardinality == nil
      collector.require(
        mayRefuse, .construction, "\(description.name) refuses: \(error); \(problem.text)")
      return nil
    }
  }

  private func checkConversation(
    _ problem: RandomProblem, _ proposals: Int, _ generator: SplitMix64,
    _ collector: FindingCollector
  ) {
    guard let search = make(problem, collector), let twin = make(problem, collector) else { return }
    var first = SearchConversation(search, problem, generator: generator)
    first.run(until: proposals / 2)
    var copy = first
    first.run(until: proposals)
    copy.run(until: proposals)
    collector.require(
      copy.points == first.points, .checkpoint,
      "\(description.name): a copy made after \(proposals / 2) points proposes others than the "
        + "original; \(problem.text)")
    var second = SearchConversation(twin, problem, generator: generator)
    second.run(until: proposals / 2)
    second.run(until: proposals)
    collector.require(
      second.points == first.points, .determinism,
      "\(description.name): the same seed and calls give other points; \(problem.text)")
    checkPoints(of: first, collector)
    let cardinality = problem.problem.space.cardinality ?? .max
    let ending: ConformanceCheck =
      switch problem.news {
      case .ordinary: .persistence
      case .someInfeasible, .allInfeasible: .infeasibleNews
      case .nonFinite: .nonFiniteNews
      }
    collector.require(
      !first.hasEnded || Set(first.points).count + 1 >= min(cardinality, proposals), ending,
      "\(description.name): proposes nothing after \(first.points.count) points; \(problem.text)")
  }

  private func checkPoints(of conversation: SearchConversation, _ collector: FindingCollector) {
    let problem = conversation.problem
    let space = problem.problem.space
    for point in conversation.points {
      collector.require(
        space.contains(point), .membership,
        "\(description.name): \(point.values) is no canonical point of the space; \(problem.text)")
    }
    collector.require(
      conversation.excess == 0, .count,
      "\(description.name): proposes more points than were asked for; \(problem.text)")
    let distinct = Set(conversation.points).count
    let repeated = conversation.points.count - distinct
    // Where all points were proposed there is nothing left but to repeat.
    let isExhausted = space.cardinality.map { distinct >= $0 } ?? false
    collector.require(
      isExhausted || Double(repeated) <= duplicateShare * Double(conversation.points.count),
      .duplicates,
      "\(description.name): \(repeated) of \(conversation.points.count) points were proposed "
        + "before; \(problem.text)")
  }

  /// Searches a space of a few points to its end.
  private func checkTinySpace(
    number: Int, _ generator: inout SplitMix64, _ collector: FindingCollector
  ) {
    let parameters = [
      SearchParameter("kind", .categorical(count: 2)),
      SearchParameter("size", .ordinal([1, 2, 4])),
      SearchParameter(
        "ways", .integer(1...3, step: 1, logarithmic: false),
        when: .init(parameter: 0, allowed: [1])),
    ]
    guard let space = try? SearchSpace(Array(parameters.prefix(number + 1))),
      let cardinality = space.cardinality
    else { return }
    let problem = RandomProblem(
      space: space, objectives: 1 + number, constraints: 0, news: .ordinary, budget: 100,
      generator: &generator)
    guard var search = make(problem, collector) else { return }
    var points: [DesignPoint] = []
    while points.count <= 4 * cardinality + 8 {
      let batch = search.ask(2)
      if batch.isEmpty { break }
      points += batch
      search.tell(batch.map { problem.observe($0, number: points.count) })
    }
    collector.require(
      points.count <= 4 * cardinality + 8, .exhaustion,
      "\(description.name): goes on after \(points.count) points; \(problem.text)")
    collector.require(
      Set(points).count >= cardinality, .persistence,
      "\(description.name): ends after \(Set(points).count) points; \(problem.text)")
  }
}
