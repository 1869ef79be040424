import Foundation
import Testing

/// Runs that the disk takes no more of: one line, exit code 1, and the same bytes once there is room.
///
/// `ulimit -f` lets no file grow beyond a size, which nobody needs to be root for; a file system in
/// memory that is full is tried where this system lets users mount one.
@Suite struct FullDiskTests {
  private static let study = Package.root.appending(path: Package.fixtures + "/study.yaml").path

  private static func files(_ run: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: run.path)
    where name != "inputs" {
      files[name] = try Data(contentsOf: run.appending(path: name))
    }
    return files
  }

  /// What the page says of its own directory.
  private static func renamed(_ files: [String: Data], _ old: URL, _ new: URL) -> [String: Data] {
    files.mapValues {
      Data(String(decoding: $0, as: UTF8.self).replacing(old.path, with: new.path).utf8)
    }
  }

  @Test(arguments: [
    // Blocks of 512 B, options, the file that finds no room.
    (200, "--budget 1000", "trials.jsonl"),
    (200, "--budget 1000 --journal-rotate 90kB", "report.html"),
    (200, "--budget 100", "report.html"),
    (16, "--budget 1000 --keep front", "kept.jsonl"),
    (100, "--budget 1000 --keep sample", "kept.jsonl"),
  ])
  func aFullDiskEndsTheRunWhichGoesOnLater(
    blocks: Int, options: String, file: String
  ) async throws {
    try await Scratch.with { scratch in
      let (whole, full) = (scratch.appending(path: "whole"), scratch.appending(path: "full"))
      let line = "archsim explore \(Self.study) --algorithm sobol \(options) --quiet --output"
      let reference = try await Invocation(
        shell: "\(line) \(whole.path)", directory: scratch
      ).run()
      #expect(reference.exitCode == 0, "\(reference.error)")
      let outcome = try await Invocation(
        shell: "ulimit -f \(blocks); \(line) \(full.path)", directory: scratch
      ).run()
      #expect(outcome.exitCode == 1, "\(outcome.error)")
      let path = full.appending(path: file).path
      #expect(
        outcome.error == "\(path): error: cannot write this file: File too large (once it can, go "
          + "on with: archsim explore --resume \(full.path))\n")
      #expect(outcome.output.isEmpty)
      let left = try FileManager.default.contentsOfDirectory(atPath: full.path)
      #expect(!left.contains { $0.hasSuffix(".tmp") }, "\(left)")
      let resumed = try await Invocation(
        shell: "archsim explore --quiet --resume \(full.path)", directory: scratch
      ).run()
      #expect(resumed.exitCode == 0, "\(resumed.error)")
      #expect(try Self.renamed(Self.files(full), full, whole) == Self.files(whole))
    }
  }

  @Test func aShareOnAFullDiskGoesOnLater() async throws {
    try await Scratch.with { scratch in
      let line = "archsim explore \(Self.study) --algorithm sobol --budget 1000 --quiet --shard 1/2"
      _ = try await Invocation(shell: "\(line) --output whole", directory: scratch).run()
      let outcome = try await Invocation(
        shell: "ulimit -f 100; \(line) --output full", directory: scratch
      ).run()
      #expect(outcome.exitCode == 1)
      #expect(
        outcome.error == "full/share-1-of-2/trials.jsonl: error: cannot write this file: File too "
          + "large (once it can, go on with: archsim explore --resume full/share-1-of-2)\n")
      let again = try await Invocation(shell: "\(line) --output full", directory: scratch).run()
      #expect(again.exitCode == 0, "\(again.error)")
      #expect(
        try Self.files(scratch.appending(path: "full/share-1-of-2"))
          == Self.files(scratch.appending(path: "whole/share-1-of-2")))
    }
  }

  @Test func aFileSystemWithoutRoomIsTheSame() async throws {
    try await Scratch.with { scratch in
      let mount = "mkdir -p room && mount -t tmpfs -o size=300k tmpfs room"
      let probe = try await Invocation(
        shell: "unshare -rm sh -c '\(mount)'", directory: scratch
      ).run()
      guard probe.exitCode == 0 else {
        print("skipped: this system lets users mount nothing: \(probe.error)")
        return
      }
      let line = "archsim explore \(Self.study) --algorithm sobol --budget 1000 --quiet"
      let reference = try await Invocation(
        shell: "\(line) --no-report --output whole", directory: scratch
      ).run()
      #expect(reference.exitCode == 0, "\(reference.error)")
      let script = """
        unshare -rm sh -c '\(mount)
        \(line) --no-report --output room/run; echo $?
        ls -A room/run
        mount -o remount,size=10m room
        archsim explore --quiet --no-report --resume room/run > last; echo $?
        cp -r room/run full'
        """
      let outcome = try await Invocation(shell: script, directory: scratch).run()
      #expect(
        outcome.error == "room/run/trials.jsonl: error: cannot write this file: No space left on "
          + "device (once it can, go on with: archsim explore --resume room/run)\n")
      #expect(outcome.output == "1\ninputs\nstudy.yaml\ntrials.jsonl\n0\n")
      #expect(
        try Self.files(scratch.appending(path: "full"))
          == Self.files(scratch.appending(path: "whole")))
    }
  }
}
