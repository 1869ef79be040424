import ArchSimWorkload
import Testing

@testable import ArchSimHardware

/// Published areas and energies of LUT Tensor Core (arXiv 2408.06003, tables 1 to 3), 28 nm, 0.9 V.
///
/// Integer areas are calibrated on the INT8 tensor core, floating-point ones on the FP16 tensor core,
/// energies of lookups on UNPU's unit; the rows below took no part.
struct LookupTablePaperTests {
  struct Step: Sendable, CustomTestStringConvertible {
    var name: String
    var unit: LookupTableUnit
    /// Area in µm² and power in mW at 1 GHz, table 2.
    var area: Double
    var power: Double
    var testDescription: String { name }
  }

  static let steps: [Step] = [
    Step(name: "UNPU", unit: unit(.full, .inUnit), area: 17271.71, power: 23.39),
    Step(
      name: "+ weight reinterpretation", unit: unit(.symmetricOnline, .inUnit), area: 13116.6,
      power: 17.98),
    Step(
      name: "+ negation elimination", unit: unit(.symmetric, .inUnit), area: 12780.05,
      power: 17.37),
    Step(name: "+ fusion", unit: unit(.symmetric, .fused), area: 11991.29, power: 16.22),
  ]

  private static func unit(
    _ table: TableShape, _ precompute: TablePrecompute
  ) -> LookupTableUnit {
    var unit = LookupTableUnit()
    unit.table = table
    unit.precompute = precompute
    return unit
  }

  /// The calibration of `Configs/hardware/lut-base-a100.yaml` and `lut-a100-4x.yaml`.
  static var calibration: SynthesisCalibration {
    var calibration = SynthesisCalibration()
    calibration.integerArea = 0.654
    calibration.floatArea = 1.103
    calibration.integerEnergy = 1.885
    calibration.floatEnergy = 0.759
    return calibration
  }

  static func cost(_ unit: LookupTableUnit) throws -> LogicCost {
    let node = try ProcessNode(nanometres: 28, supplyVoltage: 0.9)
    return calibration.cost(unit.logic + unit.builderLogic, isFloat: false, at: node)
  }

  static func chip(_ units: Int) -> LookupTableChip {
    var chip = LookupTableChip()
    chip.clusters = 108
    chip.unitsPerCluster = units
    chip.clockHertz = 1.41e9
    chip.nodeNanometres = 28
    chip.supplyVolts = 0.9
    chip.calibration = calibration
    return chip
  }

  @Test("table 2: areas within 16 %, gains over UNPU within 6 %", arguments: steps)
  func table2(step: Step) throws {
    let ours = try Self.cost(step.unit)
    let unpu = try Self.cost(Self.steps[0].unit)
    let area = ours.areaSquareMicrometres
    #expect(abs(area / step.area - 1) < 0.16, "ours \(area), published \(step.area) um2")
    let gain = unpu.areaSquareMicrometres / area
    let published = Self.steps[0].area / step.area
    #expect(abs(gain / published - 1) < 0.06, "ours \(gain), published \(published)")
    let saving =
      unpu.dynamicEnergyPicojoulesPerOperation / ours.dynamicEnergyPicojoulesPerOperation
    let publishedSaving = Self.steps[0].power / step.power
    #expect(
      abs(saving / publishedSaving - 1) < 0.06, "ours \(saving), published \(publishedSaving)")
  }

  @Test(
    "table 1: area a multiprocessor within 10 %, and density is peak over area",
    arguments: [(16, 0.187, 61.84, 1248.0), (32, 0.373, 61.95, 2496)])
  func table1(units: Int, area: Double, density: Double, peak: Double) throws {
    let chip = Self.chip(units)
    let prepared = try chip.prepare()
    let each = prepared.areaSquareMillimetres[0] / 108
    #expect(abs(each / area - 1) < 0.1, "ours \(each), published \(area) mm2")
    let ours = 108 * Double(units) * chip.unit.macsPerCycle(weightBits: 2) * 2 * 1.41e9 * 1e-12
    #expect(abs(ours / peak - 1) < 0.002, "ours \(ours), published \(peak) TFLOPs")
    #expect(abs(peak / (108 * area) / density - 1) < 0.002, "the published identity")
    #expect(abs(ours / (108 * each) / density - 1) < 0.1, "ours \(ours / (108 * each))")
  }

  @Test("tables 1 and 3: TFLOPs/W within 13 %", arguments: [(2, 33.32), (2, 33.65), (1, 63.78)])
  func efficiency(bits: Int, published: Double) throws {
    var unit = LookupTableUnit()
    unit.weightBits = bits
    let step = try Self.cost(unit).dynamicEnergyPicojoulesPerOperation
    let ours = 2 * unit.macsPerCycle(weightBits: bits) / step
    #expect(abs(ours / published - 1) < 0.13, "ours \(ours), published \(published) TFLOPs/W")
  }

  @Test(
    "a product of 2048 x 27648 x 5120 achieves what the paper simulates, within 10 %",
    arguments: [(0, 288.9), (16, 1104)])
  func roofline(units: Int, published: Double) throws {
    var chip = Self.chip(units)
    chip.efficiency = 0.84
    chip.vectorLanes = 256
    chip.sharedBytes = 40 * 1_048_576
    chip.sharedBytesPerSecond = 7.2e12
    chip.memoryBytesPerSecond = 1555e9
    (chip.tileRows, chip.tileColumns) = (64, 512)
    var weights = TensorQuantization(NumberFormat(.integer(bits: 2, signed: true)))
    if units == 0 {
      (chip.unitsPerCluster, chip.tensorUnits) = (1, 4)
      (chip.tileRows, chip.tileColumns) = (128, 256)
      weights = TensorQuantization(.fp16)
    }
    let operation = Operator(
      .gemm, m: 2048, k: 5120, n: 27648, weights: weights,
      activations: units == 0 ? .fp16 : .int8, output: .fp16)
    let cost = try LookupTableChip.cost(of: operation, with: chip.prepare())
    let ours = 2 * operation.macs / (Double(cost.cycles) / 1.41e9) * 1e-12
    #expect(abs(ours / published - 1) < 0.1, "ours \(ours), published \(published) TFLOPs")
  }
}
