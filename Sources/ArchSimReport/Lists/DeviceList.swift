import ArchSimHardware
public import ArchSimServing
import ArchSimWorkload

extension Report {
  /// A device and the name of its file.
  public struct ListedDevice: Sendable {
    /// The name of the file without its extension.
    public var name: String
    /// The device.
    public var device: Device

    /// Creates an entry.
    public init(name: String, device: Device) {
      self.name = name
      self.device = device
    }
  }

  /// A cluster and the name of its file.
  public struct ListedCluster: Sendable {
    /// The name of the file without its extension.
    public var name: String
    /// The cluster.
    public var cluster: Cluster

    /// Creates an entry.
    public init(name: String, cluster: Cluster) {
      self.name = name
      self.cluster = cluster
    }
  }

  /// Devices that clusters are made of, with what their data sheets say.
  ///
  /// Peaks are dense, and empty where a device converts the format; elements that take a narrower format
  /// as it is have their own peak in it.
  public static func devices(_ devices: [ListedDevice]) -> Report {
    var table = Table(
      "devices",
      columns: [
        Column("name", "device", "The name of its file in Configs/devices"),
        Column("device", "called", visibility: .dataOnly, "What reports call it"),
        Column("family", "family", priority: 20, "The family of its model"),
      ]
        + Self.peakFormats.map { name, _, priority in
          Column(
            "\(name)_tflops", "\(name) TFLOP/s", digits: 5, priority: priority,
            "Dense peak in this format, in 10¹² operations a second")
        } + [
          Column("memory_bytes", "memory", unit: .bytes, priority: 90, "Memory that it has"),
          Column(
            "bandwidth_bytes_per_s", "bandwidth", unit: .bytesPerSecond, priority: 90,
            "Bandwidth of that memory by the data sheet"),
          Column("link", "link", priority: 60, "The link that it brings along"),
          Column(
            "link_bytes_per_s", "link rate", unit: .bytesPerSecond, priority: 60,
            "Bandwidth of that link in each direction"),
          Column("tdp_w", "TDP", unit: .watts, priority: 70, "The most it draws for long"),
          Column("idle_w", "idle", unit: .watts, priority: 30, "Power when it waits"),
          Column("usd_per_hour", "USD/h", priority: 80, "Price of an hour"),
        ])
    for entry in devices {
      let device = entry.device
      table.append(
        [.text(entry.name), .text(device.name), .text(device.family.name)]
          + Self.peakFormats.map { peak(of: device, in: $0.format) } + [
            .number(device.memoryBytes), .number(device.memoryBytesPerSecond),
            Cell(device.link?.name), Cell(device.link?.bytesPerSecond),
            known(device.peakWatts), known(device.idleWatts), known(device.dollarsPerHour),
          ])
    }
    var report = Report("devices")
    report.add(table)
    return report
  }

  /// Clusters that plans are placed on.
  public static func clusters(_ clusters: [ListedCluster]) -> Report {
    var table = Table(
      "clusters",
      columns: [
        Column("name", "cluster", "The name of its file in Configs/clusters"),
        Column("devices", "devices", "How many devices it has"),
        Column(
          "pools", "pools", minimumWidth: 16, overflow: .wrap, "Its pools of equal devices"),
        Column(
          "links", "links", priority: 80, minimumWidth: 16, overflow: .wrap,
          "Links of each pool from the inside out, and between pools"),
        Column(
          "bf16_tflops", "bf16 TFLOP/s", digits: 5, priority: 70,
          "Dense peak of all devices, in 10¹² operations a second"),
        Column("memory_bytes", "memory", unit: .bytes, priority: 75, "Memory of all devices"),
        Column(
          "bandwidth_bytes_per_s", "bandwidth", unit: .bytesPerSecond, priority: 60,
          "Bandwidth of all devices' memory by the data sheet"),
        Column("tdp_w", "TDP", unit: .watts, priority: 50, "The most that all devices draw"),
        Column("usd_per_hour", "USD/h", priority: 72, "Price of an hour of all devices"),
      ])
    for entry in clusters {
      let cluster = entry.cluster
      func sum(_ value: (Device) -> Double) -> Double {
        cluster.pools.reduce(0) { $0 + value($1.device) * Double($1.deviceCount) }
      }
      table.append([
        .text(entry.name), .integer(cluster.deviceCount),
        .text(pools(of: cluster)), .text(links(of: cluster)),
        .number(sum { (try? $0.nativePeakOperations(in: .bf16)) ?? 0 } * 1e-12),
        .number(sum(\.memoryBytes)), .number(sum(\.memoryBytesPerSecond)),
        known(sum(\.peakWatts)), known(cluster.dollarsPerHour),
      ])
    }
    var report = Report("clusters")
    report.add(table)
    return report
  }

  /// Formats whose peaks data sheets state, and which of them give way first.
  private static let peakFormats: [(name: String, format: NumberFormat, priority: Int)] = [
    ("bf16", .bf16, 95), ("fp16", .fp16, 50), ("fp8", .fp8E4M3, 55), ("int8", .int8, 54),
    ("fp4", .nvfp4, 40),
  ]

  private static func peak(of device: Device, in format: NumberFormat) -> Cell {
    Cell((try? device.nativePeakOperations(in: format)).map { $0 * 1e-12 })
  }

  /// A number that a file may leave out, which reads as zero.
  private static func known(_ value: Double) -> Cell {
    value > 0 ? .number(value) : .none
  }

  private static func pools(of cluster: Cluster) -> String {
    cluster.pools.map { "\($0.deviceCount) × \($0.device.name)" }.joined(separator: ", ")
  }

  private static func links(of cluster: Cluster) -> String {
    var parts = cluster.pools.map { pool in
      pool.topology.levels.map { "\($0.link.name) × \($0.fanout)" }.joined(separator: ", ")
    }
    if let link = cluster.poolLink { parts.append("\(link.name) between") }
    return parts.joined(separator: "; ")
  }
}
