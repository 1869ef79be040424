import ArchSim
import Testing

@testable import ArchSimStudy

/// Runs that keep their front, or a sample, of their trials.
struct KeepTests {
  static let files = ["study.yaml", "kept.jsonl", "pareto.csv", "summary.json"]

  /// A study of thousands of designs.
  static func study(_ search: String) throws -> Study {
    try StudyText.parse(
      StudyText.changed("algorithm: genetic, budget: 60, seed: 3, population: 12", search)
        .replacing("step: 100 MHz", with: "step: 1 MHz"))
  }

  static func bytes(_ directory: String) throws -> [[UInt8]] {
    try files.map { try TextFile.read("\(directory)/\($0)") }
  }

  static func trials(_ study: Study) async throws -> [Trial] {
    Array(try await StudyRunner(study, threads: 2).run().trials)
  }

  static func digest(_ study: Study, _ trials: some Sequence<Trial>, first: Int = 0) -> TrialDigest
  {
    var digest = TrialDigest(study, first: first)
    for trial in trials { digest.add(trial) }
    return digest
  }

  @Test(
    "what is counted and found does not depend on what is kept",
    arguments: ["random", "sobol", "latin-hypercube", "grid"], [TrialKeeping.sample, .front])
  func sameFindings(_ algorithm: String, _ keep: TrialKeeping) async throws {
    let search = "algorithm: \(algorithm), budget: 300, seed: 5"
    let name = "keep-\(algorithm)-\(keep)"
    let all = try StudyRunnerTests.unused("\(name)-all")
    let whole = try await StudyRunner(try Self.study(search), output: all).run()
    let study = try Self.study("\(search), keep: \(keep)")
    let one = try StudyRunnerTests.unused("\(name)-one")
    let result = try await StudyRunner(study, output: one, threads: 1).run()
    let four = try StudyRunnerTests.unused("\(name)-four")
    _ = try await StudyRunner(study, output: four, threads: 4).run()
    #expect(try Self.bytes(one) == Self.bytes(four))
    #expect(try TextFile.read("\(one)/pareto.csv") == TextFile.read("\(all)/pareto.csv"))
    #expect(!TextFile.exists("\(one)/trials.jsonl"))
    #expect(result.front == whole.front && result.best == whole.best)
    #expect(result.trialCount == 300 && whole.trialCount == 300)
    #expect(result.feasibleTrials == whole.feasibleTrials)
    #expect(result.evaluatedTrials == whole.evaluatedTrials)
    #expect(result.reference == whole.reference)
    for number in result.front {
      let (own, other) = (result.trials[number].metrics, whole.trials[number].metrics)
      #expect(known(own ?? []) == known(other ?? []))
    }
    // The same sums in another order.
    let (own, other) = (result.hypervolume.last ?? 0, whole.hypervolume.last ?? 0)
    #expect(abs(own - other) < 1e-12, "expected \(other), found \(own)")
    let read = try RunReader(one)
    #expect(read.trialCount == 300 && read.ending == .budget)
    #expect(read.trials.map(\.index) == result.trials.map(\.index))
    #expect(await read.result().summaryText == result.summaryText)
    #expect(try Dataset(run: one).rows.count == result.trials.count)
  }

  @Test("history and best values are those of all trials when an interval ends")
  func history() async throws {
    let study = try Self.study("algorithm: random, budget: 1000, seed: 11")
    let trials = try await Self.trials(study)
    let whole = StudyResult(
      TrialDigest.of(study, trials, sampleSize: .max), ending: .budget, resumedTrials: 0,
      comparisons: [])
    let part = StudyResult(
      TrialDigest.of(study, trials, sampleSize: 0), ending: .budget, resumedTrials: 0,
      comparisons: [])
    #expect(whole.hypervolumeStep == 1 && whole.trials.count == 1000)
    #expect(part.hypervolumeStep == 2 && part.trials.count == part.front.count)
    for count in stride(from: 2, through: 1000, by: 2) {
      let expected = try #require(whole.hypervolume(after: count))
      let found = try #require(part.hypervolume(after: count))
      #expect(abs(expected - found) < 1e-12, "after \(count) expected \(expected), found \(found)")
      for objective in study.objectives.indices {
        let best = { (result: StudyResult) in
          result.bestSoFar(ofObjective: objective).last { $0.trials <= count }?.value
        }
        #expect(best(part) == best(whole), "after \(count)")
      }
    }
  }

