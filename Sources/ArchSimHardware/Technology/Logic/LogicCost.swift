/// What a piece of logic costs at a process node.
///
/// Costs add: an array of a thousand elements is one element times a thousand.
public struct LogicCost: Hashable, Sendable {
  /// Cell area in µm², without routing overhead.
  public var areaSquareMicrometres: Double
  /// Energy of one operation (one clock in which all of it works) in pJ.
  public var dynamicEnergyPicojoulesPerOperation: Double
  /// Leakage power in µW.
  public var leakageMicrowatts: Double

  /// Creates a cost; nothing costs nothing.
  public init(
    areaSquareMicrometres: Double = 0, dynamicEnergyPicojoulesPerOperation: Double = 0,
    leakageMicrowatts: Double = 0
  ) {
    self.areaSquareMicrometres = areaSquareMicrometres
    self.dynamicEnergyPicojoulesPerOperation = dynamicEnergyPicojoulesPerOperation
    self.leakageMicrowatts = leakageMicrowatts
  }

  /// The cost of two pieces together, both working in each operation.
  public static func + (first: LogicCost, second: LogicCost) -> LogicCost {
    LogicCost(
      areaSquareMicrometres: first.areaSquareMicrometres + second.areaSquareMicrometres,
      dynamicEnergyPicojoulesPerOperation: first.dynamicEnergyPicojoulesPerOperation
        + second.dynamicEnergyPicojoulesPerOperation,
      leakageMicrowatts: first.leakageMicrowatts + second.leakageMicrowatts)
  }

  /// The cost of a piece repeated `count` times.
  public static func * (count: Double, cost: LogicCost) -> LogicCost {
    LogicCost(
      areaSquareMicrometres: count * cost.areaSquareMicrometres,
      dynamicEnergyPicojoulesPerOperation: count * cost.dynamicEnergyPicojoulesPerOperation,
      leakageMicrowatts: count * cost.leakageMicrowatts)
  }
}
