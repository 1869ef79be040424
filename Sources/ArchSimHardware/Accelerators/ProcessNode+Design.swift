extension ProcessNode {
  /// The process of a design; the common nodes are ready-made, since making one costs as much as the
  /// rest of preparing a design.
  ///
  /// - Parameters:
  ///   - nanometres: The node's name, in nm.
  ///   - supplyVolts: The supply; 0 for the node's nominal one.
  /// - Returns: The node.
  /// - Throws: ``Infeasibility`` when the process has no such voltage.
  static func ofDesign(
    nanometres: Double, supplyVolts: Double
  ) throws(Infeasibility) -> ProcessNode {
    if supplyVolts == 0 {
      if nanometres == 28 { return .nanometres28 }
      if nanometres == 16 { return .nanometres16 }
      if nanometres == 7 { return .nanometres7 }
    }
    do {
      return try ProcessNode(
        nanometres: nanometres, supplyVoltage: supplyVolts > 0 ? supplyVolts : nil)
    } catch {
      throw Infeasibility(
        "supply voltage of the process", required: supportedVoltage.lowerBound,
        available: supplyVolts, unit: .volts)
    }
  }
}
