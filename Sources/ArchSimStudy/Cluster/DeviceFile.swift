public import ArchSimHardware
public import ArchSimServing
public import ArchSimText

/// Reading of device files (`Configs/devices/*.yaml`).
///
/// ```yaml
/// name: H100-SXM-80GB
/// hardware: ../hardware/h100-sxm-80gb.yaml
/// memory: 81559 MiB
/// bandwidth: 3352 GB/s
/// tdp: 700 W
/// idle: 120 W
/// price: 4.75 USD
/// launch: 4.7 us
/// link: ../links/nvlink4.yaml
/// ```
public enum DeviceFile {
  static let keys = [
    "name", "description", "extends", "hardware", "memory", "bandwidth", "tdp", "idle", "price",
    "launch", "link",
  ]

  /// Reads a device file and those that it extends.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - families: The families that its hardware may be of.
  /// - Returns: The device.
  /// - Throws: A diagnostic with line and column.
  public static func read(
    _ path: String, families: [AcceleratorFamily] = AcceleratorFamilies.builtIn
  ) throws(Diagnostic) -> Device {
    try device(try YAMLReader.read(path, what: "device file"), families: families)
  }

  /// A map, or the file that a scalar names.
  static func device(
    _ value: YAMLValue, families: [AcceleratorFamily]
  ) throws(Diagnostic) -> Device {
    if value.scalar != nil {
      return try read(
        try ClusterFile.path(of: value, what: "device file"), families: families)
    }
    let map = try YAMLMap(
      try YAMLExtends.resolve(value, what: "device file"), "this device", keys: keys)
    let design = try HardwareFile.reference(try map.require("hardware"), families: families)
    let bandwidth = try map.require("bandwidth").quantity(
      "bandwidth", .bytesPerSecond, in: DataSheet.bandwidths)
    var device = Device(
      name: try map.text("name") ?? design.name, family: design.family, values: design.values,
      memoryBytes: try map.require("memory").quantity("memory", .bytes, in: DataSheet.memories),
      memoryBytesPerSecond: bandwidth)
    if let value = map["tdp"] {
      device.peakWatts = try value.quantity("tdp", .watts, in: DataSheet.powers)
    }
    if let value = map["idle"] {
      device.idleWatts = try value.quantity("idle", .watts, in: DataSheet.powers)
      guard device.peakWatts == 0 || device.idleWatts <= device.peakWatts else {
        throw Diagnostic("'idle' is more than 'tdp'", at: value.location)
      }
    }
    if let value = map["price"] { try price(value, of: &device) }
    if let value = map["launch"] {
      device.collectiveLaunchSeconds = try value.quantity(
        "launch", .seconds, in: DataSheet.latencies)
    }
    if let value = map["link"] { device.link = try LinkFile.link(value) }
    return device
  }
  /// `4.75 USD`; `parts`; or `{rent: 4.75 USD, follows: parts}`, which grows with the parts.
  private static func price(_ value: YAMLValue, of device: inout Device) throws(Diagnostic) {
    if value.scalar == parts {
      device.priceRule = .parts
      guard let dollars = device.hourOfParts else { throw unpriced(device, at: value.location) }
      device.dollarsPerHour = dollars
      return
    }
    guard value.members != nil else {
      device.dollarsPerHour = try dollarsPerHour(value)
      return
    }
    let map = try YAMLMap(value, "'price'", keys: ["rent", "follows"])
    device.dollarsPerHour = try dollarsPerHour(try map.require("rent"))
    guard let follows = map["follows"] else { return }
    guard try follows.text("follows") == parts else {
      throw Diagnostic(
        "expected 'parts' for 'follows', found \(follows.description)", at: follows.location)
    }
    device.priceRule = .proportional
    guard device.partsDollars != nil else { throw unpriced(device, at: follows.location) }
  }

  private static let parts = "parts"

  /// Dollars of an hour: `4.75 USD` or `4.75 USD/h`.
  private static func dollarsPerHour(_ value: YAMLValue) throws(Diagnostic) -> Double {
    var amount = value
    let text = try value.text("price")
    if text.hasSuffix("/h") { amount.content = .scalar(String(text.dropLast(2))) }
    return try amount.quantity("price", .dollars, in: DataSheet.prices)
  }

  private static func unpriced(_ device: Device, at location: SourceLocation) -> Diagnostic {
    Diagnostic(
      "the parts of \(device.name) have no price: \(device.family.name) has no area", at: location,
      hint: "write the price of an hour, such as 1.20 USD")
  }
}
