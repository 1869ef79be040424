/// Cell area of logic at 45 nm, split by how much it switches, before a node is chosen.
///
/// Components and units (``LogicBlock``, ``ProcessingElementLogic``) are budgets; budgets add;
/// ``cost(at:)`` turns a budget into area, energy and leakage at a node. All areas are in µm² of
/// Nangate 45 nm cells.
public struct GateBudget: Hashable, Sendable {
  /// Integer and control logic.
  public var integer: Double
  /// Floating-point logic, whose aligners and normalisers glitch and so switch more.
  public var floatingPoint: Double
  /// Registers with their clock.
  public var registers: Double

  /// Creates a budget; nothing costs nothing.
  public init(integer: Double = 0, floatingPoint: Double = 0, registers: Double = 0) {
    self.integer = integer
    self.floatingPoint = floatingPoint
    self.registers = registers
  }

  /// All of it in µm² at 45 nm.
  public var area: Double { integer + floatingPoint + registers }

  /// All of it in two-input NAND gates.
  public var nandEquivalents: Double { area / LogicParameter.nand.value }

  /// The same cells as logic that switches as floating-point logic does.
  public var asFloatingPoint: GateBudget {
    GateBudget(floatingPoint: integer + floatingPoint, registers: registers)
  }

  /// Two budgets together.
  public static func + (first: GateBudget, second: GateBudget) -> GateBudget {
    GateBudget(
      integer: first.integer + second.integer,
      floatingPoint: first.floatingPoint + second.floatingPoint,
      registers: first.registers + second.registers)
  }

  /// Adds a budget to this one.
  public static func += (first: inout GateBudget, second: GateBudget) { first = first + second }

  /// A budget repeated `count` times.
  public static func * (count: Double, budget: GateBudget) -> GateBudget {
    GateBudget(
      integer: count * budget.integer, floatingPoint: count * budget.floatingPoint,
      registers: count * budget.registers)
  }

  /// Area, energy and leakage at a node.
  ///
  /// `E = (a_int e_int + a_fp e_fp + a_reg e_reg) · energy factor`, `P = a · leakage density ·
  /// leakage factor`, with areas at 45 nm: the gates stay the same, only their size changes.
  public func cost(at node: ProcessNode) -> LogicCost {
    let energy =
      integer * LogicParameter.integerEnergyDensity.value
      + floatingPoint * LogicParameter.floatingPointEnergyDensity.value
      + registers * LogicParameter.registerEnergyDensity.value
    return LogicCost(
      areaSquareMicrometres: area * node.logicArea,
      dynamicEnergyPicojoulesPerOperation: energy * node.logicEnergy,
      leakageMicrowatts: area * LogicParameter.leakageDensity.value * node.leakageFactor)
  }
}
