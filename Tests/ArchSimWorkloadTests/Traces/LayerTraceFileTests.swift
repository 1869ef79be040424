import ArchSimText
import ArchSimWorkload
import Testing

@Suite struct LayerTraceFileTests {
  private func parse(_ text: String, file: String = "t.csv") throws -> LayerTrace {
    try LayerTrace.parse(bytes: Array(text.utf8), file: file)
  }

  private static let header = LayerTrace.columns.joined(separator: ",")

  @Test func readsTheDocumentedColumns() throws {
    let trace = try parse(
      """
      # name: tiny
      # phase: decode
      # made by hand
      \(Self.header)
      q_proj,gemm,8,4096,4096,1,int4,int8,fp16,128,32
      """)
    #expect(trace.name == "tiny")
    #expect(trace.phase == .decode)
    #expect(trace.notes == ["made by hand"])
    let expected = Operator(
      .gemm, m: 8, k: 4096, n: 4096, weights: TensorQuantization(.int4, groupSize: 128),
      activations: .int8, output: .fp16)
    #expect(trace.rows == [TraceRow(name: "q_proj", operation: expected, repeatCount: 32)])
  }

  @Test func aRoundTripIsTheIdentity() throws {
    for name in TraceGenerationTests.models {
      for scheme in ["w4a8kv8-g128-zp", "wmxfp4-abf16-kvfp8.e4m3", "wnvfp4-anvfp4-s8"] {
        for phase in Phase.allCases {
          var trace = try shippedModel(name).trace(
            phase: phase, scheme: QuantizationScheme(parsing: scheme), batch: 3, context: 77)
          trace.notes = ["scheme \(scheme)", "", "  a note, with a comma"]
          let back = try parse(trace.csvText)
          #expect(back == trace, "\(name) \(scheme) \(phase)")
        }
      }
    }
  }

