import ArchSimHardware

/// A program that evaluates the designs of a study, and how it is run.
///
/// docs/formats/evaluator.md says what it reads and writes.
public struct EvaluatorSettings: Hashable, Sendable {
  /// The program and its arguments.
  public var command: [String]
  /// The directory in which it runs, absolute; its own paths are relative to it.
  public var directory: String
  /// Processes at most; nil for one a processor.
  public var workers: Int?
  /// Seconds that an answer may take.
  public var timeoutSeconds: Double
  /// How often a design is tried again after its process died, hung or wrote nonsense.
  public var retries: Int
  /// Designs that the search proposes at a time, if more than it likes; nil for what it likes.
  public var batch: Int?
  /// For each metric the unit in which the program writes it.
  public var metricUnits: [MetricUnit]

  /// The unit of what a program writes: `ms` for a metric that is held in seconds.
  public struct MetricUnit: Hashable, Sendable {
    /// As written; empty for plain numbers.
    public var symbol: String
    /// Base units in one such unit are `multiplier / divisor`; one of them is 1.
    var multiplier: Double
    var divisor: Double

    init?(_ symbol: String, of unit: Unit) {
      guard let spelling = unit.spellings.first(where: { $0.symbol == symbol }) else {
        guard symbol.isEmpty, unit == .none else { return nil }
        self.symbol = ""
        (multiplier, divisor) = (1, 1)
        return
      }
      self.symbol = symbol
      let decimal = Double("1e\(spelling.decimal.magnitude)") ?? 1
      let binary = Double(1 << spelling.binary.magnitude)
      multiplier = (spelling.decimal > 0 ? decimal : 1) * (spelling.binary > 0 ? binary : 1)
      divisor = (spelling.decimal < 0 ? decimal : 1) * (spelling.binary < 0 ? binary : 1)
    }

    /// A number of the program's in the base unit.
    func base(_ value: Double) -> Double { value * multiplier / divisor }
  }

  /// Seconds that an answer may take unless the study says otherwise.
  public static let defaultTimeoutSeconds = 60.0
  /// Most processes.
  public static let workerLimit = 1024
}
