/// The two halves of answering a request.
public enum Phase: String, Hashable, Sendable, CaseIterable {
  /// All tokens of the prompt at once.
  case prefill
  /// One new token a sequence.
  case decode
}

/// One line of a layer trace: an operator, its name, and how often it runs.
public struct TraceRow: Hashable, Sendable {
  /// A readable name, such as `layers.0-31.q_proj`.
  public var name: String
  /// What runs.
  public var operation: Operator
  /// How often; equal layers are one row.
  public var repeatCount: Int

  /// Creates a row.
  public init(name: String, operation: Operator, repeatCount: Int = 1) {
    self.name = name
    self.operation = operation
    self.repeatCount = repeatCount
  }
}

/// The ordered operators of a model in one phase, with repeat counts.
///
/// It is made from a model (``ModelArchitecture/trace(phase:scheme:batch:context:options:)``) or
/// read from a file (``parse(bytes:file:scheme:)``), and written as ``csvText``; a round trip is the
/// identity.
///
/// The most familiar thing that it is *not*: a graph. Operators run one after the other; what is
/// fused is said by each operator's ``Fusion``.
public struct LayerTrace: Hashable, Sendable {
  /// What it is of, such as `llama2-7b`.
  public var name: String
  /// The phase, where it is known.
  public var phase: Phase?
  /// Lines about it that stand at the head of its file.
  public var notes: [String]
  /// The operators in order.
  public var rows: [TraceRow]

  /// Creates a trace.
  public init(name: String, phase: Phase? = nil, notes: [String] = [], rows: [TraceRow]) {
    self.name = name
    self.phase = phase
    self.notes = notes
    self.rows = rows
  }

  /// Multiply-accumulates of all rows with their repeats.
  public var macs: Double {
    rows.reduce(0) { $0 + $1.operation.macs * Double($1.repeatCount) }
  }
}
