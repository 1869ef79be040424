import ArchSim
import Testing

@testable import ArchSimStudy

struct DocumentationTests {
  /// The fenced blocks of a page in one language.
  static func blocks(_ page: String, _ language: String) throws -> [String] {
    let bytes = try TextFile.read(Repository.path("docs/formats/\(page).md"))
    var blocks: [String] = []
    var current: [Substring]?
    for line in String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
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

  @Test("the examples of hardware.md are read")
  func hardware() throws {
    let blocks = try Self.blocks("hardware", "yaml")
    #expect(blocks.count == 4)
    for block in blocks {
      let design = try HardwareFile.parse(
        Array(block.utf8), file: Repository.path("Configs/hardware/example.yaml"))
      #expect(design.setCount > 3)
      #expect((design.price == nil) == !block.contains("price:"))
    }
  }

  @Test("the examples of cluster.md are read, and so is the plan it names")
  func cluster() throws {
    let blocks = try Self.blocks("cluster", "yaml")
    #expect(blocks.count == 4)
    func value(_ block: String, as folder: String) throws -> YAMLValue {
      try YAMLReader.parse(
        Array(block.utf8), file: Repository.path("Configs/\(folder)/example.yaml"), what: "example")
    }
    let file = Repository.path("Configs/clusters/example.yaml")
    let one = try ClusterFile.parse(Array(blocks[0].utf8), file: file)
    #expect(one.name == "4×8×H100" && one.deviceCount == 32)
    let two = try ClusterFile.parse(Array(blocks[1].utf8), file: file)
    #expect(two.name == "8×H100 and 8×A100" && two.deviceCount == 16)
    _ = try ServingPlan(parsing: "prefill:h100=tp4.dp2 + decode:a100=tp8", for: two)
    let device = try DeviceFile.device(
      value(blocks[2], as: "devices"), families: AcceleratorFamilies.builtIn)
    #expect(device.name == "H100-SXM-80GB")
    #expect(try LinkFile.link(value(blocks[3], as: "links")).name == "NVLink 4")
  }

  @Test("the examples of study.md are read")
  func study() throws {
    let blocks = try Self.blocks("study", "yaml")
    #expect(blocks.count == 6)
    for block in blocks where block.hasPrefix("study:") || block.hasPrefix("extends:") {
      let study = try StudyText.parse(block)
      #expect(study.name.hasSuffix("-example"))
    }
  }

  @Test("the examples of accuracy.md and of the accuracy of study.md are read")
  func accuracy() throws {
    let blocks = try Self.blocks("accuracy", "csv")
    #expect(blocks.count == 2)
    let table = try AccuracyTable(parsing: Array(blocks[0].utf8), file: "example.csv")
    #expect(table.rows.count == 3 && table.rows.filter(\.isVerified).count == 2)
    let scratch = try Scratch("documentation-accuracy")
    let file = try scratch.write(blocks[1], to: "measured.csv")
    let example = try Self.blocks("study", "yaml").first { $0.hasPrefix("accuracy:") }
    let accuracy = try #require(example).replacing("measured.csv", with: file)
    let study = try StudyText.parse(
      StudyText.small.replacing(
        "space:\n", with: "\(accuracy)space:\n  workload.quantization: [mixed]\n")
    )
    let mixed = try #require(study.workload.schemes.first { $0.text == "mixed" })
    #expect(mixed.perplexity > 5.47)
  }

  @Test("a workload of traces counts its repeats, tokens and phases")
  func traces() async throws {
    let scratch = try Scratch("traces")
    let trace = """
      name,op,m,k,n,batch,weights,activations,output,group,repeat
      proj,gemm,8,64,64,1,int8,int8,int8,0,2

      """
    try scratch.write("# phase: prefill\n" + trace, to: "a.csv")
    try scratch.write("# phase: decode\n" + trace, to: "b.csv")
    let file = try scratch.write(
      """
      study: traces
      workload: {traces: [{trace: a.csv}, {trace: b.csv, repeat: 10, tokens: 8}]}
      hardware: {family: systolic}
      space: {array.rows: [32, 64]}
      objectives: [minimize latency, maximize tokens_per_second]

      """, to: "study.yaml")
    let study = try StudyFile.read(file)
    let result = try await StudyRunner(study, output: scratch.path + "/run").run()
    #expect(result.trials.count == 2)
    for trial in result.trials {
      let prefill = try #require(trial.metric("prefill_latency"))
      #expect(trial.metric("tpot") == prefill)
      let decode = try #require(trial.metric("decode_latency"))
      #expect((decode - 10 * prefill).magnitude < 1e-12 * decode)
      let rate = try #require(trial.metric("tokens_per_second"))
      #expect((rate - 80 / (prefill + decode)).magnitude < 1e-9 * rate)
    }
    let again = try StudyFile.read(scratch.path + "/run/study.yaml")
    #expect(StudyFile.text(again) == StudyFile.text(study))
  }

  @Test("the journal's example in run-directory.md is what journals look like")
  func journal() throws {
    let lines = try Self.blocks("run-directory", "json")[0].split(separator: "\n")
    #expect(lines.count == 3)
    let study = try StudyText.parse(
      StudyText.changed("  dataflow: [os, ws, is]\n", "").replacing(
        "power <= 6 W", with: "area <= 25 mm2"))
    for line in lines {
      let value = try JSONParser.parse(Array(line.utf8), file: "example")
      for member in try value.require("point").requireObject("point") {
        #expect(study.space.parameters.contains { $0.name == member.name }, "\(member.name)")
      }
    }
    let violated = try JSONParser.parse(Array(lines[1].utf8), file: "example")
      .require("violated").requireArray("violated")
    #expect(try violated.map { try $0.requireString("violated") } == study.constraints.map(\.text))
  }
}
