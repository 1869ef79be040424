/// What a foundry charges for a 300 mm wafer of one node.
struct WaferRow: Sendable {
  let nanometres: Double
  let dollars: Double

  /// Foundry sale prices of 2020, and an estimate of the trade press for 3 nm.
  static let all: [WaferRow] = [
    WaferRow(nanometres: 90, dollars: 1650),
    WaferRow(nanometres: 65, dollars: 1937),
    WaferRow(nanometres: 40, dollars: 2274),
    WaferRow(nanometres: 28, dollars: 2891),
    WaferRow(nanometres: 20, dollars: 3677),
    WaferRow(nanometres: 16, dollars: 3984),
    WaferRow(nanometres: 10, dollars: 5992),
    WaferRow(nanometres: 7, dollars: 9346),
    WaferRow(nanometres: 5, dollars: 16_988),
    WaferRow(nanometres: 3, dollars: 20_000),
  ]

  static var constants: [Constant] {
    all.map { row in
      Constant(
        "wafer price at \(NodeRow.text(row.nanometres)) nm", category: .dieCost,
        value: row.dollars, unit: "$",
        source: row.nanometres >= 5
          ? ConstantSource(
            "Khan & Mann, AI Chips: What They Are and Why They Matter, CSET 2020, table of "
              + "foundry sale prices (read in secondary copies)")
          : ConstantSource("DigiTimes by way of the trade press, 2022", .unverified))
    }
  }
}