  @Test(
    "digests of contiguous parts make that of all, wherever they are cut",
    arguments: ["power <= 6 W", "power <= 0.001 W"])
  func parts(_ constraint: String) async throws {
    let seed: UInt64 = 23
    var generator = SplitMix64(seed: seed)
    let scratch = try Scratch("digest-\(constraint.count)").path
    for keep in ["front", "sample"] {
      let study = try StudyText.parse(
        StudyText.changed(
          "algorithm: genetic, budget: 60, seed: 3, population: 12",
          "algorithm: random, budget: 600, seed: 7, keep: \(keep)"
        ).replacing("step: 100 MHz", with: "step: 1 MHz")
          .replacing("power <= 6 W", with: constraint))
      let trials = try await Self.trials(study)
      let expected = KeptFile(path: "\(scratch)/whole")
      let whole = Self.digest(study, trials)
      #expect((whole.feasible == 0) == (whole.diagnosis != nil))
      try expected.write(whole)
      if let nearest = whole.diagnosis?.nearestTrial {
        #expect(KeptTrials(whole.kept).trial(nearest) != nil)
      }
      // What is read back is the same.
      let again = KeptFile(path: "\(scratch)/again")
      try again.write(try expected.read(study))
      #expect(try TextFile.read(again.path) == TextFile.read(expected.path))
      for _ in 0..<6 {
        var cuts = (0..<(1 + generator.integer(below: 6))).map { _ in
          generator.integer(below: trials.count + 1)
        }
        cuts = ([0] + cuts + [trials.count]).sorted()
        var digests: [TrialDigest] = []
        for (low, high) in zip(cuts, cuts.dropFirst()) {
          let file = KeptFile(path: "\(scratch)/part")
          try file.write(Self.digest(study, trials[low..<high], first: low))
          digests.append(try file.read(study, first: low))
        }
        // Neighbours are united in any order.
        while digests.count > 1 {
          let place = generator.integer(below: digests.count - 1)
          digests[place].append(digests[place + 1])
          digests.remove(at: place + 1)
        }
        let united = KeptFile(path: "\(scratch)/united")
        try united.write(digests[0])
        #expect(
          try TextFile.read(united.path) == TextFile.read(expected.path),
          "seed \(seed), cut at \(cuts)")
      }
    }
  }

  @Test(
    "a run that was killed at any moment ends with the bytes of one that was not",
    arguments: ["sobol", "grid", "random"])
  func resumed(_ algorithm: String) async throws {
    for keep in ["front", "sample"] {
      let study = try Self.study("algorithm: \(algorithm), budget: 300, seed: 5, keep: \(keep)")
      let whole = try StudyRunnerTests.unused("kept-\(algorithm)-whole")
      _ = try await StudyRunner(study, output: whole).run()
      let trials = try await Self.trials(study)
      let path = try StudyRunnerTests.unused("kept-\(algorithm)-killed")
      for count in [0, 1, 256, 299, 300] {
        Scratch.remove(path)
        let flag = CancellationFlag()
        flag.cancel()
        _ = try await StudyRunner(study, output: path).run(cancellation: flag)
        // What a checkpoint after so many trials leaves.
        try KeptFile(path: "\(path)/kept.jsonl").write(Self.digest(study, trials[..<count]))
        let result = try await StudyRunner(resuming: path, threads: 3).run()
        #expect(result.resumedTrials == count)
        #expect(try Self.bytes(path) == Self.bytes(whole), "after \(count)")
      }
    }
  }

  @Test("what needs trials that are gone says so")
  func gone() async throws {
    let study = try Self.study("algorithm: random, budget: 300, seed: 5, keep: front")
    let path = try StudyRunnerTests.unused("kept-gone")
    let result = try await StudyRunner(study, output: path).run()
    let kept = try #require(result.front.last)
    #expect(try RunReader.trial(kept, in: path).trial.index == kept)
    let gone = try #require((0..<300).first { !result.front.contains($0) })
    let file = "\(path)/kept.jsonl"
    #expect(
      diagnosticText { () throws(Diagnostic) in try RunReader.trial(gone, in: path) }
        == "\(file): error: trial \(gone) was not kept: the run keeps 'front'")
    #expect(
      diagnosticText { () throws(Diagnostic) in try RunReader.trial(300, in: path) }
        == "\(file): error: there is no trial 300: this run has 0 to 299")
    #expect(
      diagnosticText { () throws(Diagnostic) in try RunReader(path, holdsAll: true) }
        == "\(path): error: this needs all trials, and the run has kept 'front'")
    let genetic = try StudyText.parse(
      StudyText.changed("population: 12", "population: 12, keep: front"))
    let refused = try StudyRunnerTests.unused("kept-genetic")
    do {
      _ = try await StudyRunner(genetic, output: refused).run()
      Issue.record("a genetic search cannot forget")
    } catch {
      #expect(
        "\(error)" == "error: 'genetic' learns from all trials, so that a run of it keeps all: "
          + "'keep: front' is for searches that do not learn (such as random, sobol, "
          + "latin-hypercube, grid)")
    }
    #expect(!TextFile.exists(refused))
    // A file that is damaged, cut off, or of another run.
    let bytes = try TextFile.read(file)
    for (damaged, line) in [
      (Array(bytes.dropLast(5)), result.front.count), (Array(bytes.dropFirst(1)), 1),
      (Array(Self.replaced(bytes).utf8), 1),
    ] {
      try TextFile.writeAtomically(damaged, to: file)
      let text = diagnosticText { () throws(Diagnostic) in try RunReader(path) }
      #expect(
        text?.hasPrefix("\(file):\(line):") == true
          && text?.contains("damaged file of kept trials: ") == true, "\(text ?? "nothing")")
    }
  }

  private static func replaced(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\"front\"", with: "\"sample\"")
  }

  @Test("a sample is one of all trials, of the size it should have")
  func sample() {
    let seed: UInt64 = 31
    var sums = 0.0
    for own in seed..<(seed + 20) {
      var sample = TrialSample(capacity: 100, seed: own)
      for index in 0..<5000 {
        sample.add(Trial(index: index, point: DesignPoint([]), outcome: .evaluated([])))
      }
      let numbers = sample.trials.map(\.index)
      #expect(numbers.count == 100 && numbers == numbers.sorted() && Set(numbers).count == 100)
      sums += Double(numbers.reduce(0, +)) / 100
    }
    // The mean of 2000 even draws from 0 to 4999: 2499.5, four standard errors around it.
    #expect(abs(sums / 20 - 2499.5) < 4 * 1443.4 / 2000.squareRoot(), "found \(sums / 20)")
  }
}

extension TrialDigest {
  static func of(_ study: Study, _ trials: [Trial], sampleSize: Int) -> TrialDigest {
    var digest = TrialDigest(study, sampleSize: sampleSize)
    for trial in trials { digest.add(trial) }
    return digest
  }
}
