import ArchSim
import Testing

@testable import ArchSimStudy

/// Studies as text, each a change of one that is right.
enum StudyText {
  static let workload = """
    workload:
      model: models/llama2-7b.json
      quantization: w8a8kv8
      batch: 2
      prompt: 64
      output: 16

    """
  static let space = """
    space:
      array.rows: [16, 32, 64]
      array.columns: {powers: {from: 16, to: 128}}
      clock: {from: 300 MHz, to: 500 MHz, step: 100 MHz}
      dataflow: [os, ws, is]

    """
  static let small =
    "study: small\n" + workload + "hardware: hardware/systolic-28nm.yaml\n" + space
      + """
      objectives: [minimize latency, minimize area]
      constraints: [power <= 6 W]
      search: {algorithm: genetic, budget: 60, seed: 3, population: 12}

      """

  /// Parses as if the text were a file of Configs.
  static func parse(_ text: String) throws(Diagnostic) -> Study {
    try StudyFile.parse(Array(text.utf8), file: Repository.path("Configs/t.yaml"))
  }

  /// `small` with one line or part of it replaced.
  static func changed(_ old: String, _ new: String) -> String {
    precondition(small.contains(old), "\(old) is not in the study")
    return small.replacing(old, with: new)
  }
}

struct StudyFileTests {
  static let files: [String] = {
    let names = (try? TextFile.listDirectory(Repository.path("Configs"))) ?? []
    return names.filter {
      $0.hasSuffix(".yaml") && !$0.hasPrefix("compare-") && !$0.hasPrefix("plan-")
    }
  }()

  @Test("every study of Configs is read", arguments: files)
  func configs(_ name: String) throws {
    let study = try StudyFile.read(Repository.path("Configs/\(name)"))
    #expect(study.warnings.isEmpty)
    #expect(study.space.search.cardinality.map { $0 > 100 } ?? true)
  }

  @Test("what is written complete reads back as the same study", arguments: files + ["small"])
  func roundTrip(_ name: String) throws {
    let study =
      name == "small"
      ? try StudyText.parse(StudyText.small)
      : try StudyFile.read(Repository.path("Configs/\(name)"))
    let scratch = try Scratch("round-trip-\(name)")
    try TextFile.createDirectories(scratch.path + "/inputs")
    for input in study.workload.inputs {
      try TextFile.writeAtomically(input.bytes, to: "\(scratch.path)/\(input.name)")
    }
    let text = StudyFile.text(study)
    let again = try StudyFile.read(try scratch.write(text, to: "study.yaml"))
    #expect(StudyFile.text(again) == text)
    #expect(again.hardware.values == study.hardware.values)
    #expect(again.space.search == study.space.search)
    #expect(again.space.parameters == study.space.parameters)
    #expect(again.objectives == study.objectives)
    #expect(again.constraints == study.constraints)
    #expect(again.search == study.search)
    #expect(again.baselines.map(\.hardware.values) == study.baselines.map(\.hardware.values))
  }

  @Test("a resolved study keeps continuous ranges, conditions and choices exactly")
  func exactRanges() throws {
    let study = try StudyText.parse(
      StudyText.changed(
        "  dataflow: [os, ws, is]\n",
        """
          dram.bandwidth: {from: 33.3333333333333 GB/s, to: 1.1 TB/s, scale: log}
          pe.kind: [multiplier, composable]
          pe.narrowest: {values: [2, 4], when: {pe.kind: composable}}
          "a: b": {choices: {"x y": {dataflow: os}, z: {dataflow: ws, counting: overlapped}}}

        """))
    #expect(study.space.search.cardinality == nil)
    let scratch = try Scratch("exact-ranges")
    try TextFile.createDirectories(scratch.path + "/inputs")
    for input in study.workload.inputs {
      try TextFile.writeAtomically(input.bytes, to: "\(scratch.path)/\(input.name)")
    }
    let text = StudyFile.text(study)
    let again = try StudyFile.read(try scratch.write(text, to: "study.yaml"))
    #expect(again.space.search == study.space.search, "\(text)")
    #expect(again.space.parameters == study.space.parameters, "\(text)")
  }

  @Test(
    "without a scheme, a study takes that of the checkpoint",
    arguments: [
      ("llama2-7b", "fp16"), ("bitnet-b1.58-3b", "wternary"), ("qwen3-30b-a3b-fp8", "fp8.e4m3"),
      ("llama3.1-70b-fp8", "kvfp8.e4m3"),
    ])
  func checkpointScheme(_ model: String, _ expected: String) throws {
    let study = try StudyText.parse(
      StudyText.changed("  quantization: w8a8kv8\n", "").replacing("llama2-7b", with: model))
    let scheme = study.workload.schemes[0]
    #expect(scheme.text.contains(expected), "\(scheme.text)")
    // What is written down reads back as the same scheme.
    #expect(try QuantizationScheme(parsing: scheme.text) == scheme.scheme)
    #expect(StudyFile.text(study).contains("quantization: "))
  }

