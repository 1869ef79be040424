import ArchSimHardware
import ArchSimServing
import ArchSimText

extension ClusterFile {
  /// Writes a cluster with everything said, as ``read(_:families:)`` reads it back.
  static func write(_ cluster: Cluster, to writer: inout YAMLWriter) {
    writer.scalar("name", cluster.name)
    writer.map("pools") { writer in
      for pool in cluster.pools {
        writer.map(pool.name) { writer in
          writer.map("device") { write(pool.device, to: &$0) }
          writer.maps("levels", pool.topology.levels) { writer, level in
            writer.map("link") { write(level.link, to: &$0) }
            writer.scalar("count", "\(level.fanout)")
            if level.uplinks > 0 { writer.scalar("uplinks", "\(level.uplinks)") }
          }
        }
      }
    }
    if let link = cluster.poolLink { writer.map("pool_link") { write(link, to: &$0) } }
  }

  private static func write(_ device: Device, to writer: inout YAMLWriter) {
    writer.scalar("name", device.name)
    writer.map("hardware") { writer in
      var design = HardwareDesign(family: device.family, name: device.name)
      design.values = device.values
      HardwareFile.write(design, to: &writer)
    }
    writer.scalar("memory", Quantity.exactText(device.memoryBytes, .bytes))
    writer.scalar(
      "bandwidth", Quantity.exactText(device.memoryBytesPerSecond, .bytesPerSecond))
    if device.peakWatts > 0 {
      writer.scalar("tdp", Quantity.exactText(device.peakWatts, .watts))
    }
    writer.scalar("idle", Quantity.exactText(device.idleWatts, .watts))
    let rent = Quantity.exactText(device.dollarsPerHour, .dollars)
    switch device.priceRule {
    case .fixed: writer.scalar("price", rent)
    case .proportional: writer.inlineMap("price", [("rent", rent), ("follows", "parts")])
    case .parts: writer.scalar("price", "parts")
    }
    writer.scalar("launch", Quantity.exactText(device.collectiveLaunchSeconds, .seconds))
    if let link = device.link { writer.map("link") { write(link, to: &$0) } }
  }

  private static func write(_ link: Link, to writer: inout YAMLWriter) {
    writer.scalar("name", link.name)
    writer.scalar("bandwidth", Quantity.exactText(link.bytesPerSecond, .bytesPerSecond))
    writer.scalar("latency", Quantity.exactText(link.latencySeconds, .seconds))
    writer.scalar("multicast", "\(link.hasMulticast)")
    writer.scalar("energy", Quantity.exactText(link.picojoulesPerBit * 1e-12, .joules))
  }
}
