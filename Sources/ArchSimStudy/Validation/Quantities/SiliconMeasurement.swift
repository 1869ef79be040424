import ArchSimText
import ArchSimWorkload

/// A measured latency, and the operators that were timed.
struct SiliconMeasurement: Sendable {
  let trace: LayerTrace
  let seconds: Double
  let location: SourceLocation

  /// Where a file of measurements has what.
  struct Columns {
    let kind, batch, m, k, n, heads, keyValueHeads, weights, group, activations, microseconds: Int

    init(_ table: CSVTable) throws(Diagnostic) {
      kind = try table.requireColumn(named: "kind")
      batch = try table.requireColumn(named: "batch")
      m = try table.requireColumn(named: "m")
      k = try table.requireColumn(named: "k")
      n = try table.requireColumn(named: "n")
      heads = try table.requireColumn(named: "heads")
      keyValueHeads = try table.requireColumn(named: "kv_heads")
      weights = try table.requireColumn(named: "weights")
      group = try table.requireColumn(named: "group")
      activations = try table.requireColumn(named: "activations")
      microseconds = try table.requireColumn(named: "microseconds")
    }
  }

  init(_ row: CSVRow, _ columns: Columns) throws(Diagnostic) {
    func size(_ column: Int, _ name: String) throws(Diagnostic) -> Int {
      let size = try row.integer(at: column, named: name)
      guard (1...100_000_000).contains(size) else {
        throw Diagnostic(
          "'\(name)' is \(size), expected 1 to 100000000", at: row.location(at: column))
      }
      return size
    }
    func format(_ column: Int, _ name: String) throws(Diagnostic) -> NumberFormat {
      try NumberFormat(
        parsing: try row.text(at: column, named: name), at: row.location(at: column))
    }
    let m = try size(columns.m, "m")
    let k = try size(columns.k, "k")
    let n = try size(columns.n, "n")
    let batch = try size(columns.batch, "batch")
    let group = try row.integer(at: columns.group, named: "group")
    let weights = TensorQuantization(
      try format(columns.weights, "weights"), groupSize: max(0, min(group, 1 << 30)))
    let activations = try format(columns.activations, "activations")
    let kind = try row.text(at: columns.kind, named: "kind")
    var operators: [Operator]
    switch kind {
    case "gemm":
      operators = [
        Operator(
          .gemm, m: m, k: k, n: n, batch: batch, weights: weights, activations: activations,
          output: activations == .fp16 ? .fp16 : .bf16)
      ]
    case "prefill", "decode":
      let keyValueHeads = try size(columns.keyValueHeads, "kv_heads")
      let shape = AttentionShape(
        requests: batch, tokens: m, size: k, context: n,
        heads: try size(columns.heads, "heads"), keyValueHeads: keyValueHeads)
      operators = shape.operators(
        keys: weights, queries: activations, isPrefill: kind == "prefill")
    case "experts":
      operators = Self.experts(batch, rows: m, k: k, n: n, weights, activations)
    default:
      guard let vector = Self.vectorKinds.first(where: { $0.name == kind }) else {
        throw Diagnostic(
          "unknown kind '\(kind.shortened)'", at: row.location(at: columns.kind),
          hint: didYouMean(
            kind, among: ["gemm", "prefill", "decode", "experts"] + Self.vectorKinds.map(\.name)))
      }
      operators = [
        Operator(
          vector.kind, m: m, n: n, batch: batch, weights: weights, activations: activations,
          output: activations)
      ]
    }
    let microseconds = try row.number(at: columns.microseconds, named: "microseconds")
    guard microseconds > 0 else {
      throw Diagnostic("a latency above 0 is needed", at: row.location(at: columns.microseconds))
    }
    seconds = microseconds * 1e-6
    location = row.location(at: columns.kind)
    trace = LayerTrace(
      name: kind, rows: operators.map { TraceRow(name: kind, operation: $0) })
  }

  private static let vectorKinds: [(name: String, kind: OperatorKind)] = [
    ("normalization", .normalization), ("softmax", .softmax), ("rotary", .rotary),
    ("activation", .activation), ("elementwise", .elementwise),
  ]

  /// A layer of gated experts, all with as many rows: routed rows are gathered, go up, through the
  /// activation and down, and are summed.
  private static func experts(
    _ experts: Int, rows: Int, k: Int, n: Int, _ weights: TensorQuantization,
    _ activations: NumberFormat
  ) -> [Operator] {
    func vector(_ kind: OperatorKind, _ width: Int) -> Operator {
      Operator(
        kind, m: rows * experts, n: width, weights: TensorQuantization(.bf16), activations: .bf16,
        output: .bf16)
    }
    func product(_ k: Int, _ n: Int) -> Operator {
      Operator(
        .gemm, m: rows, k: k, n: n, batch: experts, weights: weights, activations: activations,
        output: .bf16)
    }
    return [
      vector(.elementwise, k), product(k, 2 * n), vector(.activation, n), product(n, k),
      vector(.elementwise, k),
    ]
  }
}

/// An attention kernel as it is measured.
private struct AttentionShape {
  let requests: Int
  /// New tokens of each request.
  let tokens: Int
  let size: Int
  /// Tokens that are there at the end.
  let context: Int
  let heads: Int
  let keyValueHeads: Int

  /// Rotary embedding with the writing of keys and values in a kernel of its own (prefill only; in
  /// decode the attention kernel does both), then scores, softmax and results in one.
  func operators(
    keys: TensorQuantization, queries: NumberFormat, isPrefill: Bool
  ) -> [Operator] {
    let group = max(1, heads / keyValueHeads)
    let visible = isPrefill ? context - tokens + (tokens + 2) / 2 : context
    let batch = requests * keyValueHeads
    var operators = [
      Operator(
        .attentionScore, m: group * tokens, k: size, n: visible, batch: batch, weights: keys,
        activations: queries, output: .bf16, fusion: .output),
      Operator(
        .softmax, m: group * tokens, n: visible, batch: batch, weights: keys,
        activations: queries, output: .bf16, fusion: .both),
      Operator(
        .attentionContext, m: group * tokens, k: visible, n: size, batch: batch, weights: keys,
        activations: queries, output: .bf16, fusion: .input),
    ]
    if isPrefill {
      operators.insert(
        Operator(
          .rotary, m: requests * tokens * (heads + 2 * keyValueHeads), n: size,
          weights: TensorQuantization(.bf16), activations: .bf16, output: .bf16), at: 0)
    }
    return operators
  }
}
