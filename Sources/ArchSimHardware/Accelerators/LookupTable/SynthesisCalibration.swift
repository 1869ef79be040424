/// How another synthesis flow and library compare with the gate model at the same node.
///
/// The gate model stands on Yosys and an open library; published units come from commercial ones.
/// The four factors belong to a technology, are 1 unless a design says otherwise, and are meant to be
/// set from units that are *not* to be predicted.
public struct SynthesisCalibration: Hashable, Sendable {
  /// Area of integer units, relative to the gate model.
  public var integerArea = 1.0
  /// Area of floating-point units.
  public var floatArea = 1.0
  /// Energy of integer units.
  public var integerEnergy = 1.0
  /// Energy of floating-point units.
  public var floatEnergy = 1.0

  /// No calibration.
  public init() {}

  /// The cost of a unit at a node.
  func cost(_ budget: GateBudget, isFloat: Bool, at node: ProcessNode) -> LogicCost {
    var cost = budget.cost(at: node)
    cost.areaSquareMicrometres *= isFloat ? floatArea : integerArea
    cost.leakageMicrowatts *= isFloat ? floatArea : integerArea
    cost.dynamicEnergyPicojoulesPerOperation *= isFloat ? floatEnergy : integerEnergy
    return cost
  }
}
