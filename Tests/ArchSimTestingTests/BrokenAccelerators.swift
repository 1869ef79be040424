import ArchSim
import ArchSimTesting
import Synchronization

/// A cost model that keeps its promises but for one fault.
protocol BrokenArray: Accelerator where State == Double {
  var macsPerCycle: Double { get set }
  static var components: [String] { get }
  static var fault: ConformanceCheck { get }
  static func spoil(_ cost: inout OperatorCost, _ operation: Operator, _ macsPerCycle: Double)
}

extension BrokenArray {
  static var components: [String] { ["array", "memory"] }

  static var family: FamilyDescription<Self> {
    FamilyDescription(
      name: "broken", summary: "Multipliers with one fault",
      parameters: [
        .real("macs", 1...4096, default: 64, "MACs a cycle") { $0.macsPerCycle = $1 }
      ],
      energyComponents: components, areaComponents: components, trafficLevels: components)
  }

  func prepare() throws(Infeasibility) -> PreparedDesign<Double> {
    PreparedDesign(
      clockHertz: 1e9, areaSquareMillimetres: ComponentValues(1, 2),
      peakMacsPerCycle: macsPerCycle, state: macsPerCycle)
  }

  static func cost(
    of operation: Operator, with design: PreparedDesign<Double>
  ) throws(Infeasibility) -> OperatorCost {
    let cycles = (operation.macs / design.state).rounded(.up) + 10
    var cost = OperatorCost(
      cycles: Int(cycles), stallCycles: 10, energyPicojoules: ComponentValues(cycles, 3),
      trafficBytes: ComponentValues(5, 7), macs: operation.macs,
      utilization: operation.macs / design.state / cycles)
    spoil(&cost, operation, design.state)
    return cost
  }
}

struct SoundArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.declaration
  static func spoil(_ cost: inout OperatorCost, _: Operator, _: Double) {}
}

struct ImpureArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.purity
  private static let calls = Atomic<Int>(0)
  static func spoil(_ cost: inout OperatorCost, _: Operator, _: Double) {
    cost.cycles += calls.wrappingAdd(1, ordering: .relaxed).oldValue
  }
}

/// Costs a little more every third time that a product is asked for, as a leaky cache would.
struct DriftingArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.totals
  private static let calls = Atomic<Int>(0)
  static func spoil(_ cost: inout OperatorCost, _: Operator, _: Double) {
    let number = calls.wrappingAdd(1, ordering: .relaxed).oldValue
    cost.energyPicojoules[0] *= 1 + Double(number) * 1e-9
  }
}

struct NegativeArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.components
  static func spoil(_ cost: inout OperatorCost, _: Operator, _: Double) {
    cost.energyPicojoules[1] = -1
  }
}

struct UndefinedArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.components
  static func spoil(_ cost: inout OperatorCost, _ operation: Operator, _: Double) {
    cost.trafficBytes[0] = operation.macs / operation.macs
  }
}

struct SpillingArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.slots
  static func spoil(_ cost: inout OperatorCost, _: Operator, _: Double) {
    cost.energyPicojoules[2] = 1
  }
}

struct StallingArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.stalls
  static func spoil(_ cost: inout OperatorCost, _: Operator, _: Double) {
    cost.stallCycles = cost.cycles + 1
  }
}

struct OverusedArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.utilization
  static func spoil(_ cost: inout OperatorCost, _: Operator, _: Double) { cost.utilization = 1.5 }
}

struct PaddedArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.macs
  static func spoil(_ cost: inout OperatorCost, _: Operator, _: Double) { cost.macs += 1 }
}

struct HastyArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.roofline
  static func spoil(_ cost: inout OperatorCost, _: Operator, _: Double) {
    cost.cycles = cost.cycles / 2 + 10
  }
}

/// Slower with more multipliers, though never faster than they allow.
struct PerverseArray: BrokenArray {
  var macsPerCycle = 64.0
  static let fault = ConformanceCheck.monotonicity
  static func spoil(_ cost: inout OperatorCost, _ operation: Operator, _ macsPerCycle: Double) {
    cost.cycles = Int(operation.macs) + 10 + Int(macsPerCycle)
  }
}
