import Testing

@testable import ArchSimSearch

@Suite struct AutomaticSearchTests {
  private func choice(_ problem: TestProblem, budget: Int) -> String {
    let problem = SearchProblem(
      space: problem.space, objectiveCount: problem.objectiveCount,
      constraintCount: problem.constraintCount, budget: budget, seed: 1)
    let choice = AutomaticSearch.choose(for: problem)
    #expect(choice.reason.contains("\(budget)"), "the reason names the budget: \(choice.reason)")
    return choice.algorithm
  }

  @Test func choiceFollowsSpaceAndBudget() {
    #expect(choice(.qacc, budget: 400_000) == "grid")
    #expect(choice(.qacc, budget: 200) == "bayesian")
    #expect(choice(.qacc, budget: 300) == "tpe")
    #expect(choice(.qacc, budget: 1000) == "differential-evolution")
    #expect(choice(.ackley10, budget: 1000) == "cma-es")
    #expect(choice(.qaccFront, budget: 300) == "tpe")
    #expect(choice(.zdt5, budget: 1000) == "tpe")
    #expect(choice(.qaccFront, budget: 5000) == "genetic")
    #expect(choice(.zdt1, budget: 5000) == "genetic")
    #expect(choice(.dtlz2, budget: 5000) == "nsga3")
  }

  @Test func searchProposesWhatTheChoiceWould() throws {
    let problem = SearchProblem(space: TestProblem.qacc.space, budget: 1000, seed: 4)
    let automatic = try #require(SearchAlgorithms.named("auto"))
    let chosen = try #require(SearchAlgorithms.named("differential-evolution"))
    var first = try automatic.make(problem, [:])
    var second = try chosen.make(problem, [:])
    #expect(first.ask(9) == second.ask(9))
  }
}
