/// What is published of one process node, relative to 45 nm where it is a ratio.
struct NodeRow: Sendable {
  let nanometres: Double
  /// Logic area relative to 45 nm.
  let area: Double
  /// Energy of a gate, `a·V² + b·V + c`, in arbitrary units common to all nodes.
  let energy: (a: Double, b: Double, c: Double)
  /// Delay of a gate, `a·V³ + b·V² + c·V + d`, in arbitrary units common to all nodes.
  let delay: (a: Double, b: Double, c: Double, d: Double)
  /// Above this voltage the delay polynomial would rise again, so it is held there.
  let delayVoltageLimit: Double
  /// The supply voltage that a design at this node uses unless it says otherwise.
  let nominalVoltage: Double
  /// Leakage of one SRAM cell in nW, the measure for the leakage of a gate of that node.
  let leakage: Double
  /// Edge `F` of the square of which an SRAM cell is 146, in nm.
  let sramFeature: Double
}

extension NodeRow {
  /// The nodes from large to small; between two of them everything is interpolated in logarithms.
  ///
  /// - 130 to 7 nm: area, energy and delay by Stillmaker & Baas 2017 (energy: low-power 45 and
  ///   32 nm, as in the table that hwcomponents ships; delay: the high-performance columns, which
  ///   alone fall steadily).
  /// - 5 and 3 nm: TSMC's published gain over the node before, applied to the 7 nm row.
  static let all: [NodeRow] = [
    NodeRow(
      nanometres: 130, area: 6.4, energy: (7.171, -6.709, 2.904),
      delay: (-76.65, 334.9, -493.4, 275.8), delayVoltageLimit: 1.3, nominalVoltage: 1.3,
      leakage: 50.3, sramFeature: 130),
    NodeRow(
      nanometres: 90, area: 2.8, energy: (4.762, -4.781, 2.092),
      delay: (-60.34, 262.5, -384.2, 210.9), delayVoltageLimit: 1.2, nominalVoltage: 1.2,
      leakage: 50.3, sramFeature: 90),
    NodeRow(
      nanometres: 65, area: 1.5, energy: (3.755, -4.398, 1.975),
      delay: (-53.3, 230.4, -333.9, 178.6), delayVoltageLimit: 1.1, nominalVoltage: 1.1,
      leakage: 151, sramFeature: 65),
    NodeRow(
      nanometres: 45, area: 1, energy: (1.103, -0.362, 0.2767),
      delay: (-501.6, 1567, -1619, 566.1), delayVoltageLimit: 0.94, nominalVoltage: 1.0,
      leakage: 138, sramFeature: 45),
    NodeRow(
      nanometres: 32, area: 0.46, energy: (0.9559, -0.7823, 0.471),
      delay: (-1047, 2982, -2797, 873.5), delayVoltageLimit: 0.84, nominalVoltage: 0.9,
      leakage: 75.7, sramFeature: 32),
    NodeRow(
      nanometres: 20, area: 0.21, energy: (0.373, -0.1582, 0.04104),
      delay: (0, 34.63, -66.37, 41.15), delayVoltageLimit: 0.95, nominalVoltage: 0.78,
      leakage: 31.4, sramFeature: 21.98),
    NodeRow(
      nanometres: 16, area: 0.19, energy: (0.2958, -0.1241, 0.03024),
      delay: (0, 24.8, -47.52, 28.87), delayVoltageLimit: 0.95, nominalVoltage: 0.78,
      leakage: 25.1, sramFeature: 21.9),
    NodeRow(
      nanometres: 14, area: 0.17, energy: (0.2363, -0.09675, 0.02239),
      delay: (-40.66, 109.2, -100.6, 35.92), delayVoltageLimit: 0.84, nominalVoltage: 0.78,
      leakage: 22, sramFeature: 20.5),
    NodeRow(
      nanometres: 10, area: 0.1, energy: (0.2068, -0.09311, 0.02375),
      delay: (-34.95, 93.65, -85.99, 30.4), delayVoltageLimit: 0.84, nominalVoltage: 0.75,
      leakage: 15.7, sramFeature: 16.96),
    NodeRow(
      nanometres: 7, area: 0.059, energy: (0.1776, -0.09097, 0.02447),
      delay: (-28.58, 76.6, -70.26, 24.69), delayVoltageLimit: 0.84, nominalVoltage: 0.7,
      leakage: 11, sramFeature: 13.6),
    NodeRow(
      nanometres: 5, area: 0.059 / 1.8, energy: (0.1776 * 0.7, -0.09097 * 0.7, 0.02447 * 0.7),
      delay: (-28.58 / 1.15, 76.6 / 1.15, -70.26 / 1.15, 24.69 / 1.15), delayVoltageLimit: 0.84,
      nominalVoltage: 0.7, leakage: 7.9, sramFeature: 11.99),
    NodeRow(
      nanometres: 3, area: 0.059 / 1.8 / 1.6,
      energy: (0.1776 * 0.7 * 0.725, -0.09097 * 0.7 * 0.725, 0.02447 * 0.7 * 0.725),
      delay: (
        -28.58 / 1.15 / 1.1, 76.6 / 1.15 / 1.1, -70.26 / 1.15 / 1.1, 24.69 / 1.15 / 1.1
      ), delayVoltageLimit: 0.84, nominalVoltage: 0.7, leakage: 4.7, sramFeature: 11.67),
  ]
}
