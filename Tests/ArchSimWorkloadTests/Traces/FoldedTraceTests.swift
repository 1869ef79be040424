import ArchSimWorkload
import Testing

@Suite struct FoldedTraceTests {
  @Test func foldingKeepsTheWorkAndTheOrder() throws {
    for name in TraceGenerationTests.models {
      let trace = try shippedModel(name).trace(
        phase: .decode, scheme: QuantizationScheme(uniform: .fp16), batch: 5, context: 321)
      let folded = FoldedTrace(trace)
      #expect(Set(folded.operators).count == folded.operators.count)
      #expect(folded.repeats.reduce(0, +) == trace.rows.reduce(0) { $0 + $1.repeatCount })
      #expect(folded.rowIndex.count == trace.rows.count)
      var seen = -1
      for (row, index) in zip(trace.rows, folded.rowIndex) {
        #expect(folded.operators[index] == row.operation)
        #expect(index <= seen + 1, "operators stand in the order of their first appearance")
        seen = max(seen, index)
      }
    }
  }

  @Test func equalProjectionsOfAttentionFold() throws {
    // Query, key and value projections of Llama-2-7B have one shape; in fp16 they are one operator.
    let trace = try shippedModel("llama2-7b").trace(
      phase: .decode, scheme: QuantizationScheme(uniform: .fp16), batch: 1, context: 64)
    let folded = FoldedTrace(trace)
    let square = try #require(
      folded.operators.firstIndex { $0.kind == .gemm && $0.k == 4096 && $0.n == 4096 })
    #expect(folded.repeats[square] == 4 * 32)
  }

  @Test func repeatsSaturate() {
    let row = TraceRow(
      name: "a",
      operation: Operator(
        .gemm, m: 1, n: 1, weights: .init(.int8), activations: .int8, output: .int8),
      repeatCount: .max)
    let folded = FoldedTrace(LayerTrace(name: "x", rows: [row, row]))
    #expect(folded.repeats == [.max])
    #expect(FoldedTrace(LayerTrace(name: "x", rows: [])).operators.isEmpty)
  }
}
