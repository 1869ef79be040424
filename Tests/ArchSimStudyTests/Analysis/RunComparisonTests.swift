import ArchSim
import Testing

@testable import ArchSimStudy

struct RunComparisonTests {
  private func run(_ old: String, _ new: String) async throws -> StudyResult {
    try await StudyRunner(try StudyText.parse(StudyText.changed(old, new))).run()
  }

  @Test("a run beside itself has the same front, volume and study")
  func itself() async throws {
    let result = try await StudyRunner(try StudyText.parse(StudyText.small)).run()
    let comparison = try RunComparison([("a", result), ("b", result)])
    let (a, b) = (comparison.runs[0], comparison.runs[1])
    #expect(comparison.differences == [])
    #expect(a.front.sorted() == result.front && b.front == a.front)
    #expect(a.jointCount == result.front.count && b.jointCount == a.jointCount)
    #expect(comparison.joint.count == 2 * result.front.count)
    // The box of one run is that of its own hypervolume.
    let own = try #require(result.hypervolume.last)
    #expect(abs((a.hypervolume ?? 0) / own - 1) < 1e-9 && a.hypervolume == b.hypervolume)
    #expect(comparison.reference == result.reference)
    for (position, objective) in comparison.objectives.enumerated() {
      let best = try #require(a.best[position])
      let own = try #require(result.best[position])
      #expect(
        result.trials[best].metric(objective.name) == result.trials[own].metric(objective.name))
    }
  }

  @Test(
    "more trials of the same search are at least as good, and the joint front is the best of all")
  func more() async throws {
    let short = try await run(
      "algorithm: genetic, budget: 60, seed: 3, population: 12",
      "algorithm: random, budget: 20, seed: 3")
    let long = try await run(
      "algorithm: genetic, budget: 60, seed: 3, population: 12",
      "algorithm: random, budget: 90, seed: 3")
    let other = try await run("seed: 3", "seed: 8")
    #expect(long.trials.prefix(20).map(\.point) == short.trials.map(\.point))
    let comparison = try RunComparison([("short", short), ("long", long), ("other", other)])
    let volumes = comparison.runs.compactMap(\.hypervolume)
    #expect(volumes.count == 3 && volumes[1] >= volumes[0])
    #expect(volumes.allSatisfy { $0 >= 0 && $0 < 1 })
    // Whatever is on the joint front, no trial of any run dominates.
    let all = comparison.runs.flatMap { run in
      run.result.trials.map { run.result.study.observation(of: $0) }.filter(\.isFeasible)
        .map(\.objectives)
    }
    for member in comparison.joint {
      let result = comparison.runs[member.run].result
      let own = result.study.observation(of: result.trials[member.trial]).objectives
      #expect(!all.contains { dominates($0, own) }, "\(member)")
    }
    #expect(comparison.runs.map(\.jointCount).reduce(0, +) == comparison.joint.count)
    let keys = comparison.differences.map(\.key)
    #expect(
      keys == ["search.algorithm", "search.budget", "search.seed", "search.population"], "\(keys)")
    #expect(comparison.differences[1].values == ["20", "90", "60"])
    #expect(comparison.differences[3].values == [nil, nil, "12"])
  }

  @Test("runs are compared on the objectives that they share, and refused without any")
  func objectives() async throws {
    let asked = "[minimize latency, minimize area]"
    let both = try await run("budget: 60", "budget: 40")
    let energy = try await run(asked, "[minimize energy, minimize latency]")
    let comparison = try RunComparison([("both", both), ("energy", energy)])
    #expect(comparison.objectives.map(\.text) == ["minimize latency"])
    for run in comparison.runs {
      let least = run.result.trials.filter { run.result.study.observation(of: $0).isFeasible }
        .compactMap { $0.metric("latency") }.min()
      #expect(run.front.allSatisfy { run.result.trials[$0].metric("latency") == least })
    }
    let alone = try await run(asked, "[minimize energy]")
    let text = diagnosticText { () throws(Diagnostic) in
      try RunComparison([("both", both), ("alone", alone)])
    }
    #expect(
      text == "error: these runs have no objective in common (both: minimize latency, minimize "
        + "area; alone: minimize energy)")
  }

  @Test("runs are called by what tells their directories apart")
  func names() {
    #expect(RunComparison<StudyResult>.names(of: ["runs/a", "runs/b"]) == ["a", "b"])
    #expect(RunComparison<StudyResult>.names(of: ["/x/y/a/1", "/x/y/b/1"]) == ["a/1", "b/1"])
    #expect(RunComparison<StudyResult>.names(of: ["runs/a", "other"]) == ["runs/a", "other"])
    #expect(RunComparison<StudyResult>.names(of: ["runs/a", "runs/a"]) == ["a", "a"])
    #expect(RunComparison<StudyResult>.names(of: ["a", "a/b"]) == ["a", "a/b"])
  }

  @Test("differences name the key of the study file, whatever differs")
  func differences() throws {
    let base = try StudyText.parse(StudyText.small)
    for (old, new, key) in [
      ("seed: 3", "seed: 4", "search.seed"),
      ("array.rows: [16, 32, 64]", "array.rows: [16, 32]", "space.array.rows.values"),
      ("power <= 6 W", "power <= 5 W", "constraints"), ("batch: 2", "batch: 4", "workload.batch"),
      ("[minimize latency, minimize area]", "[minimize latency]", "objectives"),
    ] {
      let other = try StudyText.parse(StudyText.changed(old, new))
      let differences = try StudyDifference.differences(of: [base, other])
      #expect(differences.map(\.key) == [key])
      #expect(differences.first?.values[0] != differences.first?.values[1])
    }
    #expect(try StudyDifference.differences(of: [base]) == [])
  }
}
