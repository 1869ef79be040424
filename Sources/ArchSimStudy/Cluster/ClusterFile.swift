public import ArchSimHardware
public import ArchSimServing
public import ArchSimText

/// Reading of cluster files (`Configs/clusters/*.yaml`).
///
/// ```yaml
/// name: 4 nodes of 8 H100
/// pools:
///   h100:
///     device: ../devices/h100-sxm-80gb.yaml
///     levels:
///       - {link: ../links/nvlink4.yaml, count: 8}
///       - {link: ../links/infiniband-ndr.yaml, count: 4}
/// ```
public enum ClusterFile {
  static let keys = ["name", "description", "extends", "pools", "pool_link"]
  private static let poolKeys = ["device", "levels"]
  private static let levelKeys = ["link", "count", "uplinks"]
  /// Devices that a cluster may have.
  private static let deviceLimit = 1 << 16

  /// Reads a cluster file and those that it extends.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - families: The families that devices may be of.
  /// - Returns: The cluster.
  /// - Throws: A diagnostic with line and column.
  public static func read(
    _ path: String, families: [AcceleratorFamily] = AcceleratorFamilies.builtIn
  ) throws(Diagnostic) -> Cluster {
    try cluster(try YAMLReader.read(path, what: "cluster file"), families: families)
  }

  /// Reads a cluster from bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file as read.
  ///   - file: Its name in locations; what it names is relative to it.
  ///   - families: The families that devices may be of.
  /// - Returns: The cluster.
  /// - Throws: A diagnostic with line and column.
  public static func parse(
    _ bytes: [UInt8], file: String, families: [AcceleratorFamily] = AcceleratorFamilies.builtIn
  ) throws(Diagnostic) -> Cluster {
    try cluster(
      try YAMLReader.parse(bytes, file: file, what: "cluster file"), families: families)
  }

  /// A map, or the file that a scalar names.
  static func reference(_ value: YAMLValue) throws(Diagnostic) -> Cluster {
    let families = AcceleratorFamilies.builtIn
    guard value.scalar != nil else { return try cluster(value, families: families) }
    return try read(try path(of: value, what: "cluster file"), families: families)
  }

  private static func cluster(
    _ value: YAMLValue, families: [AcceleratorFamily]
  ) throws(Diagnostic) -> Cluster {
    let map = try YAMLMap(
      try YAMLExtends.resolve(value, what: "cluster file"), "this cluster file", keys: keys)
    let list = try YAMLMap(try map.require("pools"), "'pools'")
    guard !list.members.isEmpty else {
      throw Diagnostic("expected at least one pool of devices", at: list.location)
    }
    var pools: [DevicePool] = []
    for member in list.members {
      guard !member.key.isEmpty, !member.key.contains(where: { "=:+ ".contains($0) }) else {
        throw Diagnostic(
          "expected a name without spaces, '=', ':' or '+' for a pool, found "
            + "'\(member.key.shortened)'", at: member.keyLocation)
      }
      pools.append(try pool(member, families: families))
    }
    var link: Link?
    if let value = map["pool_link"] { link = try LinkFile.link(value) }
    guard pools.count == 1 || link != nil else {
      throw Diagnostic(
        "missing 'pool_link' in this cluster file, which has \(pools.count) pools",
        at: map.location)
    }
    let name = try map.text("name") ?? FilePath.name(of: value.location.file)
    return Cluster(name: name, pools: pools, poolLink: link)
  }

  private static func pool(
    _ member: YAMLMember, families: [AcceleratorFamily]
  ) throws(Diagnostic) -> DevicePool {
    let map = try YAMLMap(member.value, "pool '\(member.key.shortened)'", keys: poolKeys)
    let device = try DeviceFile.device(try map.require("device"), families: families)
    let list = try map.require("levels")
    var levels: [LinkLevel] = []
    var devices = 1
    for element in try list.elements("levels") {
      let level = try YAMLMap(element, "this level", keys: levelKeys)
      let count = try level.require("count").integer("count", in: 1...deviceLimit)
      // A link between one unit is none, but a file that is extended may say it.
      let uplinks = try level["uplinks"]?.integer("uplinks", in: 1...deviceLimit) ?? 0
      devices = clampedProduct(devices, count)
      guard devices <= deviceLimit else {
        throw Diagnostic(
          "expected at most \(deviceLimit) devices in a pool, found more", at: element.location)
      }
      levels.append(
        LinkLevel(try LinkFile.link(try level.require("link")), fanout: count, uplinks: uplinks))
    }
    guard !levels.isEmpty else {
      throw Diagnostic(
        "expected at least one level of links in 'levels'", at: list.location,
        hint: "write {link: ../links/nvlink4.yaml, count: 1} for one device")
    }
    return DevicePool(name: member.key, device: device, topology: LinkTopology(levels))
  }

  /// The path of a file that a value names, which must exist.
  static func path(of value: YAMLValue, what: String) throws(Diagnostic) -> String {
    let text = try value.text(what)
    let file = FilePath.resolve(text, relativeTo: value.location.file)
    guard TextFile.exists(file) else {
      throw Diagnostic(
        "there is no \(what) '\(text.shortened)'", at: value.location,
        hint: TextFile.nearestPath(to: file))
    }
    return file
  }
}
