import ArchSimHardware
import ArchSimText
import ArchSimWorkload

/// A hardware file and what a row changes of it: `hardware` and `set`.
struct DesignReference: Sendable {
  static let keys = ["hardware", "set"]

  let design: HardwareDesign
  /// The file and the changes, to tell designs apart and to print them.
  let text: String

  init(_ map: YAMLMap) throws(Diagnostic) {
    let hardware = try map.require("hardware")
    var design = try HardwareFile.reference(hardware, families: AcceleratorFamilies.builtIn)
    var text = FilePath.name(of: hardware.scalar ?? design.name)
    if let changes = map["set"] {
      for member in try YAMLMap(changes, "'set'").members {
        let value = try member.value.text(member.key)
        try design.set(
          member.key, to: value, nameLocation: member.keyLocation,
          valueLocation: member.value.location)
        text += " \(member.key)=\(value)"
      }
    }
    self.design = design
    self.text = text
  }

  /// A metric of a workload on the design.
  func metric(
    _ metric: Int, of workload: WorkloadVariant, at location: SourceLocation
  ) throws(Diagnostic) -> Double {
    let value: Double
    do throws(Infeasibility) {
      value = try design.metrics(on: workload)[metric]
    } catch {
      throw Diagnostic("\(design.name) cannot run this: \(error)", at: location, kind: .failure)
    }
    guard value.isFinite else {
      throw Diagnostic(
        "'\(Metric.all[metric].name)' means nothing for this workload on \(design.family.name)",
        at: location)
    }
    return value
  }
}

/// A layer trace on a design: `trace`, `hardware`, `set`, `metric`.
struct TraceQuantity: ValidationQuantity {
  static let key = "trace"
  static let keys = [key, "metric"] + DesignReference.keys

  private let trace: LayerTrace
  private let file: String
  private let reference: DesignReference
  private let metric: Int
  private let location: SourceLocation

  init(reading map: YAMLMap) throws(Diagnostic) {
    let value = try map.require(Self.key)
    let path = try value.file(Self.key, "layer trace")
    trace = try LayerTrace.parse(bytes: try TextFile.read(path, what: "layer trace"), file: path)
    file = FilePath.name(of: path)
    reference = try DesignReference(map)
    let name = try map.require("metric")
    metric = try Metric.require(try name.text("metric"), at: name.location)
    location = map.location
  }

  var unit: ValidationUnit { .quantity(Metric.all[metric].unit) }
  var summary: String { "\(Metric.all[metric].name) of \(file) on \(reference.text)" }

  func value(_ cache: inout ValidationCache) throws(Diagnostic) -> Double {
    try reference.metric(metric, of: WorkloadVariant(trace), at: location)
  }
}

/// One matrix product on a design: `product: {m, k, n, …}`, `hardware`, `set`, `metric`.
struct ProductQuantity: ValidationQuantity {
  static let key = "product"
  static let keys = [key, "metric"] + DesignReference.keys
  private static let productKeys = ["m", "k", "n", "batch", "weights", "activations", "output"]

  private let operation: Operator
  private let reference: DesignReference
  private let metric: Int
  private let location: SourceLocation

  init(reading map: YAMLMap) throws(Diagnostic) {
    let product = try YAMLMap(try map.require(Self.key), "'product'", keys: Self.productKeys)
    let sizes = 1...1_000_000_000
    func format(_ key: String, _ fallback: NumberFormat) throws(Diagnostic) -> NumberFormat {
      guard let value = product[key] else { return fallback }
      return try NumberFormat(parsing: try value.text(key), at: value.location)
    }
    operation = Operator(
      .gemm, m: try product.require("m").integer("m", in: sizes),
      k: try product.require("k").integer("k", in: sizes),
      n: try product.require("n").integer("n", in: sizes),
      batch: try product["batch"]?.integer("batch", in: sizes) ?? 1,
      weights: TensorQuantization(try format("weights", .int8)),
      activations: try format("activations", .int8), output: try format("output", .fp16))
    reference = try DesignReference(map)
    let name = try map.require("metric")
    metric = try Metric.require(try name.text("metric"), at: name.location)
    location = map.location
  }

  var unit: ValidationUnit { .quantity(Metric.all[metric].unit) }
  var summary: String {
    "\(Metric.all[metric].name) of \(operation.m) × \(operation.k) × \(operation.n) on "
      + reference.text
  }

  func value(_ cache: inout ValidationCache) throws(Diagnostic) -> Double {
    let trace = LayerTrace(
      name: "product", rows: [TraceRow(name: "product", operation: operation)])
    return try reference.metric(metric, of: WorkloadVariant(trace), at: location)
  }
}

extension YAMLValue {
  /// The path of a file that exists, relative to the file that names it.
  func file(_ key: String, _ what: String) throws(Diagnostic) -> String {
    let path = FilePath.resolve(try text(key), relativeTo: location.file)
    guard TextFile.exists(path) else {
      throw Diagnostic(
        "there is no \(what) '\(path)'", at: location, hint: TextFile.nearestPath(to: path))
    }
    return path
  }
}
