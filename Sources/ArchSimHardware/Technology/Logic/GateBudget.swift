/// Cell area of logic at 45 nm, split by how much it switches, before a node is chosen.
///
/// Components and units (``LogicBlock``, ``ProcessingElementLogic``) are budgets; budgets add;
/// `cost(at:)` turns a budget into area, energy and leakage at a node. All areas are in µm² of
/// Nangate 45 nm cells.
public struct GateBudget: Hashable, Sendable {
  /// Integer and control logic.
  public var integer: Double
  /// Exponents, aligners, normalisers and rounding: floating point without its multiplication.
  ///
  /// Their controls arrive late, so that they switch several times an operation.
  public var floatingPoint: Double
  /// Registers with their clock.
  public var registers: Double
  /// Cells that stand still in the operation, as registers behind a gated clock do: they take room
  /// and leak, and switch nothing.
  public var idle: Double

  /// Creates a budget; nothing costs nothing.
  public init(
    integer: Double = 0, floatingPoint: Double = 0, registers: Double = 0, idle: Double = 0
  ) {
    self.integer = integer
    self.floatingPoint = floatingPoint
    self.registers = registers
    self.idle = idle
  }

  /// All of it in µm² at 45 nm.
  public var area: Double { integer + floatingPoint + registers + idle }

  /// All of it in two-input NAND gates.
  public var nandEquivalents: Double { area / LogicParameter.nand.value }

  /// The same cells as logic that switches as floating-point logic does.
  public var asFloatingPoint: GateBudget {
    GateBudget(floatingPoint: integer + floatingPoint, registers: registers, idle: idle)
  }

  /// Two budgets together.
  public static func + (first: GateBudget, second: GateBudget) -> GateBudget {
    GateBudget(
      integer: first.integer + second.integer,
      floatingPoint: first.floatingPoint + second.floatingPoint,
      registers: first.registers + second.registers, idle: first.idle + second.idle)
  }

  /// Adds a budget to this one.
  public static func += (first: inout GateBudget, second: GateBudget) { first = first + second }

  /// A budget repeated `count` times.
  public static func * (count: Double, budget: GateBudget) -> GateBudget {
    GateBudget(
      integer: count * budget.integer, floatingPoint: count * budget.floatingPoint,
      registers: count * budget.registers, idle: count * budget.idle)
  }

  /// Area, energy and leakage at a node.
  ///
  /// `E = (a_int e_int + a_fp e_fp + a_reg e_reg) · energy factor`, `P = a · leakage density ·
  /// leakage factor`, with areas at 45 nm: the gates stay the same, only their size changes.
  ///
  /// - Parameters:
  ///   - node: The process and its voltage.
  ///   - scaling: How energy goes from 45 nm to the node; see ``LogicEnergyScaling``.
  /// - Returns: The cost of all of it working once.
  public func cost(at node: ProcessNode, scaling: LogicEnergyScaling = .gates) -> LogicCost {
    let energy =
      integer * LogicParameter.integerEnergyDensity.value
      + floatingPoint * LogicParameter.floatingPointEnergyDensity.value
      + registers * LogicParameter.registerEnergyDensity.value
    let factor =
      switch scaling {
      case .gates: node.logicEnergy
      case .publishedArithmetic: node.arithmeticEnergy
      case .withWires: Mathematics.squareRoot(node.logicEnergy * node.arithmeticEnergy)
      }
    return LogicCost(
      areaSquareMicrometres: area * node.logicArea,
      dynamicEnergyPicojoulesPerOperation: energy * factor,
      leakageMicrowatts: area * LogicParameter.leakageDensity.value * node.leakageFactor)
  }
}

/// How the energy of logic goes from 45 nm, where it is anchored, to another node.
///
/// The two published ways disagree below 28 nm, by 6 at 7 nm. Gate energies come from simulated
/// chains of inverters; tables of arithmetic come from synthesised units with their wires, clocks
/// and margins. Neither is wrong: the first is a lower, the second an upper bound.
public enum LogicEnergyScaling: Hashable, Sendable, CaseIterable {
  /// Gates as Stillmaker & Baas 2017 scale them.
  case gates
  /// Between the arithmetic of Horowitz 2014 (45 nm) and that of Jouppi et al. 2021 (7 nm).
  case publishedArithmetic
  /// The geometric mean of the two, which meets units that were laid out.
  ///
  /// BitMoD's 28 nm FP16 element with its place-and-route factor (1.16 pJ) and TPUv4i's INT8 MAC
  /// as AccelForge calibrated it (0.084 pJ) are met within 15 %; neither took part in a fit.
  case withWires
}
