import Testing

@testable import ArchSimHardware

@Suite("Logic area against synthesis")
struct LogicAreaTests {
  static let errors = SynthesisedUnit.all.map { $0.budget.area / $0.area - 1 }

  @Test("Every synthesised unit is met within 16 %", arguments: SynthesisedUnit.all)
  func everyUnit(unit: SynthesisedUnit) {
    let ours = unit.budget.area
    #expect(
      abs(ours / unit.area - 1) < 0.16, "\(unit): ours \(ours), synthesis \(unit.area) um2")
  }

  @Test("The mean error over the 25 units is below 4 %")
  func meanError() {
    let summary = ErrorSummary(Self.errors)
    #expect(summary.mean < 0.04, "\(summary)")
  }

  @Test("A unit that took no part in the fit is met: int_w4a8_acc24, 687 um2")
  func unseenUnit() {
    // Named beside the shift-and-add unit in the description of the synthesis, not in its table.
    let ours = ProcessingElementLogic.integerMAC(
      weightBits: 4, activationBits: 8, accumulatorBits: 24)
    #expect(abs(ours.area / 687 - 1) < 0.05, "ours \(ours.area), synthesis 687 um2")
  }

  @Test("Leaving a unit out of the fit hardly changes its error")
  func leaveOneOut() {
    let rows = SynthesisedUnit.all.map(Self.row)
    let errors = LinearFit.leaveOneOut(rows, groups: rows.indices.map(Double.init))
    let summary = ErrorSummary(errors)
    #expect(summary.mean < 0.05 && summary.worst < 0.2, "\(summary)")
  }

  @Test("The fitted constants are those that least squares finds again")
  func constants() {
    let fit = LinearFit(SynthesisedUnit.all.map(Self.row)).coefficients
    let adder = LogicParameter.adderBit.value
    let ours = [
      LogicParameter.fullAdder.value, adder, LogicParameter.exponentAdders.value * adder,
      LogicParameter.significandBit.value,
    ]
    for (ours, fit) in zip(ours, fit) {
      #expect(abs(ours / fit - 1) < 0.15, "declared \(ours), fit \(fit)")
    }
  }

  /// The area as a linear function of full adder, adder bit, exponent logic and significand bit,
  /// written down apart from the model: two formulations must agree.
  static func row(_ unit: SynthesisedUnit) -> LinearFit.Row {
    var features = [0.0, 0, 0, 0]
    var fixed = 0.0
    let register = 4.522
    func multiply(_ lanes: Double, _ w: Double, _ a: Double, _ accumulator: Double) {
      let rows = lanes * w + 1
      let extended = max(0, accumulator - a - (w - 1) / 2)
      let levels = logarithm(rows / 2) / logarithm(1.5)
      features[0] += (rows - 2) * a + extended * (levels - 1)
      features[1] += accumulator
      fixed += lanes * w * a * 1.064 + extended * (1.596 + 1.064)
      fixed += register * (accumulator + lanes * (w + a))
    }
    switch unit.unit {
    case .integer(let lanes, let w, let a, let accumulator):
      multiply(Double(lanes), Double(w), Double(a), Double(accumulator))
    case .shiftAdd(let w, let a, let accumulator):
      multiply(1, Double(w), Double(a), Double(accumulator))
    case .lookup(let columns, let entry, let accumulator):
      let (n, t, width) = (Double(columns), Double(entry), Double(accumulator))
      features[1] += n * width
      fixed += 8 * t * (register + 1.862)
      fixed += n * (7 * t * 1.862 + t * 1.596 + register * (4 + width))
    case .floatingPoint(let first, let second, let sum):
      let long = Double(max(first.mantissaBits, second.mantissaBits) + 1)
      let short = Double(min(first.mantissaBits, second.mantissaBits) + 1)
      let n = Double(sum.mantissaBits + 2)
      features[0] += (short - 2) * long
      features[1] += long + short - 1 + n
      features[2] += Double(sum.exponentBits + 2)
      features[3] += n
      fixed += long * short * 1.064 + 2 * n * logarithm(n) / logarithm(2) * 1.862
      fixed += register * Double(first.bits + second.bits + sum.bits)
    }
    return LinearFit.Row(features: features, fixed: fixed, target: unit.area)
  }

  private static func logarithm(_ value: Double) -> Double { Mathematics.logarithm(value) }

  @Test("Both formulations of the area agree", arguments: SynthesisedUnit.all)
  func formulations(unit: SynthesisedUnit) {
    let row = Self.row(unit)
    let adder = LogicParameter.adderBit.value
    let constants = [
      LogicParameter.fullAdder.value, adder, LogicParameter.exponentAdders.value * adder,
      LogicParameter.significandBit.value,
    ]
    let other = zip(row.features, constants).reduce(row.fixed) { $0 + $1.0 * $1.1 }
    #expect(abs(unit.budget.area / other - 1) < 1e-9, "\(unit): \(unit.budget.area), \(other)")
  }
}
