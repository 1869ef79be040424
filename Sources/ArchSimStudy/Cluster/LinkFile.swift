import ArchSimHardware
public import ArchSimServing
public import ArchSimText

/// Reading of link files (`Configs/links/*.yaml`).
///
/// ```yaml
/// name: NVLink 4
/// bandwidth: 450 GB/s
/// latency: 0.7 us
/// multicast: true
/// energy: 5 pJ
/// ```
public enum LinkFile {
  static let keys = [
    "name", "description", "extends", "bandwidth", "latency", "multicast", "energy",
  ]

  /// Reads a link file and those that it extends.
  ///
  /// - Throws: A diagnostic with line and column.
  public static func read(_ path: String) throws(Diagnostic) -> Link {
    try link(try YAMLReader.read(path, what: "link file"))
  }

  /// A map, or the file that a scalar names.
  static func link(_ value: YAMLValue) throws(Diagnostic) -> Link {
    if value.scalar != nil {
      return try read(try ClusterFile.path(of: value, what: "link file"))
    }
    let map = try YAMLMap(
      try YAMLExtends.resolve(value, what: "link file"), "this link", keys: keys)
    let bandwidth = try map.require("bandwidth").quantity(
      "bandwidth", .bytesPerSecond, in: DataSheet.bandwidths)
    let latency = try map.require("latency").quantity(
      "latency", .seconds, in: DataSheet.latencies)
    return Link(
      name: try map.text("name") ?? "link", bytesPerSecond: bandwidth, latencySeconds: latency,
      hasMulticast: try map["multicast"]?.boolean("multicast") ?? false,
      picojoulesPerBit: try map["energy"]?.quantity("energy", .joules, in: 0...1)
        .scaled(by: 1e12) ?? 0)
  }
}

/// What quantities of devices and links may be: beyond it they are taken for mistakes.
enum DataSheet {
  /// Up to a petabyte.
  static let memories = 1...1e15
  /// In bytes per second.
  static let bandwidths = 1e3...1e18
  /// In seconds.
  static let latencies = 0...1e3
  /// In watts.
  static let powers = 0...1e6
  /// Of an hour, in US dollars.
  static let prices = 0...1e6
}

extension YAMLValue {
  /// A quantity that a data sheet may have.
  func quantity(
    _ what: String, _ unit: Unit, in range: ClosedRange<Double>
  ) throws(Diagnostic) -> Double {
    let value = try Quantity.parse(try text(what), as: unit, what, at: location)
    guard range.contains(value) else {
      throw Diagnostic(
        "'\(what)' is \(try text(what).shortened), expected "
          + "\(Quantity.exactText(range.lowerBound, unit)) to "
          + Quantity.exactText(range.upperBound, unit), at: location)
    }
    return value
  }
}

extension Double {
  fileprivate func scaled(by factor: Double) -> Double { self * factor }
}
