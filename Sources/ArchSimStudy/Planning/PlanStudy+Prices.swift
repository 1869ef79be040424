import ArchSimHardware
import ArchSimServing
public import ArchSimText

extension PlanStudy {
  /// Pools whose devices change with the axes while their prices do not.
  private var pricedAsBefore: [DevicePool] {
    let names = axes.compactMap { axis -> String? in
      guard case .device(let name) = axis.target else { return nil }
      return name
    }
    return cluster.pools.filter { pool in
      pool.device.priceRule == .fixed && pool.device.dollarsPerHour > 0
        && names.contains { pool.device.family.position(of: $0) != nil }
    }
  }

  /// What prices do when parameters of devices are searched, in words; nil where none is.
  public var priceText: String? {
    guard hasDeviceAxes else { return nil }
    let fixed = pricedAsBefore.map(\.device.name)
    guard !fixed.isEmpty else { return "follow the design: die and memory" }
    return "fixed for \(fixed.joined(separator: ", ")), whatever its parameters"
  }

  /// That prices stay while devices change, for the user to know beforehand.
  public var priceWarnings: [Diagnostic] {
    pricedAsBefore.map { pool in
      let rent = pool.device.dollarsPerHour.text(significantDigits: 4)
      return Diagnostic(
        "the price of \(pool.device.name) stays \(rent) USD an hour whatever its parameters",
        at: SourceLocation(file: pool.name),
        hint: "write 'price: {rent: \(rent) USD, follows: parts}' in its device file",
        kind: .warning)
    }
  }
}