  @Test("a step is a list of levels without the noise of binary fractions")
  func steps() throws {
    let study = try StudyText.parse(
      StudyText.changed(
        "clock: {from: 300 MHz, to: 500 MHz, step: 100 MHz}",
        "technology.voltage: {from: 0.7 V, to: 1 V, step: 0.05 V}"))
    let domain = study.space.search.parameters[2].domain
    #expect(domain == .ordinal([0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1]))
  }

  @Test("a study extends another: maps merge, parameters of the space are replaced whole")
  func inheritance() throws {
    let scratch = try Scratch("study-extends")
    let base = Repository.path("Configs/systolic.yaml")
    let study = try StudyFile.read(
      try scratch.write(
        """
        extends: \(base)
        study: child
        workload: {batch: 1}
        space:
          array.rows: [8]
        search: {seed: 9}

        """, to: "child.yaml"))
    #expect(study.name == "child")
    #expect(study.workload.base.batch == 1)
    #expect(study.workload.base.prompt == 512)  // of the base
    #expect(study.space.search.parameters[1].domain == .ordinal([8]))
    #expect(study.search.seed == 9)
    #expect(study.search.budget == 400)  // of the base
  }

  static let errors: [(text: String, expected: String)] = [
    (
      StudyText.changed("study: small", "study: ../evil"),
      "1:8: error: the name of a study becomes a folder's: expected letters, digits, '.', '-' "
        + "and '_', found '../evil'"
    ),
    (
      StudyText.changed("hardware:", "hardwear:"),
      "8:1: error: unknown key 'hardwear' in this study (did you mean 'hardware'?)"
    ),
    (StudyText.changed("study: small\n", ""), "1:1: error: missing 'study' in this study"),
    (
      StudyText.changed("  batch: 2", "  bach: 2"),
      "5:3: error: unknown key 'bach' in 'workload' (did you mean 'batch'?)"
    ),
    (
      StudyText.changed("  batch: 2", "  batch: 0"),
      "5:10: error: 'batch' is 0, expected at least 1"
    ),
    (
      StudyText.changed("  batch: 2", "  batch: 9223372036854775807"),
      "3:3: error: a batch of 9223372036854775807 with 64 tokens is more than 2^40 tokens"
    ),
    (
      StudyText.changed("  batch: 2", "  batch: 99999999999999999999"),
      "5:10: error: expected a whole number for 'batch', found '99999999999999999999'"
    ),
    (
      StudyText.changed("w8a8kv8", "w8a8kv8-g"),
      "4:17: error: unexpected 'g' in quantization scheme 'w8a8kv8-g' (schemes are written "
        + "w4a8kv8-g128, w4a16-g128-zp, wmxfp4-abf16-kvfp8.e4m3 or fp16)"
    ),
    (
      StudyText.changed("hardware/systolic-28nm.yaml", "hardware/no.yaml"),
      "8:11: error: there is no hardware file 'hardware/no.yaml'"
    ),
    (
      StudyText.changed("array.rows: [16, 32, 64]", "array.row: [16, 32, 64]"),
      "10:3: error: unknown parameter 'array.row' of systolic (did you mean 'array.rows'?)"
    ),
    (
      StudyText.changed("[16, 32, 64]", "[16, 32, 9999]"),
      "10:24: error: 'array.rows' is 9999, expected 1 to 4096"
    ),
    (
      StudyText.changed("[16, 32, 64]", "[16, 32, 16]"),
      "10:24: error: '16' is listed twice"
    ),
    (
      StudyText.changed("[16, 32, 64]", "[]"),
      "10:15: error: 'array.rows' has nothing to choose from"
    ),
    (
      StudyText.changed("[16, 32, 64]", "64"),
      "10:15: error: expected a map of keys and values for 'array.rows', found '64'"
    ),
    (
      StudyText.changed("from: 16, to: 128", "from: 128, to: 16"),
      "11:34: error: empty range for 'array.columns': from 128 to 16"
    ),
    (
      StudyText.changed("powers: {from: 16, to: 128}", "powers: {from: 16, to: 128}, values: [1]"),
      "11:18: error: expected 'values', 'powers' or 'from' and 'to' for 'array.columns', found "
        + "'values' and 'powers'"
    ),
    (
      StudyText.changed("step: 100 MHz", "step: 100"),
      "12:45: error: 'step' needs a unit, found '100' (write 100 MHz)"
    ),
    (
      StudyText.changed("step: 100 MHz", "step: -1 MHz"),
      "12:45: error: expected a step above zero"
    ),
    (
      StudyText.changed("step: 100 MHz", "step: 1 Hz"),
      "12:45: error: expected at most 100000 steps, found 2e+08 "
        + "(leave 'step' out for a continuous range)"
    ),
    (
      StudyText.changed("step: 100 MHz", "scale: log2"),
      "12:46: error: expected linear or log for 'scale', found 'log2'"
    ),
    (
      StudyText.changed("[os, ws, is]", "[os, sw, is]"),
      "13:18: error: unknown value 'sw' for 'dataflow' (did you mean 'ws'?)"
    ),
    (
      StudyText.changed("dataflow: [os, ws, is]", "dataflow: {from: 1, to: 3}"),
      "13:13: error: expected a list of names for 'dataflow' (write dataflow: [os, ws, is])"
    ),
    (
      StudyText.changed("dataflow: [os, ws, is]", "v: {choices: {a: {clock: 1 GHz}}}"),
      "13:3: error: 'v' and 'clock' both choose 'clock'"
    ),
    (
      StudyText.changed(
        "dataflow: [os, ws, is]", "memory: {values: [ideal], when: {dataflw: os}}"),
      "13:36: error: 'when' must name a parameter that comes earlier in the space, "
        + "found 'dataflw'"
    ),
    (
      StudyText.changed(
        "dataflow: [os, ws, is]", "memory: {values: [ideal], when: {array.rows: 7}}"),
      "13:3: error: memory: the condition allows no value that its parameter can take"
    ),
    (
      StudyText.changed("minimize latency", "minimise latency"),
      "14:14: error: expected minimize, maximize or target, found 'minimise' (did you mean 'minimize'?)"
    ),
    (
      StudyText.changed("minimize latency", "minimize latncy"),
      "14:14: error: unknown metric 'latncy' (did you mean 'latency'?)"
    ),
    (
      StudyText.changed("minimize latency", "latency"),
      "14:14: error: expected an objective such as 'minimize latency', found 'latency'"
    ),
    (
      StudyText.changed("minimize latency", "minimize area"),
      "14:29: error: 'area' is an objective already"
    ),
    (
      StudyText.changed("[minimize latency, minimize area]", "[]"),
      "14:13: error: expected at least one objective, such as 'minimize latency'"
    ),
    (
      StudyText.changed("  output: 16", "  output: 0").replacing(
        "minimize latency", with: "minimize tpot"),
      "14:14: error: 'tpot' needs a decode phase in the workload"
    ),
    (
      StudyText.changed("power <= 6 W", "power <= 6"),
      "15:15: error: 'power' needs a unit, found '6' (write 6 W)"
    ),
    (
      StudyText.changed("power <= 6 W", "power =< 6 W"),
      "15:15: error: expected one of <=, >=, <, > in a constraint, found '=<'"
    ),
    (
      StudyText.changed("power <= 6 W", "power <= -1 W"),
      "15:15: error: 'power <= -1 W' can never hold: power is never negative"
    ),
    (
      StudyText.changed("power <= 6 W", "area <= 5 mm2, area >= 10 mm2"),
      "15:30: error: 'area >= 10 mm2' contradicts 'area <= 5 mm2'"
    ),
    (
      StudyText.changed("algorithm: genetic", "algorithm: genetics"),
      "16:21: error: unknown algorithm 'genetics' (did you mean 'genetic'?)"
    ),
    (
      StudyText.changed("budget: 60", "budget: 1e3"),
      "16:38: error: expected a whole number for 'budget', found '1e3'"
    ),
    (
      StudyText.changed("population: 12", "populaton: 12"),
      "16:51: error: unknown key 'populaton' in 'search' for genetic (did you mean 'population'?)"
    ),
    (
      StudyText.changed("population: 12", "population: 1"),
      "16:63: error: 'population' is 1, expected 2 to 100000"
    ),
    (
      StudyText.small
        + "baselines: [{name: x, hardware: hardware/int8-28nm.yaml, equal_area: yes}]\n",
      "17:70: error: expected true or false for 'equal_area', found 'yes'"
    ),
    (
      StudyText.small
        + "baselines: [{name: x, hardware: hardware/int8-28nm.yaml, keep: [clock]}]\n",
      "17:64: error: 'keep' is for baselines of equal area: others keep everything"
    ),
  ]

  @Test("a mistake is one line with its place, what was found and what to do", arguments: errors)
  func mistakes(_ text: String, _ expected: String) {
    let found = diagnosticText { () throws(Diagnostic) in try StudyText.parse(text) }
    let file = Repository.path("Configs/t.yaml:")
    #expect(found.map { $0.replacing(file, with: "") } == expected)
  }

  @Test("--set changes the template, but not what the space chooses")
  func assignments() throws {
    var study = try StudyText.parse(StudyText.small)
    try study.set("buffer.weights=64 KiB")
    #expect(study.hardware.text(of: "buffer.weights") == "64 KiB")
    let found = diagnosticText { () throws(Diagnostic) in try study.set("clock=1 GHz") }
    #expect(
      found
        == "--set clock=1 GHz: error: the space of this study chooses 'clock' itself, under 'clock'"
    )
  }
}
