import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// What goes where, and what happens when nobody listens.
@Suite struct StreamTests {
  @Test func aClosedPipeEndsQuietly() async throws {
    try await Scratch.with { scratch in
      let error = scratch.appending(path: "error")
      let process = try Invocation("list constants --format csv").process(
        output: scratch.appending(path: "output"), error: error)
      let pipe = Pipe()
      process.standardOutput = pipe.fileHandleForWriting
      try pipe.fileHandleForReading.close()
      try await process.runToEnd()
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 0)
      #expect(try Data(contentsOf: error).isEmpty)
    }
  }

  @Test func aFullDiskIsAFailure() async throws {
    try await Scratch.with { scratch in
      let error = scratch.appending(path: "error")
      let process = try Invocation("list families").process(
        output: scratch.appending(path: "output"), error: error)
      process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
      try await process.runToEnd()
      #expect(process.terminationStatus == 1)
      let line = String(decoding: try Data(contentsOf: error), as: UTF8.self)
      #expect(
        line == "error: cannot write to standard output: No space left on device\n", "\(line)")
    }
  }

  @Test("files of a run do not take the place of a stream that is closed")
  func closedStreams() async throws {
    try await Scratch.with { scratch in
      let study = "\(Package.root.path)/\(Package.fixtures)/study.yaml"
      let explore = "archsim explore \(study) --budget 20 --output"
      let whole = try await Invocation(shell: "\(explore) whole", directory: scratch).run()
      #expect(whole.exitCode == 0, "\(whole.error)")
      let outcome = try await Invocation(shell: "\(explore) mute -q >&-", directory: scratch).run()
      #expect(outcome.exitCode == 1)
      #expect(outcome.error == "error: cannot write to standard output: Bad file descriptor\n")
      _ = try await Invocation(shell: "\(explore) deaf <&- >&- 2>&-", directory: scratch).run()
      for file in ["trials.jsonl", "pareto.csv", "summary.json", "study.yaml"] {
        let expected = try Data(contentsOf: scratch.appending(path: "whole/\(file)"))
        for name in ["mute", "deaf"] {
          let found = try Data(contentsOf: scratch.appending(path: "\(name)/\(file)"))
          #expect(found == expected, "\(name)/\(file)")
        }
      }
    }
  }

  @Test func remarksAreNotResults() async throws {
    let loud = try await Invocation("trace llama2-7b --batch 2").run()
    let quiet = try await Invocation("trace llama2-7b --batch 2 --quiet").run()
    #expect(loud.output == quiet.output)
    #expect(!loud.error.isEmpty)
    #expect(quiet.error.isEmpty)
  }

  @Test func tracesReadBackAsTheyWereWritten() async throws {
    try await Scratch.with { scratch in
      let file = scratch.appending(path: "trace.csv")
      let line = "trace llama3.1-8b --quantization w4a8kv8-g128 --batch 4 --quiet"
      let printed = try await Invocation(line).run()
      let written = try await Invocation(line + " --output \(file.path)").run()
      #expect(written.output.isEmpty)
      #expect(try Data(contentsOf: file) == Data(printed.output.utf8))
    }
  }

  /// On a screen a run draws one line, over and over, and wipes it before the results.
  @Test func progressIsDrawnOnAScreenOnly() async throws {
    try await Scratch.with { scratch in
      let run = scratch.appending(path: "run")
      var master: Int32 = -1
      var slave: Int32 = -1
      try #require(openpty(&master, &slave, nil, nil, nil) == 0)
      let process = try Invocation([
        "explore", Package.fixtures + "/study.yaml", "--budget", "2000", "--output", run.path,
      ]).process(
        output: scratch.appending(path: "output"), error: scratch.appending(path: "error"))
      process.standardError = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
      try await process.runToEnd()
      close(slave)
      // The last writer has gone: what the screen got can be read to its end.
      var bytes: [UInt8] = []
      var block = [UInt8](repeating: 0, count: 4096)
      while case let count = read(master, &block, block.count), count > 0 {
        bytes += block[..<count]
      }
      close(master)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(process.terminationStatus == 0)
      #expect(text.contains("of 2,000 trials"), "\(text)")
      #expect(text.contains("/s  "), "\(text)")
      #expect(text.contains(" left"), "\(text)")
      #expect(!text.contains("\u{1B}"), "no control codes")
    }
  }
}
