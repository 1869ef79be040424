import ArchSim
import Testing

@testable import ArchSimStudy

/// Shares that keep less, and merges of merges.
struct PartTests {
  static let files = ["study.yaml", "trials.jsonl", "kept.jsonl", "pareto.csv", "summary.json"]

  static func bytes(_ directory: String) -> [[UInt8]] {
    files.map { (try? TextFile.read("\(directory)/\($0)")) ?? [] }
  }

  @Test(
    "shares, parts of shares and the run that was never shared have the same bytes",
    arguments: ["all", "sample", "front"], ["sobol, budget: 300", "grid, budget: 100000"])
  func merged(_ keep: String, _ search: String) async throws {
    let name = "part-\(keep)-\(search.prefix(4))"
    // Few enough designs for a grid to have them all.
    let study = try StudyText.parse(
      StudyText.changed(
        "algorithm: genetic, budget: 60, seed: 3, population: 12",
        "algorithm: \(search), seed: 5, keep: \(keep)"
      ).replacing("step: 100 MHz", with: "step: 20 MHz"))
    let whole = try StudyRunnerTests.unused("\(name)-whole")
    _ = try await StudyRunner(study, output: whole).run()
    let expected = Self.bytes(whole)
    #expect(expected[1].isEmpty == (keep != "all") && expected[2].isEmpty == (keep == "all"))
    let shares = try await ShardTests.shares(study, 7, name)
    let merged = try StudyRunnerTests.unused("\(name)-merged")
    _ = try await RunMerge(shares.reversed()).write(to: merged)
    #expect(Self.bytes(merged) == expected)
    let scratch = try Scratch("\(name)-parts").path
    let parts = ["\(scratch)/a", "\(scratch)/b", "\(scratch)/ab"]
    #expect(try RunMerge([shares[1], shares[0]], isPart: true).writePart(to: parts[0]) == "0-1/7")
    #expect(
      try RunMerge(Array(shares[2..<5]), isPart: true).writePart(to: parts[1]) == "2-4/7")
    #expect(try RunMerge(Array(parts[..<2]), isPart: true).writePart(to: parts[2]) == "0-4/7")
    let united = try StudyRunnerTests.unused("\(name)-united")
    _ = try await RunMerge([shares[6], parts[2], shares[5]]).write(to: united)
    #expect(Self.bytes(united) == expected)
    // Once more over what is there.
    #expect(try RunMerge(Array(parts[..<2]), isPart: true).writePart(to: parts[2]) == "0-4/7")
    #expect(
      ShardTests.failure([parts[2], shares[6]])
        == "error: missing share 5/7 (evaluate with: archsim explore STUDY --shard 5/7)")
    #expect(
      ShardTests.failure(parts + Array(shares[5...]))?
        .contains("is there twice, also in") == true)
    #expect(
      diagnosticText { () throws(Diagnostic) in
        try RunMerge([shares[0], shares[2]], isPart: true)
      } == "error: missing share 1/7 (evaluate with: archsim explore STUDY --shard 1/7)")
    #expect(
      diagnosticText { () throws(Diagnostic) in
        try RunMerge(Array(shares[2..<4]), isPart: true).writePart(to: parts[2])
      } == "\(parts[2]): error: this directory holds something else than shares 2-3/7 (choose "
        + "another with --output)")
    #expect(
      diagnosticText { () throws(Diagnostic) in
        try ShardRunner.resuming(parts[0], version: "1")
      }
        == "\(parts[0]): error: these are shares 0-1/7, which were merged: there is nothing to go on "
        + "with")
  }

  @Test("a share that keeps its front goes on where it was killed")
  func resumed() async throws {
    let study = try KeepTests.study("algorithm: random, budget: 600, seed: 5, keep: front")
    let shares = try await ShardTests.shares(study, 2, "part-resumed")
    let file = KeptFile(path: "\(shares[1])/kept.jsonl")
    let expected = try TextFile.read(file.path)
    let trials = try await KeepTests.trials(study)
    for count in [0, 3, 256, 300] {
      try file.write(KeepTests.digest(study, trials[300..<(300 + count)], first: 300))
      if count < 300 {
        #expect(
          ShardTests.failure(shares) == "\(shares[1]): error: share 1/2 is not done: it has "
            + "\(count) of 300 trials (go on with: archsim explore --resume \(shares[1]))")
      }
      let runner = try #require(try ShardRunner.resuming(shares[1], version: "1"))
      let result = try await runner.run()
      #expect(result.resumedTrials == count && result.trials == 300)
      #expect(try TextFile.read(file.path) == expected, "after \(count)")
    }
    // The trials of another share in its place.
    try TextFile.writeAtomically(TextFile.read("\(shares[0])/kept.jsonl"), to: file.path)
    #expect(
      ShardTests.failure(shares)?
        .hasPrefix("\(file.path):1:1: error: damaged file of kept trials: it is of another run")
        == true)
  }

  @Test("shares whose journals are in several files make the run of one file, and of several")
  func rotated() async throws {
    let study = try KeepTests.study("algorithm: sobol, budget: 300, seed: 5")
    let plain = try StudyRunnerTests.unused("part-rotated-plain")
    _ = try await StudyRunner(study, output: plain).run()
    let parent = try Scratch("part-rotated").path
    var shares: [String] = []
    for index in 0..<3 {
      let shard = try StudyShard(index, of: 3)
      var runner = try ShardRunner(
        study, shard, output: "\(parent)/\(shard.directoryName)", version: "1")
      runner.rotation = try JournalRotation(
        size: 10_000, compression: FileCompression.gzip.program == nil ? nil : .gzip)
      _ = try await runner.run()
      shares.append(runner.output)
    }
    #expect(try JournalRotationTests.files(shares[0]).count > 2)
    let merged = try StudyRunnerTests.unused("part-rotated-merged")
    _ = try await RunMerge(shares).write(to: merged)
    #expect(try StudyRunnerTests.bytes(merged) == StudyRunnerTests.bytes(plain))
    let rotation = try JournalRotation(size: 50_000)
    _ = try await RunMerge(shares).write(to: merged, rotation: rotation)
    let expected = try await JournalRotationTests.run(study, "part-merged", rotation)
    #expect(try JournalRotationTests.files(merged) == JournalRotationTests.files(expected))
  }

  @Test(
    "a file that says of a share what it is not is refused",
    arguments: [
      ("\"end\": 20", "\"end\": 15", "has those from 0 to 20, found 0 to 15"),
      ("\"first\": 0", "\"first\": 5", "has those from 0 to 20, found 5 to 20"),
      ("\"end\": 20", "\"end\": 40", "has those from 0 to 20, found 0 to 40"),
      ("\"shard\": 0", "\"shard\": 1", "has those from 20 to 40, found 0 to 20"),
      ("\"shards\": 2", "\"shards\": 4", "has those from 0 to 10, found 0 to 20"),
      ("\"shard\": 0", "\"shard\": 2", "expected a share from 0 to 1, as there are 2, found 2"),
      ("\"shards\": 2", "\"shards\": 2,\n  \"last\": 2", "shares from 0 to 2 of 2 make no sense"),
    ])
  func edited(_ old: String, _ new: String, _ text: String) async throws {
    let study = try ShardTests.study("algorithm: random, budget: 40, seed: 3")
    let name = "edited-" + String(new.filter { $0.isLetter || $0.isNumber })
    let share = try await ShardTests.shares(study, 2, name)[0]
    let file = "\(share)/shard.json"
    let before = String(decoding: try TextFile.read(file), as: UTF8.self)
    #expect(before.contains(old))
    try TextFile.writeAtomically(before.replacing(old, with: new), to: file)
    let failure = ShardTests.failure([share])
    #expect(
      failure?.hasPrefix("\(file):") == true && failure?.contains(text) == true,
      "\(failure ?? "accepted")")
    // Nor does it go on.
    do {
      _ = try await ShardRunner.resuming(share, version: "1")?.run()
      Issue.record("\(new) was accepted")
    } catch {
      #expect("\(error)".contains(text) || "\(error)".contains("holds share"), "\(error)")
    }
  }
}
