import Foundation
import Testing

/// Traces made from models.
@Suite struct TraceTests {
  private static func rows(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") }
  }

  /// What a checkpoint's own recipe is said to be is a scheme that gives the same trace.
  @Test(arguments: [
    "bitnet-b1.58-3b", "deepseek-v3", "gpt-oss-120b", "llama3.1-70b-fp8", "qwen3-30b-a3b-fp8",
  ])
  func theSchemeOfACheckpointCanBeGivenAsWell(model: String) async throws {
    let own = try await Invocation("trace \(model) --batch 3 --context 100").run()
    #expect(own.exitCode == 0, "\(own.error)")
    let remark = try #require(own.error.split(separator: "\n").last)
    let scheme = try #require(remark.components(separatedBy: ": quantized as ").last)
    #expect(remark.hasPrefix("Configs/models/\(model)."), "\(remark)")
    let given = try await Invocation([
      "trace", model, "--batch", "3", "--context", "100", "--quantization", scheme, "--quiet",
    ]).run()
    #expect(given.exitCode == 0, "\(given.error)")
    #expect(Self.rows(given.output) == Self.rows(own.output))
    #expect(Self.rows(own.output).count > 5)
  }

  @Test func aDirectoryWithAConfigurationIsAModel() async throws {
    try await Scratch.with { scratch in
      let directory = scratch.appending(path: "my-llama")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Package.root.appending(path: "Configs/models/llama2-7b.json"),
        to: directory.appending(path: "config.json"))
      let byName = try await Invocation("trace llama2-7b --quantization w8a8 --quiet").run()
      for argument in [directory.path, directory.path + "/config.json"] {
        let byPath = try await Invocation([
          "trace", argument, "--quantization", "w8a8", "--quiet",
        ]).run()
        #expect(Self.rows(byPath.output) == Self.rows(byName.output), "\(byPath.error)")
        #expect(byPath.output.hasPrefix("# name: my-llama-decode\n"))
      }
    }
  }

  /// Elsewhere there are no shipped models, and the message says so.
  @Test func namesAreLookedUpInTheCurrentDirectory() async throws {
    try await Scratch.with { scratch in
      let outcome = try await Invocation("trace llama2-7b", directory: scratch).run()
      #expect(
        outcome.error == "error: no model 'llama2-7b': there is no directory 'Configs/models' here "
          + "(give the path of a config.json)\n")
      #expect(outcome.exitCode == 2)
      let list = try await Invocation("list models", directory: scratch).run()
      #expect(
        list.error == "error: there is no directory 'Configs/models' here (models are looked up in "
          + "the current directory)\n")
      #expect(list.exitCode == 2)
    }
  }

  @Test func withoutFusionMoreGoesThroughMemory() async throws {
    let fused = try await Invocation("trace llama2-7b --quantization w8a8 --quiet").run()
    let plain = try await Invocation("trace llama2-7b --quantization w8a8 --quiet --no-fusion")
      .run()
    #expect(Self.rows(fused.output).count == Self.rows(plain.output).count)
    #expect(fused.output.contains(",both\n"))
    #expect(!Self.rows(plain.output).contains { $0.hasSuffix(",both") })
  }
}
