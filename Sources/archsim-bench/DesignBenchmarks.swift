import ArchSim

/// How fast designs are costed: the inner loop with nothing around it.
struct DesignBenchmarks {
  private let decode: FoldedTrace
  private let prefill: FoldedTrace

  init() throws {
    let file = "Configs/models/llama2-7b.json"
    let model = try ModelArchitecture(
      config: JSONParser.parse(TextFile.read(file), file: file))
    let scheme = try QuantizationScheme(parsing: "w4a8kv8-g128+lmhead=int8")
    decode = FoldedTrace(
      try model.trace(phase: .decode, scheme: scheme, batch: 8, context: 2048))
    prefill = FoldedTrace(
      try model.trace(phase: .prefill, scheme: scheme, batch: 1, context: 512))
  }

  func run() throws -> [Measurement] {
    var rows: [Measurement] = []
    for family in AcceleratorFamilies.builtIn {
      let designs = designs(of: family)
      var totals: [ReplayTotals] = []
      let prepare = try seconds(designs.count) {
        for values in designs { _ = try family.evaluate(values, on: [], totals: &totals) }
      }
      rows.append(row("\(family.name): prepare a design", prepare * 1e9, "ns"))
      for (name, traces, label) in [
        ("decode", [decode], "Llama-2-7B decode"), ("both", [prefill, decode], "prefill + decode"),
      ] {
        let operators = traces.reduce(0) { $0 + $1.operators.count }
        let all = try seconds(designs.count) {
          for values in designs { _ = try family.evaluate(values, on: traces, totals: &totals) }
        }
        rows.append(
          row("\(family.name): \(label), \(operators) operators, a design", all * 1e6, "us"))
        rows.append(
          row(
            "\(family.name): an operator of \(name)", (all - prepare) * 1e9 / Double(operators),
            "ns"))
        rows.append(row("\(family.name): designs a second and core, \(name)", 1 / all, "1/s"))
      }
    }
    return rows
  }

  private func row(_ name: String, _ value: Double, _ unit: String) -> Measurement {
    Measurement(name: name, value: value, unit: unit)
  }

  private func seconds(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
    try bestSeconds(body) / Double(count)
  }

  /// MixPE designs of many shapes, so that no branch is learnt by heart.
  private func designs(of family: AcceleratorFamily) -> [[Double]] {
    var random = SplitMix64(seed: 7)
    return (0..<1000).map { _ in
      var values = family.defaultValues
      set(&values, family, "pe.kind", 1)
      set(&values, family, "dequantization", 1)
      set(&values, family, "pe.weights", 3)
      set(&values, family, "array.rows", Double(16 << random.integer(below: 4)))
      set(&values, family, "array.columns", Double(16 << random.integer(below: 4)))
      for buffer in ["weights", "activations", "outputs"] {
        set(&values, family, "buffer.\(buffer)", Double(65_536 << random.integer(below: 4)))
      }
      return values
    }
  }

  private func set(
    _ values: inout [Double], _ family: AcceleratorFamily, _ name: String, _ value: Double
  ) {
    guard let position = family.position(of: name) else { return }
    values[position] = value
  }
}
