public import ArchSimHardware

/// A number that says how good a design is at a workload.
///
/// Objectives, constraints, journals and reports all read the one table ``Metric/all``.
public struct Metric: Sendable {
  /// Which way is better.
  public enum Direction: String, Hashable, Sendable {
    /// Less is better.
    case minimize
    /// More is better.
    case maximize
  }

  /// What a workload must have for the metric to mean anything.
  public enum Need: Hashable, Sendable {
    /// Anything will do.
    case nothing
    /// A prefill phase.
    case prefill
    /// A decode phase.
    case decode
    /// Generated tokens.
    case tokens
    /// A model, whose weights and KV caches are known.
    case model
    /// A perplexity of the model under the scheme.
    case accuracy
    /// A family that counts traffic of memory off the chip.
    case memoryTraffic
  }

  /// The name in files: `energy_per_token`.
  public let name: String
  /// The unit of values.
  public let unit: Unit
  /// Which way is usually better.
  public let direction: Direction
  /// What it needs.
  public let need: Need
  /// One line that says what it is and how it is computed.
  public let documentation: String
  /// Whether values may be below zero, as those of a program may.
  let isSigned: Bool
  let compute: @Sendable (MetricInputs) -> Double

  init(
    _ name: String, _ unit: Unit, _ direction: Direction, needs need: Need = .nothing,
    _ documentation: String, compute: @escaping @Sendable (MetricInputs) -> Double
  ) {
    self.name = name
    self.unit = unit
    self.direction = direction
    self.need = need
    self.documentation = documentation
    self.compute = compute
    isSigned = false
  }

  /// A metric that no model computes: a program that evaluates designs tells it.
  init(declared name: String, _ unit: Unit, _ direction: Direction, _ documentation: String) {
    self.name = name
    self.unit = unit
    self.direction = direction
    self.documentation = documentation
    need = .nothing
    isSigned = true
    compute = { _ in .nan }
  }

  /// The position of a metric in ``all``.
  public static func position(of name: String) -> Int? {
    all.firstIndex { $0.name == name }
  }
}
