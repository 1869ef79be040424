import ArchSimHardware
import ArchSimReport
import ArchSimText
import ArchSimWorkload
import Testing

@Suite struct ReplayReportTests {
  private static func replay(
    _ family: AcceleratorFamily, notes: [String] = [], phase: Phase? = nil
  ) throws -> ReplayedTrace {
    func gemm(_ n: Int) -> Operator {
      Operator(
        .gemm, m: 8, k: 256, n: n, weights: TensorQuantization(.int8), activations: .int8,
        output: .fp16)
    }
    let trace = LayerTrace(
      name: "test", phase: phase, notes: notes,
      rows: [
        TraceRow(name: "a", operation: gemm(64), repeatCount: 3),
        TraceRow(name: "b", operation: gemm(64), repeatCount: 4),
        TraceRow(name: "c", operation: gemm(4096)),
        TraceRow(
          name: "d",
          operation: Operator(
            .softmax, m: 64, n: 64, weights: TensorQuantization(.fp16), activations: .fp16,
            output: .fp16)),
      ])
    return try ReplayedTrace(trace, on: family, values: family.defaultValues)
  }

  private static func json(_ report: Report) throws -> JSONValue {
    try JSONParser.parse(Array(report.text(as: .json).utf8), file: "report")
  }

  private static func number(_ value: JSONValue, _ path: String...) throws -> Double {
    var value = value
    for name in path { value = try value.require(name) }
    guard case .number(let number, _) = value.content else {
      Issue.record("\(path) is \(value)")
      return .nan
    }
    return number
  }

  @Test(arguments: AcceleratorFamilies.builtIn.map(\.name))
  func totalsAreTheSumsOfTheRows(family name: String) throws {
    let family = try #require(AcceleratorFamilies.builtIn.first { $0.name == name })
    let value = try Self.json(.replay([try Self.replay(family)], hardware: "test"))
    let operators = try value.require("operators").requireArray("operators")
    func sum(_ key: String) throws -> Double {
      try operators.reduce(0) { $0 + (try Self.number($1, key)) }
    }
    let latency = try Self.number(value, "totals", "latency_s")
    let energy = try Self.number(value, "totals", "energy_j")
    #expect(abs(try sum("time_s") / latency - 1) < 1e-12)
    #expect(abs(try sum("energy_j") / energy - 1) < 1e-12)
    #expect(abs(try sum("share") - 1) < 1e-12)
    for component in family.energyComponents {
      let key = "energy_" + component.lowercased().replacing(" ", with: "_") + "_j"
      let part = try value.require("energy").requireArray("energy")
        .first { try $0.require("component").requireString("component") == component }
      let total = try Self.number(try #require(part), "energy_j")
      #expect(abs(try sum(key) - total) <= 1e-12 * energy, "\(component)")
    }
    let power = try Self.number(value, "totals", "power_w")
    #expect(abs(power * latency / energy - 1) < 1e-12)
    // Two operations a multiply-accumulate: 7 · (8·256·64) + 8·256·4096 of them.
    let macs = 7.0 * 8 * 256 * 64 + 8 * 256 * 4096
    #expect(try Self.number(value, "totals", "macs") == macs)
    let operations = try Self.number(value, "totals", "tops")
    #expect(abs(operations * 1e12 * latency / (2 * macs) - 1) < 1e-12)
  }

  @Test func tokensFollowFromPhaseAndNotes() throws {
    let family = try #require(AcceleratorFamilies.builtIn.first)
    let notes = ["batch: 8", "context: 100"]
    #expect(try Self.replay(family, notes: notes, phase: .decode).tokens == 8)
    #expect(try Self.replay(family, notes: notes, phase: .prefill).tokens == 800)
    #expect(try Self.replay(family, notes: ["batch: 8"], phase: .prefill).tokens == nil)
    #expect(try Self.replay(family, notes: notes).tokens == nil)
    #expect(try Self.replay(family, notes: ["batch: -8"], phase: .decode).tokens == nil)
    #expect(
      try Self.replay(
        family, notes: ["batch: \(Int.max)", "context: 2"], phase: .prefill
      ).tokens == nil)
  }

  @Test func tokensAreThoseEmbeddedWhereNotesAreSilent() throws {
    let family = try #require(AcceleratorFamilies.builtIn.first)
    var trace = LayerTrace(
      name: "test", phase: .prefill,
      rows: [
        TraceRow(
          name: "embed_tokens",
          operation: Operator(
            .embedding, m: 77, n: 64, weights: TensorQuantization(.fp16), activations: .fp16,
            output: .fp16))
      ])
    #expect(try ReplayedTrace(trace, on: family, values: family.defaultValues).tokens == 77)
    trace.phase = nil
    #expect(try ReplayedTrace(trace, on: family, values: family.defaultValues).tokens == nil)
  }

  @Test func phasesRunAsOftenAsTheySay() throws {
    let family = try #require(AcceleratorFamilies.builtIn.first)
    let prefill = try Self.replay(family, phase: .prefill)
    var decode = try Self.replay(family, phase: .decode)
    decode.runs = 128
    let value = try Self.json(
      .replay([prefill, decode], hardware: "test", tokens: 1024))
    let phases = try value.require("phases").requireArray("phases")
    #expect(try phases.map { try $0.require("phase").requireString("") } == ["prefill", "decode"])
    let once = try Self.number(phases[0], "latency_s")
    #expect(try Self.number(phases[1], "latency_s") == once * 128)
    #expect(try Self.number(value, "totals", "latency_s") == once + once * 128)
    let energy = try Self.number(value, "totals", "energy_j")
    #expect(try Self.number(value, "totals", "energy_per_token_j") == energy / 1024)
    let operators = try value.require("operators").requireArray("operators")
    #expect(operators.count == 8)
    #expect(try Self.number(operators[4], "repeat") == 3 * 128)
  }

  @Test func aRowThatDoesNotFitIsNamed() throws {
    let family = try #require(AcceleratorFamilies.builtIn.first { $0.name == "tiled-array" })
    var values = family.defaultValues
    let buffer = try #require(family.position(of: "buffer.weights"))
    let rows = try #require(family.position(of: "array.rows"))
    let accounting = try #require(family.position(of: "accounting"))
    // The MixPE simulator pads the reduction to the rows of the array: no tile fits 32 bytes.
    values[buffer] = 64
    values[rows] = 64
    values[accounting] = 1
    let trace = LayerTrace(
      name: "test",
      rows: [
        TraceRow(
          name: "fine",
          operation: Operator(
            .softmax, m: 4, n: 4, weights: TensorQuantization(.fp16), activations: .fp16,
            output: .fp16)),
        TraceRow(
          name: "large",
          operation: Operator(
            .gemm, m: 64, k: 4096, n: 64, weights: TensorQuantization(.int8),
            activations: .int8, output: .fp16)),
      ])
    do throws(InfeasibleReplay) {
      _ = try ReplayedTrace(trace, on: family, values: values)
      Issue.record("it fits")
    } catch {
      #expect(error.row == "large", "\(error)")
      #expect(error.description.hasPrefix("'large' does not run on this design: "))
    }
  }
}
