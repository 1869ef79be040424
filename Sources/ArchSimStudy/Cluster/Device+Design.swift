import ArchSimHardware
import ArchSimServing

extension Device {
  /// Sets a parameter of the design where the family has it, and in the same proportion what the
  /// data sheet says of the same thing.
  mutating func set(_ name: String, to value: Double) {
    guard let position = family.position(of: name) else { return }
    let ratio = values[position] > 0 ? value / values[position] : 1
    values[position] = value
    switch name {
    case "memory.capacity", "dram.capacity", "hbm.capacity": memoryBytes *= ratio
    case "memory.bandwidth", "dram.bandwidth", "hbm.bandwidth": memoryBytesPerSecond *= ratio
    case "power.idle": idleWatts *= ratio
    default: break
    }
  }

  /// Lets price and power follow the parameters that were set.
  ///
  /// Power grows with the area of the die: idle power, which is leakage for the most part, and the
  /// limit that cooling is made for. The price follows by ``priceRule``. A family without an area
  /// keeps both.
  mutating func follow(changesFrom original: Device) {
    guard values != original.values else { return }
    let (area, before) = (dieSquareMillimetres, original.dieSquareMillimetres)
    if area > 0, before > 0 {
      let isIdleSet = idleWatts != original.idleWatts
      if !isIdleSet { idleWatts *= area / before }
      peakWatts *= area / before
    }
    switch priceRule {
    case .fixed: return
    case .proportional:
      guard let parts = partsDollars, let others = original.partsDollars, others > 0 else {
        return
      }
      dollarsPerHour *= parts / others
    case .parts: dollarsPerHour = hourOfParts ?? dollarsPerHour
    }
  }

  /// Area of the die; 0 where it is not known.
  private var dieSquareMillimetres: Double {
    guard let summary = try? family.priced(values).summary else { return 0 }
    let area = summary.areaSquareMillimetres.total
    return area.isFinite ? area : 0
  }

  /// Dollars of a working die and of the memory beside it; nil where the area is not known.
  var partsDollars: Double? {
    guard let summary = try? family.priced(values).summary,
      summary.areaSquareMillimetres.total > 0,
      let node = try? ProcessNode(nanometres: summary.nodeNanometres),
      let die = try? DieCost(
        areaSquareMillimetres: summary.areaSquareMillimetres.total, node: node)
    else { return nil }
    let dollars = die.dollars + (MemoryPrices(family)?.dollars(values) ?? 0)
    return dollars.isFinite ? dollars : nil
  }

  /// Dollars of an hour of die and memory, with the electricity of the most power that it may draw.
  var hourOfParts: Double? {
    partsDollars.map { parts in
      DesignPrice().dollars(seconds: 3600, joules: peakWatts * 3600, parts: parts)
    }
  }
}