  @Test func randomTracesSurviveARoundTrip() throws {
    var random = TestRandom(state: 11)
    let names = ["a", "with, comma", "with \"quotes\"", "# hash", "é", " spaces ", "two\nlines"]
    let formats: [NumberFormat] = [.int4, .mxfp4, .fp8E4M3, .ternary, .bf16, .uint(3)]
    func any<T>(_ values: [T]) throws -> T { try #require(values.randomElement(using: &random)) }
    for trial in 0..<200 {
      var trace = LayerTrace(name: "t\(trial)", phase: try any([nil, .prefill, .decode]), rows: [])
      for _ in 0...Int.random(in: 0...8, using: &random) {
        let operation = Operator(
          try any(OperatorKind.allCases), m: Int.random(in: 1...9999, using: &random),
          k: Int.random(in: 1...99, using: &random), n: Int.random(in: 1...99_999, using: &random),
          batch: Int.random(in: 1...64, using: &random),
          weights: TensorQuantization(
            try any(formats), groupSize: try any([0, 64, 128]), scaleBits: try any([8, 16]),
            hasZeroPoint: Bool.random(using: &random)),
          activations: try any(formats), output: try any(formats),
          fusion: Fusion(rawValue: UInt8.random(in: 0...7, using: &random)))
        trace.rows.append(
          TraceRow(
            name: try any(names), operation: operation,
            repeatCount: Int.random(in: 1...99, using: &random)))
      }
      let back = try parse(trace.csvText)
      #expect(back == trace, "seed 11, trial \(trial)")
    }
  }

  /// SCALE-Sim's GEMM topologies: M, N, K in this order and a comma at the end of each line.
  @Test func readsTopologiesOfScaleSim() throws {
    let trace = try parse(
      "Layer, M, N, K,\nGEMM1, 128, 64, 256,\nGEMM2, 1, 1000, 2048,\n", file: "x/gemms.csv")
    #expect(trace.name == "gemms")
    #expect(trace.rows.map(\.name) == ["GEMM1", "GEMM2"])
    let shapes = trace.rows.map { [$0.operation.m, $0.operation.k, $0.operation.n] }
    #expect(shapes == [[128, 256, 64], [1, 2048, 1000]])
    #expect(trace.rows.allSatisfy { $0.operation.weights == TensorQuantization(.int8) })
    let half = try LayerTrace.parse(
      bytes: Array("Layer,M,N,K\na,1,2,3\n".utf8), file: "a.csv",
      scheme: QuantizationScheme(uniform: .fp16))
    #expect(half.rows[0].operation.activations == .fp16)
  }

  @Test func linesMayEndAsOnWindows() throws {
    let row = "a,norm,1,1,8,1,fp16,fp16,fp16,0,1"
    let text = "# name: w\r\n# phase: prefill\r\n\(Self.header)\r\n\(row)\r\n"
    let trace = try parse(text)
    #expect(trace.name == "w")
    #expect(trace.phase == .prefill)
  }

  @Test(arguments: [
    ("a,gem,1,1,1,1,int4,int8,fp16,0,1", "2:3: error: unknown operator 'gem'", "'gemm'"),
    ("a,gemm,0,1,1,1,int4,int8,fp16,0,1", "2:8: error: 'm' is 0, expected at least 1", ""),
    ("a,gemm,1,-1,1,1,int4,int8,fp16,0,1", "2:10: error: 'k' is -1", ""),
    ("a,gemm,1,1.5,1,1,int4,int8,fp16,0,1", "2:10: error: expected an integer for 'k'", ""),
    ("a,gemm,1,1,x,1,int4,int8,fp16,0,1", "2:12: error: expected an integer for 'n'", ""),
    ("a,gemm,1,1,1,1,itn4,int8,fp16,0,1", "2:16: error: unknown number format 'itn4'", "'int4'"),
    ("a,gemm,1,1,1,1,int4,int8,fp16,-1,1", "2:31: error: 'group' is -1", ""),
    ("a,gemm,1,1,1,1,int4,int8,fp16,0,0", "2:33: error: 'repeat' is 0", ""),
    ("a,gemm,1,1,1,1,int4,int8,fp16,0", "2: error: expected 11 fields", ""),
    (
      "a,gemm,9999999,9999999,9999999,1,int4,int8,fp16,0,1", "2:8: error: m·k·n·batch·repeat", ""
    ),
    ("a,gemm,99999999999999999999,1,1,1,int4,int8,fp16,0,1", "2:8: error: expected an integer", ""),
  ])
  func mistakesInRowsHaveAPlace(row: String, start: String, hint: String) {
    let message = diagnosis { _ = try parse("\(Self.header)\n\(row)\n") }
    #expect(message.hasPrefix("t.csv:\(start)"), "\(message)")
    #expect(message.contains(hint), "\(message)")
  }

  @Test(arguments: [
    ("", "t.csv:1: error: expected a line with the names"),
    ("name,op,m\n", "t.csv:1:1: error: missing column 'k'"),
    ("name,op,m,k,n,batch,weight,activations,output,group,repeat\n", "did you mean 'weights'?"),
    (LayerTrace.columns.joined(separator: ",") + "\n", "t.csv:1: error: this layer trace has no"),
    ("Layer,M,K,N\na,1,2,3\n", "only GEMMs are read"),
    ("Layer name, IFMAP Height,\na,1,\n", "only GEMMs are read"),
    ("Layer,M,N,K\na,1,0,3\n", "t.csv:2:5: error: 'N' is 0"),
    (
      "# phase: decoding\n" + LayerTrace.columns.joined(separator: ",")
        + "\na,norm,1,1,8,1,fp16,fp16,fp16,0,1\n",
      "t.csv:1:10: error: unknown phase 'decoding'"
    ),
  ])
  func mistakesInFilesAreNamed(text: String, part: String) {
    let message = diagnosis { _ = try parse(text) }
    #expect(message.contains(part), "\(message)")
  }

  @Test func tracesWithoutAnEndAreRefused() throws {
    let rows = String(repeating: "a,1,1,1\n", count: LayerTrace.rowLimit + 1)
    let message = diagnosis { _ = try parse("Layer,M,N,K\n" + rows) }
    #expect(
      message.hasPrefix(
        "t.csv: error: expected a layer trace of at most 100,000 rows, found 100,001"),
      "\(message)")
  }

  /// The traces in the repository are what the product makes today.
  @Test(arguments: [
    ("llama2-7b", Phase.prefill, 1), ("llama2-7b", .decode, 8), ("mixtral-8x7b", .prefill, 1),
    ("mixtral-8x7b", .decode, 8),
  ])
  func shippedTracesAreUpToDate(model: String, phase: Phase, batch: Int) throws {
    let name = "\(model)-\(phase.rawValue)"
    var trace = try shippedModel(model).trace(
      phase: phase, scheme: QuantizationScheme(parsing: "w4a8kv8-g128"), batch: batch,
      context: 2048, options: TraceOptions(name: name))
    trace.notes = ["\(model), w4a8kv8-g128, batch \(batch), context 2048"]
    let path = "Traces/layers/\(name).csv"
    if environmentAsksToRecord() {
      try TextFile.writeAtomically(Array(trace.csvText.utf8), to: "\(projectFolder)/\(path)")
    }
    let text = String(decoding: try projectFile(path), as: UTF8.self)
    #expect(text == trace.csvText, "\(path): run the tests with ARCHSIM_RECORD=1 to write it anew")
    #expect(try parse(text, file: path) == trace)
  }
}
