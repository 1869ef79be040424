import ArchSim
import Foundation
import Testing

@testable import CustomModelExample

@Suite("docs/custom-model.md is code that runs")
struct CustomModelTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The fenced blocks of the page in one language.
  static func blocks(_ language: String) throws -> [String] {
    let page = try String(contentsOf: root.appending(path: "docs/custom-model.md"), encoding: .utf8)
    var blocks: [String] = []
    var current: [Substring]?
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```\(language)" {
        current = []
      } else if line == "```" {
        if let lines = current { blocks.append(lines.joined(separator: "\n") + "\n") }
        current = nil
      } else {
        current?.append(line)
      }
    }
    return blocks
  }

  static func file(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: "Tests/\(path)"), encoding: .utf8)
  }

  static func lines(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }

  @Test("its blocks are the files that are compiled, byte for byte, and short")
  func blocks() throws {
    let swift = try Self.blocks("swift")
    try #require(swift.count == 4)
    #expect(swift[0] == (try Self.file("CustomModelExample/BitSerialArray.swift")))
    #expect(swift[1] == (try Self.file("CustomModelExample/main.swift")))
    #expect(swift[2] == (try Self.file("ArchSimTestingTests/BitSerialArrayTests.swift")))
    #expect(swift[3].contains(".package(path: \"../archsim\")"))
    #expect(try Self.blocks("yaml") == [Self.file("CustomModelExample/study.yaml")])
    #expect(Self.lines(swift[0]) <= 60)
    #expect(Self.lines(swift[1]) <= 15)
  }

  @Test("its program explores the model and prints a front")
  func run() throws {
    let binary = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "CustomModelExample")
    let output = FileManager.default.temporaryDirectory
      .appending(path: "archsim-custom-model-\(UUID().uuidString)")
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = binary
    process.arguments = ["Tests/CustomModelExample/study.yaml"]
    process.currentDirectoryURL = Self.root
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let front = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
    #expect(!front.isEmpty)
    for line in front {
      #expect(line.contains("array.rows=") && line.contains("latency="), "\(line)")
      #expect(!line.contains("nan"), "\(line)")
    }
  }

  @Test("a product takes cycles by its weights' bits", arguments: 1...8)
  func bits(_ bits: Int) throws {
    // 64 × 64 × 64 on 32 × 32 elements of 16 lanes: 2 · 2 folds of 4 steps a bit.
    let operation = Operator(
      .gemm, m: 64, k: 64, n: 64, weights: TensorQuantization(.int(bits)), activations: .int8,
      output: .int8)
    let family = AcceleratorFamily(BitSerialArray.self)
    var values = family.defaultValues
    values[try #require(family.position(of: "dram.bandwidth"))] = 1e13
    let trace = LayerTrace(name: "one", rows: [TraceRow(name: "one", operation: operation)])
    let cost = try #require(try family.explain(values, on: FoldedTrace(trace)).first).cost
    #expect(cost.cycles == 16 * bits)
    #expect(cost.stallCycles == 0)
    #expect(cost.utilization == 1.0)
  }
}
