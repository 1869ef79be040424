extension NodeRow {
  /// The rows as constants, each number with its own source.
  static var constants: [Constant] { all.flatMap(\.constants) }

  private var constants: [Constant] {
    let node = "at \(Self.text(nanometres)) nm"
    let gate =
      nanometres >= 7
      ? ConstantSource(
        "Stillmaker & Baas, Integration 58 (2017) 74-81, as in hwcomponents and nodeScale")
      : ConstantSource(
        "TSMC's published gain over the node before (N5: 1.8x density, -30 % power, +15 % speed; "
          + "N3: 1.6x, -25 ... -30 %, +10 ... +15 %), applied to the row before")
    return [
      constant("logic area \(node)", area, "x 45 nm", gate),
      constant("gate energy, V^2 coefficient \(node)", energy.a, "", gate),
      constant("gate energy, V coefficient \(node)", energy.b, "", gate),
      constant("gate energy, constant \(node)", energy.c, "", gate),
      constant("gate delay, V^3 coefficient \(node)", delay.a, "", gate),
      constant("gate delay, V^2 coefficient \(node)", delay.b, "", gate),
      constant("gate delay, V coefficient \(node)", delay.c, "", gate),
      constant("gate delay, constant \(node)", delay.d, "", gate),
      constant(
        "highest voltage of the delay polynomial \(node)", delayVoltageLimit, "V",
        ConstantSource("where the polynomial stops falling or its range ends", .assumed)),
      constant(
        "nominal supply voltage \(node)", nominalVoltage, "V",
        nanometres >= 32
          ? ConstantSource("ITRS high-performance devices as in CACTI 7")
          : ConstantSource("between CACTI 7 at 22 nm (0.8 V) and PTM at 7 nm (0.7 V)", .assumed)),
      constant(
        "leakage of an SRAM cell \(node)", leakage, "nW",
        nanometres >= 32 && nanometres <= 90
          ? ConstantSource("mean of the large arrays of the CACTI 7 sweep", .calibrated)
          : ConstantSource(
            "held at the 90 nm value above it; below 22 nm proportional to the node", .assumed)),
      constant(
        "SRAM feature size \(node)", sramFeature, "nm",
        nanometres > 20
          ? ConstantSource("CACTI 7: a cell of 146 F^2 with F the node")
          : ConstantSource(
            "published bit cells over 146: N16 0.07, N10 0.042, N7 0.027, N5 0.021, "
              + "N3 0.0199 um2 (WikiChip on IEDM 2022 for N5 and N3)",
            nanometres > 5 ? .unverified : .verified)),
    ]
  }

  private func constant(
    _ name: String, _ value: Double, _ unit: String, _ source: ConstantSource
  ) -> Constant {
    Constant(name, category: .process, value: value, unit: unit, source: source)
  }

  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
  }
}
