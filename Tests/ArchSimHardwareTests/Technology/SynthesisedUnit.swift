@testable import ArchSimHardware

/// A synthesised processing element and the model's composition for it.
struct SynthesisedUnit: Sendable, CustomStringConvertible {
  let name: String
  /// Cell area in um2: Yosys 0.23, abc, Nangate 45 nm typical.
  let area: Double
  let unit: Unit

  enum Unit: Sendable {
    case integer(lanes: Int, weight: Int, activation: Int, accumulator: Int)
    case shiftAdd(weight: Int, activation: Int, accumulator: Int)
    case floatingPoint(FloatingPointShape, FloatingPointShape, accumulator: FloatingPointShape)
    case lookup(columns: Int, entry: Int, accumulator: Int)
  }

  var description: String { name }

  var budget: GateBudget {
    switch unit {
    case .integer(let lanes, let weight, let activation, let accumulator):
      ProcessingElementLogic.integerDotProduct(
        lanes: lanes, weightBits: weight, activationBits: activation, accumulatorBits: accumulator)
    case .shiftAdd(let weight, let activation, let accumulator):
      ProcessingElementLogic.shiftAndAdd(
        weightBits: weight, activationBits: activation, accumulatorBits: accumulator)
    case .floatingPoint(let first, let second, let accumulator):
      ProcessingElementLogic.floatingPointMAC(
        weight: first, activation: second, accumulator: accumulator)
    case .lookup(let columns, let entry, let accumulator):
      ProcessingElementLogic.lookupTable(
        columns: columns, entryBits: entry, accumulatorBits: accumulator)
    }
  }

  /// The 25 units of the open synthesis (source: synthesis/pe_area_nangate45.csv, area_um2).
  static let all: [SynthesisedUnit] = [
    SynthesisedUnit(
      name: "int_w8a8_acc32", area: 1332.394,
      unit: .integer(lanes: 1, weight: 8, activation: 8, accumulator: 32)),
    SynthesisedUnit(
      name: "int_w4a4_acc24", area: 624.302,
      unit: .integer(lanes: 1, weight: 4, activation: 4, accumulator: 24)),
    SynthesisedUnit(
      name: "int_w2a8_acc20", area: 358.302,
      unit: .integer(lanes: 1, weight: 2, activation: 8, accumulator: 20)),
    SynthesisedUnit(
      name: "int_w3a8_acc24", area: 647.178,
      unit: .integer(lanes: 1, weight: 3, activation: 8, accumulator: 24)),
    SynthesisedUnit(
      name: "int_w6a8_acc24", area: 860.51,
      unit: .integer(lanes: 1, weight: 6, activation: 8, accumulator: 24)),
    SynthesisedUnit(
      name: "int_w2a2_acc16", area: 216.79,
      unit: .integer(lanes: 1, weight: 2, activation: 2, accumulator: 16)),
    SynthesisedUnit(
      name: "int_w8a16_acc32", area: 1538.544,
      unit: .integer(lanes: 1, weight: 8, activation: 16, accumulator: 32)),
    SynthesisedUnit(
      name: "int_w5a8_acc24", area: 799.064,
      unit: .integer(lanes: 1, weight: 5, activation: 8, accumulator: 24)),
    SynthesisedUnit(
      name: "shiftadd_w4a8_acc24", area: 709.156,
      unit: .shiftAdd(weight: 4, activation: 8, accumulator: 24)),
    SynthesisedUnit(
      name: "shiftadd_w2a8_acc24", area: 459.116,
      unit: .shiftAdd(weight: 2, activation: 8, accumulator: 24)),
    SynthesisedUnit(
      name: "shiftadd_w4a6_acc24", area: 693.462,
      unit: .shiftAdd(weight: 4, activation: 6, accumulator: 24)),
    SynthesisedUnit(
      name: "fp_fp16_fp32", area: 2361.282,
      unit: .floatingPoint(.float16, .float16, accumulator: .float32)),
    SynthesisedUnit(
      name: "fp_fp16_fp16", area: 1543.598,
      unit: .floatingPoint(.float16, .float16, accumulator: .float16)),
    SynthesisedUnit(
      name: "fp_e4m3_fp32", area: 1441.188,
      unit: .floatingPoint(.e4m3, .e4m3, accumulator: .float32)),
    SynthesisedUnit(
      name: "fp_e5m2_fp32", area: 1368.57,
      unit: .floatingPoint(.e5m2, .e5m2, accumulator: .float32)),
    SynthesisedUnit(
      name: "fp_e4m3_fp16", area: 826.994,
      unit: .floatingPoint(.e4m3, .e4m3, accumulator: .float16)),
    SynthesisedUnit(
      name: "fp_e2m1_fp16", area: 676.704,
      unit: .floatingPoint(.e2m1, .e2m1, accumulator: .float16)),
    SynthesisedUnit(
      name: "fp_e3m2_fp16", area: 729.904,
      unit: .floatingPoint(.e3m2, .e3m2, accumulator: .float16)),
    SynthesisedUnit(
      name: "fp_e2m1xe4m3_fp16", area: 745.864,
      unit: .floatingPoint(.e2m1, .e4m3, accumulator: .float16)),
    SynthesisedUnit(
      name: "lut_k4_n1_t8_acc24", area: 817.152,
      unit: .lookup(columns: 1, entry: 8, accumulator: 24)),
    SynthesisedUnit(
      name: "lut_k4_n16_t8_acc24", area: 6736.45,
      unit: .lookup(columns: 16, entry: 8, accumulator: 24)),
    SynthesisedUnit(
      name: "lut_k4_n16_t10_acc24", area: 7347.186,
      unit: .lookup(columns: 16, entry: 10, accumulator: 24)),
    SynthesisedUnit(
      name: "lut_k4_n16_t16_acc32", area: 10447.948,
      unit: .lookup(columns: 16, entry: 16, accumulator: 32)),
    SynthesisedUnit(
      name: "dp4_w8a8_acc32", area: 3557.75,
      unit: .integer(lanes: 4, weight: 8, activation: 8, accumulator: 32)),
    SynthesisedUnit(
      name: "dp4_w4a4_acc24", area: 1509.816,
      unit: .integer(lanes: 4, weight: 4, activation: 4, accumulator: 24)),
  ]
}
