public import ArchSimHardware

/// One accelerator of a cluster: a design of a family, with what a server adds to it.
///
/// The most familiar thing that it is *not*: a profile. What operators cost comes from the family's
/// model, whatever the family.
public struct Device: Sendable {
  /// What people call it: `H100-SXM-80GB`.
  public var name: String
  /// The family of the design.
  public var family: AcceleratorFamily
  /// One number a parameter of the family, in its order.
  public var values: [Double]
  /// Memory for weights, KV cache and activations, in bytes.
  public var memoryBytes: Double
  /// Bandwidth of that memory by its data sheet, in bytes per second: the peak that MBU divides by.
  public var memoryBytesPerSecond: Double
  /// Dense operations per second by the data sheet, the peak that MFU divides by; 0 for what the
  /// design's own peak in the formats of a model is.
  public var peakOperationsPerSecond: Double
  /// Power when it waits, in watts.
  public var idleWatts: Double
  /// The most it may draw for long (TDP), in watts.
  public var peakWatts: Double
  /// Price of an hour, in US dollars.
  public var dollarsPerHour: Double
  /// What becomes of the price when parameters of the design are searched.
  public var priceRule = PriceRule.fixed
  /// Before a collective's first byte moves: launch of its kernel and meeting of the devices, in
  /// seconds.
  public var collectiveLaunchSeconds: Double
  /// The link that it brings along; for people, since clusters say what joins their devices.
  public var link: Link?

  /// How the price of an hour depends on the design.
  public enum PriceRule: String, Hashable, Sendable, CaseIterable {
    /// Not at all: what somebody asks for the device as it is.
    case fixed
    /// In proportion to the price of its die and memory.
    case proportional = "parts"
    /// It is the price of its die and memory, written off, with electricity.
    case parts = "only-parts"
  }

  /// Creates a device.
  public init(
    name: String, family: AcceleratorFamily, values: [Double]? = nil, memoryBytes: Double,
    memoryBytesPerSecond: Double, peakOperationsPerSecond: Double = 0, idleWatts: Double = 0,
    peakWatts: Double = 0, dollarsPerHour: Double = 0, collectiveLaunchSeconds: Double = 5e-6,
    link: Link? = nil
  ) {
    self.name = name
    self.family = family
    self.values = values ?? family.defaultValues
    self.memoryBytes = memoryBytes
    self.memoryBytesPerSecond = memoryBytesPerSecond
    self.peakOperationsPerSecond = peakOperationsPerSecond
    self.idleWatts = idleWatts
    self.peakWatts = peakWatts
    self.dollarsPerHour = dollarsPerHour
    self.collectiveLaunchSeconds = collectiveLaunchSeconds
    self.link = link
  }
}
