import ArchSim
import Testing

@testable import ArchSimStudy

/// Journals in several files.
struct JournalRotationTests {
  static let study = "algorithm: sobol, budget: 300, seed: 3"

  /// All files of a journal by name.
  static func files(_ directory: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try TextFile.listDirectory(directory) where name.hasPrefix("trials") {
      files[name] = try TextFile.read("\(directory)/\(name)")
    }
    return files
  }

  static func run(
    _ study: Study, _ name: String, _ rotation: JournalRotation?
  ) async throws -> String {
    let path = try StudyRunnerTests.unused("rotation-\(name)")
    var runner = StudyRunner(study, output: path)
    runner.rotation = rotation
    _ = try await runner.run()
    return path
  }

  @Test("the files of a journal are the one that it would be, and it goes on in them anywhere")
  func rotated() async throws {
    let study = try KeepTests.study(Self.study)
    let plain = try await Self.run(study, "plain", nil)
    let journal = try TextFile.read("\(plain)/trials.jsonl")
    let size = 20_000
    let rotation = try JournalRotation(size: size)
    let whole = try await Self.run(study, "whole", rotation)
    let expected = try Self.files(whole)
    let names = expected.keys.sorted()
    #expect(names.count > 4 && names.last == "trials.jsonl")
    #expect(names.flatMap { expected[$0] ?? [] } == journal)
    for name in names.dropLast() {
      let count = expected[name]?.count ?? 0
      #expect((size..<(size + 2000)).contains(count), "\(name) has \(count) B")
    }
    for file in ["pareto.csv", "summary.json"] {
      #expect(try TextFile.read("\(whole)/\(file)") == TextFile.read("\(plain)/\(file)"))
    }
    let seed: UInt64 = 3
    var generator = SplitMix64(seed: seed)
    for _ in 0..<5 {
      // A crash somewhere: whole files, then a cut one that is the newest.
      let left = generator.integer(below: names.count)
      for name in names { try TextFile.remove("\(whole)/\(name)") }
      for name in names[..<left] {
        try TextFile.writeAtomically(expected[name] ?? [], to: "\(whole)/\(name)")
      }
      let last = expected[names[left]] ?? []
      let cut = generator.integer(below: last.count + 1)
      try TextFile.writeAtomically(Array(last[..<cut]), to: "\(whole)/trials.jsonl")
      let reader = try RunReader(whole)
      #expect(
        reader.warnings.contains { $0.message.hasPrefix("the last line has no end") }
          == (cut > 0 && last[cut - 1] != UInt8(ascii: "\n")))
      let result = try await StudyRunner(resuming: whole).run()
      #expect(result.resumedTrials == reader.trialCount)
      #expect(try Self.files(whole) == expected, "seed \(seed), file \(left) cut at \(cut)")
    }
    // Between closing a file and beginning another there is no newest one.
    try TextFile.remove("\(whole)/trials.jsonl")
    _ = try await StudyRunner(resuming: whole).run()
    #expect(try Self.files(whole) == expected)
  }

  @Test("compressed files read like others", arguments: FileCompression.allCases)
  func compressed(_ compression: FileCompression) async throws {
    guard compression.program != nil else {
      print("skipped: there is no \(compression.rawValue) here")
      return
    }
    let study = try KeepTests.study(Self.study)
    let plain = try await Self.run(study, "\(compression)-plain", nil)
    let whole = try await Self.run(
      study, "\(compression)", try JournalRotation(size: 20_000, compression: compression))
    let expected = try Self.files(whole)
    let names = expected.keys.sorted()
    #expect(names.count > 4)
    #expect(names.dropLast().allSatisfy { $0.hasSuffix(".jsonl\(compression.suffix)") })
    let (own, other) = (try RunReader(whole), try RunReader(plain))
    #expect(own.trials.map(\.point) == other.trials.map(\.point))
    #expect(await own.result().summaryText == other.result().summaryText)
    #expect(try RunReader.trial(7, in: whole).trial.point == other.trials[7].point)
    #expect(
      try Dataset(run: whole).rows.map { $0[4...].map { "\($0)" } }
        == Dataset(run: plain).rows.map { $0[4...].map { "\($0)" } })
    // Killed while the second was compressed: the whole file and half a compressed one are there.
    let second = names[1].dropLast(compression.suffix.count)
    var reader = try LineReader("\(whole)/\(names[1])")
    var text: [UInt8] = []
    while let line = try reader.next() { text += line + [UInt8(ascii: "\n")] }
    try TextFile.writeAtomically(text, to: "\(whole)/\(second)")
    try TextFile.writeAtomically([1, 2, 3], to: "\(whole)/\(names[1])")
    for name in names[2...] { try TextFile.remove("\(whole)/\(name)") }
    #expect(try RunReader(whole).trialCount < 300)
    _ = try await StudyRunner(resuming: whole).run()
    #expect(try Self.files(whole) == expected)
    // The study runs anew without them.
    _ = try await StudyRunner(study, output: whole).run()
    #expect(try Self.files(whole) == Self.files(plain))
  }

  @Test("files that are missing or damaged are named")
  func damaged() async throws {
    let study = try KeepTests.study(Self.study)
    let path = try await Self.run(study, "damaged", try JournalRotation(size: 20_000))
    let second = "\(path)/trials-00002.jsonl"
    let bytes = try TextFile.read(second)
    func failure() -> String? {
      diagnosticText { () throws(Diagnostic) in try RunReader(path) }
    }
    try TextFile.writeAtomically(Array(bytes.dropLast(9)), to: second)
    let lines = bytes.count { $0 == UInt8(ascii: "\n") }
    #expect(
      failure() == "\(second):\(lines - 1): error: damaged journal: the last line has no end, "
        + "although others follow")
    try TextFile.writeAtomically(Array(bytes.dropFirst(9)), to: second)
    #expect(failure()?.hasPrefix("\(second):1:") == true)
    try TextFile.remove(second)
    #expect(
      failure() == "\(path)/trials-00003.jsonl: error: damaged journal: there is no "
        + "'\(second)' before this")
    #expect(
      diagnosticText { () throws(Diagnostic) in try JournalRotation(size: 4095) }
        == "error: expected at least 4096 B, found 4095 B")
  }
}
