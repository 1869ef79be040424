import ArchSim
import Testing

@testable import ArchSimStudy

struct ShardTests {
  static func study(_ search: String) throws -> Study {
    try StudyText.parse(
      StudyText.changed("algorithm: genetic, budget: 60, seed: 3, population: 12", search))
  }

  /// Evaluates shares and returns their directories.
  static func shares(
    _ study: Study, _ count: Int, _ name: String, version: String = "1"
  ) async throws -> [String] {
    let parent = try Scratch("shares-\(name)").path
    var directories: [String] = []
    for index in 0..<count {
      let shard = try StudyShard(index, of: count)
      let path = "\(parent)/\(shard.directoryName)"
      _ = try await ShardRunner(study, shard, output: path, threads: 2, version: version).run()
      directories.append(path)
    }
    return directories
  }

  static func failure(_ directories: [String]) -> String? {
    diagnosticText { () throws(Diagnostic) in try RunMerge(directories) }
  }

  @Test("shares are contiguous, even, and cover every trial once")
  func ranges() throws {
    let seed: UInt64 = 5
    var generator = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let total = generator.integer(below: 1 << 40)
      let count = 1 + generator.integer(below: 1000)
      var next = 0
      for index in 0..<count {
        let range = try StudyShard(index, of: count).trials(of: total)
        #expect(range.lowerBound == next, "seed \(seed)")
        #expect((total / count...total / count + 1).contains(range.count), "seed \(seed)")
        next = range.upperBound
      }
      #expect(next == total, "seed \(seed)")
    }
    #expect(try StudyShard(2, of: 4).trials(of: 3) == 1..<2)
    #expect(try StudyShard(0, of: 4).trials(of: 0).isEmpty)
    // As many trials as there are numbers do not overflow.
    let whole = try StudyShard(StudyShard.largestCount - 1, of: StudyShard.largestCount)
    #expect(whole.trials(of: .max).upperBound == .max)
  }

  @Test("what is no share is told so")
  func mistakes() {
    func text(_ share: String) -> String? {
      diagnosticText { () throws(Diagnostic) in try StudyShard(parsing: share) }
    }
    #expect(text("0/1") == nil && text("7/8") == nil)
    #expect(text("8/8") == "error: expected a share from 0 to 7, as there are 8, found 8")
    #expect(text("-1/8") == "error: expected a share from 0 to 7, as there are 8, found -1")
    #expect(text("0/0") == "error: expected 1 to 1000000 shares, found 0")
    for wrong in ["", "1", "1/", "/2", "1/2/3", "a/b", "0.5/2", "1 / 2", "99999999999999999999/2"] {
      #expect(
        text(wrong)?.hasPrefix("error: expected a share such as 0/4, found") == true, "\(wrong)")
    }
  }

  @Test(
    "merged shares have the bytes of a run that was never shared",
    arguments: [
      "algorithm: random, budget: 50, seed: 3", "algorithm: sobol, budget: 50, seed: 9",
      "algorithm: latin-hypercube, budget: 50, seed: 2", "algorithm: grid, budget: 50, seed: 4",
      "algorithm: grid, budget: 500, seed: 4", "algorithm: auto, budget: 500, seed: 4",
      "algorithm: random, budget: 500, seed: 1",
    ])
  func sameBytes(_ search: String) async throws {
    let study = try Self.study(search)
    // Test cases run side by side.
    let name = String(search.filter { $0.isLetter || $0.isNumber })
    let whole = try StudyRunnerTests.unused("shares-whole-\(name)")
    let expected = try await StudyRunner(study, output: whole).run()
    for count in [1, 3, 7] {
      let shares = try await Self.shares(study, count, "same-\(name)")
      let output = try StudyRunnerTests.unused("shares-merged-\(name)")
      let result = try await RunMerge(shares.reversed()).write(to: output)
      #expect(result.ending == expected.ending, "\(count) shares")
      #expect(
        try StudyRunnerTests.bytes(output) == StudyRunnerTests.bytes(whole), "\(count) shares")
    }
  }

  @Test("a share cut off anywhere goes on to the same bytes, and is not merged before")
  func resumed() async throws {
    let study = try Self.study("algorithm: sobol, budget: 60, seed: 3")
    let shares = try await Self.shares(study, 3, "cut")
    let journal = shares[1] + "/trials.jsonl"
    let bytes = try TextFile.read(journal)
    let seed: UInt64 = 13
    var generator = SplitMix64(seed: seed)
    var cuts = [0, 1, bytes.count - 1]
    for _ in 0..<4 { cuts.append(generator.integer(below: bytes.count)) }
    for cut in cuts {
      try TextFile.writeAtomically(Array(bytes[..<cut]), to: journal)
      let complete = bytes[..<cut].count { $0 == UInt8(ascii: "\n") }
      let isTorn = cut > 0 && bytes[cut - 1] != UInt8(ascii: "\n")
      #expect(
        Self.failure(shares) == "\(shares[1]): error: share 1/3 is not done: it has \(complete) of "
          + "20 trials\(isTorn ? ", and a last line that is torn" : "") (go on with: archsim "
          + "explore --resume \(shares[1]))", "cut at \(cut), seed \(seed)")
      let runner = try #require(try ShardRunner.resuming(shares[1], version: "1"))
      let result = try await runner.run()
      #expect(result.resumedTrials == complete && result.trials == 20)
      #expect(try TextFile.read(journal) == bytes, "cut at \(cut), seed \(seed)")
    }
    #expect(Self.failure(shares) == nil)
  }

  @Test("a share that is cancelled keeps what it has, and goes on to the same bytes")
  func cancelled() async throws {
    let study = try Self.study("algorithm: random, budget: 60, seed: 3")
    let flag = CancellationFlag()
    flag.cancel()
    let path = try StudyRunnerTests.unused("shares-cancelled")
    let shard = try StudyShard(1, of: 2)
    let stopped = try await ShardRunner(study, shard, output: path, version: "1")
      .run(cancellation: flag)
    #expect(stopped.ending == .cancelled && stopped.trials == 0)
    let result = try await ShardRunner(study, shard, output: path, version: "1").run()
    #expect(result.ending == .budget && result.trials == 30)
    let first = try await Self.shares(study, 2, "uncancelled")
    #expect(
      try TextFile.read(path + "/trials.jsonl") == TextFile.read(first[1] + "/trials.jsonl"))
  }

  @Test("shares that do not belong together are refused with the reason")
  func mixed() async throws {
    let study = try Self.study("algorithm: random, budget: 40, seed: 3")
    let own = try await Self.shares(study, 4, "own")
    #expect(Self.failure(own) == nil)
    #expect(
      Self.failure([own[0], own[2]])
        == "error: missing shares 1/4, 3/4 (evaluate with: archsim explore STUDY --shard 1/4)")
    let twice = Self.failure(own + [own[1]])
    #expect(twice == "\(own[1]): error: share 1/4 is there twice, also as \(own[1])")
    let seeded = try await Self.shares(
      try Self.study("algorithm: random, budget: 40, seed: 4"), 4, "seeded")
    #expect(
      Self.failure([own[0], seeded[1], own[2], own[3]])
        == "\(seeded[1]): error: this share is of another study than \(own[0]) (search.seed: 3 and "
        + "4)")
    let later = try await Self.shares(study, 4, "later", version: "2")
    #expect(
      Self.failure([own[0], later[1]])
        == "\(later[1]): error: version 2 made this share, and 1 made \(own[0])")
    let halves = try await Self.shares(study, 2, "halves")
    #expect(
      Self.failure([own[0], halves[1]])
        == "\(halves[1]): error: this is one of 2 shares, and \(own[0]) one of 4")
    let run = try StudyRunnerTests.unused("shares-run")
    _ = try await StudyRunner(study, output: run).run()
    #expect(
      Self.failure([own[0], run])
        == "\(run): error: there is no share of a run here: expected 'shard.json' in it (this is a "
        + "whole run)")
  }

  @Test("a share and a run are never taken for each other")
  func apart() async throws {
    let study = try Self.study("algorithm: random, budget: 40, seed: 3")
    let share = try await Self.shares(study, 2, "apart")[0]
    let run = try StudyRunnerTests.unused("shares-apart")
    _ = try await StudyRunner(study, output: run).run()
    func text(_ body: () async throws -> Void) async -> String? {
      do {
        try await body()
        return nil
      } catch let error as Diagnostic {
        return error.message
      } catch {
        return "\(error)"
      }
    }
    let holds = "this directory holds share 0/2 of a run"
    #expect(await text { _ = try await StudyRunner(study, output: share).run() } == holds)
    #expect(await text { _ = try await StudyRunner(resuming: share).run() } == holds)
    #expect(await text { _ = try RunReader(share) } == holds)
    let whole = try StudyShard(0, of: 2)
    #expect(
      await text { _ = try await ShardRunner(study, whole, output: run, version: "1").run() }
        == "this directory holds a whole run")
    let other = try StudyShard(1, of: 2)
    #expect(
      await text { _ = try await ShardRunner(study, other, output: share, version: "1").run() }
        == "this directory holds share 0/2, not 1/2")
    #expect(
      await text { _ = try await ShardRunner(study, whole, output: share, version: "2").run() }
        == "this share was begun by version 1, and this is 2")
    let genetic = try StudyText.parse(StudyText.small)
    #expect(
      await text { _ = try ShardRunner(genetic, whole, output: share, version: "1") }?
        .hasPrefix("'genetic' learns from trials") == true)
  }
}
