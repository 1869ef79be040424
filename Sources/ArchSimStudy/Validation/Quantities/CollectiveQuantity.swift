import ArchSimHardware
import ArchSimServing
import ArchSimText

/// How far a cluster's exchanges lie from a file of measured ones: `collective`, `where`, `cluster`,
/// `algorithms`, `statistic`.
///
/// The error of a measurement is ours over theirs, less one.
struct CollectiveQuantity: ValidationQuantity {
  static let key = "collective"
  static let keys = [key, "cluster", "algorithms"] + MeasurementFile.keys
  private static let algorithms: [(name: String, value: Set<CollectiveAlgorithm>)] = [
    ("library", CollectiveModel.library), ("engine", CollectiveModel.engine),
    // TensorRT-LLM's own choice, of which only one-shot differs from NCCL in what is measured.
    ("one-shot", CollectiveModel.library.union([.oneShot])),
  ]

  private let measurements: [CollectiveMeasurement]
  private let model: CollectiveModel
  private let statistic: ErrorStatistic
  private let text: String
  private let clusterName: String

  init(reading map: YAMLMap) throws(Diagnostic) {
    let value = try map.require("cluster")
    let path = try value.file("cluster", "cluster file")
    let cluster = try ClusterFile.read(path)
    guard cluster.pools.count == 1, let pool = cluster.pools.first else {
      throw Diagnostic(
        "expected a cluster of one pool, found \(cluster.pools.count) pools", at: value.location)
    }
    let file = try MeasurementFile(map, key: Self.key)
    let columns = try CollectiveMeasurement.Columns(file.table)
    var measurements: [CollectiveMeasurement] = []
    for row in file.rows {
      measurements.append(
        try CollectiveMeasurement(row, columns, mostDevices: pool.deviceCount))
    }
    self.measurements = measurements
    var model = CollectiveModel(pool)
    model.algorithms = try map.choice(
      "algorithms", among: Self.algorithms, default: CollectiveModel.engine)
    self.model = model
    statistic = try MeasurementFile.statistic(map)
    text = file.text
    clusterName = FilePath.name(of: path)
  }

  var unit: ValidationUnit { .quantity(.none) }
  var summary: String {
    "\(statistic.rawValue) error over \(measurements.count) exchanges of \(text) on \(clusterName)"
  }

  func value(_ cache: inout ValidationCache) throws(Diagnostic) -> Double {
    statistic.value(
      of: measurements.map { one in
        let group = DeviceGroup(count: one.devices, in: model.topology)
        let ours = model.cost(one.kind, bytes: one.bytes, group: group)
        return ours.seconds / one.seconds - 1
      })
  }
}

/// A measured exchange of devices that stand next to each other.
private struct CollectiveMeasurement: Sendable {
  let kind: CollectiveKind
  let devices: Int
  let bytes: Double
  let seconds: Double

  /// Where a file has what, as its source wrote it.
  struct Columns {
    /// The exchange; nil where all are all-reduces.
    let kind: Int?
    let devices: Int
    let size: Int
    /// Bytes of one of `size`.
    let unitBytes: Double
    /// In milliseconds.
    let latency: Int

    init(_ table: CSVTable) throws(Diagnostic) {
      kind = table.column(named: "op_name") ?? table.column(named: "collective")
      if let column = table.column(named: "num_workers") {
        // Vidur's profiles: bytes.
        devices = column
        size = try table.requireColumn(named: "size")
        unitBytes = 1
        latency = try table.requireColumn(named: "median_ms")
      } else {
        // aiconfigurator's: elements of two bytes.
        devices = try table.requireColumn(named: "num_gpus")
        size = try table.requireColumn(named: "message_size")
        unitBytes = 2
        latency = try table.requireColumn(named: "latency")
      }
    }
  }

  private static let kinds: [(name: String, kind: CollectiveKind)] = [
    ("all_reduce", .allReduce), ("all_gather", .allGather), ("reduce_scatter", .reduceScatter),
    ("alltoall", .allToAll), ("broadcast", .broadcast), ("send_recv", .sendReceive),
  ]

  init(_ row: CSVRow, _ columns: Columns, mostDevices: Int) throws(Diagnostic) {
    var kind = CollectiveKind.allReduce
    if let column = columns.kind {
      let name = try row.text(at: column, named: "kind of exchange")
      guard let known = Self.kinds.first(where: { $0.name == name }) else {
        throw Diagnostic(
          "unknown exchange '\(name.shortened)'", at: row.location(at: column),
          hint: didYouMean(name, among: Self.kinds.map(\.name)))
      }
      kind = known.kind
    }
    self.kind = kind
    devices = try row.integer(at: columns.devices, named: "devices")
    guard (2...max(2, mostDevices)).contains(devices) else {
      throw Diagnostic(
        "an exchange of \(devices) devices, expected 2 to \(mostDevices) as the cluster has",
        at: row.location(at: columns.devices))
    }
    bytes = columns.unitBytes * (try row.number(at: columns.size, named: "size"))
    seconds = 1e-3 * (try row.number(at: columns.latency, named: "latency"))
    guard bytes > 0, seconds > 0, bytes.isFinite, seconds.isFinite else {
      throw Diagnostic(
        "a size and a latency above 0 are needed", at: row.location(at: columns.size))
    }
  }
}
