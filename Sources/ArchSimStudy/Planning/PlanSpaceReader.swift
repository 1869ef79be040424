import ArchSimHardware
import ArchSimServing
import ArchSimText
import ArchSimWorkload

/// Reads the `space` of a plan file: degrees, roles, schemes and parameters of devices.
enum PlanSpaceReader {
  private static let flags = ["plan.padding", "plan.idle_devices"]

  static func read(_ value: YAMLValue, into study: inout PlanStudy) throws(Diagnostic) {
    let map = try YAMLMap(value, "'space'")
    let degrees = PlanDegree.allCases.map { "plan.\($0.rawValue)" }
    let known =
      degrees + flags + [
        "plan.separate", "plan.prefill_pool", "plan.decode_pool", "quantization", "kv",
      ] + PlanAxis.EngineSetting.allCases.map { "engine.\($0.rawValue)" }
    for member in map.members {
      if let degree = PlanDegree.allCases.first(where: { "plan.\($0.rawValue)" == member.key }) {
        let values = try integers(member)
        study.limits.degrees[degree] = values
        if degree == .microBatches { study.limits.microBatches = values }
        continue
      }
      switch member.key {
      case "plan.padding": study.limits.hasPadding = try member.value.boolean(member.key)
      case "plan.idle_devices": study.limits.hasIdleDevices = try member.value.boolean(member.key)
      case "plan.separate":
        study.limits.separation = try member.value.choice(
          member.key, of: PlanLimits.Separation.self)
      case "plan.prefill_pool": study.limits.prefillPool = try pool(member.value, study)
      case "plan.decode_pool": study.limits.decodePool = try pool(member.value, study)
      case "quantization": study.schemes = try PlanFile.schemes(list(member.value))
      case "kv": try cacheFormats(member, into: &study)
      case let key where key.hasPrefix("device."): try device(member, into: &study)
      case let key where known.contains(key): try engine(member, into: &study)
      default:
        throw Diagnostic(
          "unknown parameter '\(member.key.shortened)' of plans", at: member.keyLocation,
          hint: didYouMean(member.key, among: known) ?? "device.NAME is a parameter of devices")
      }
    }
    for (value, isSet) in [
      (map["plan.prefill_pool"], study.limits.prefillPool != nil),
      (map["plan.decode_pool"], study.limits.decodePool != nil),
    ] where isSet && study.limits.separation == .never {
      throw Diagnostic(
        "a pool for one phase needs 'plan.separate'", at: value?.location,
        hint: "add plan.separate: always, or allowed")
    }
  }

  /// `[1, 2]` or `{values: [1, 2]}`.
  private static func list(_ value: YAMLValue) throws(Diagnostic) -> YAMLValue {
    guard value.members != nil else { return value }
    return try YAMLMap(value, "this parameter", keys: ["values"]).require("values")
  }

  private static func integers(_ member: YAMLMember) throws(Diagnostic) -> [Int] {
    let value = try list(member.value)
    let elements = value.scalar == nil ? try value.elements(member.key) : [value]
    var values: [Int] = []
    for element in elements {
      values.append(try element.integer(member.key, in: 1...1 << 20))
    }
    guard !values.isEmpty else {
      throw Diagnostic("expected at least one value for '\(member.key)'", at: value.location)
    }
    return Set(values).sorted()
  }

  private static func pool(_ value: YAMLValue, _ study: PlanStudy) throws(Diagnostic) -> String {
    let name = try value.text("pool")
    let names = study.cluster.pools.map(\.name)
    guard names.contains(name) else {
      throw Diagnostic(
        "\(study.cluster.name) has no pool '\(name.shortened)'", at: value.location,
        hint: didYouMean(name, among: names) ?? "pools: \(names.joined(separator: ", "))")
    }
    return name
  }

  /// A parameter of the devices' family; pools of other families keep theirs.
  private static func device(_ member: YAMLMember, into study: inout PlanStudy) throws(Diagnostic) {
    let name = String(member.key.dropFirst("device.".count))
    let families = study.cluster.pools.map(\.device.family)
    guard
      let parameter = families.lazy.compactMap({ family in
        family.position(of: name).map { family.parameters[$0] }
      }).first
    else {
      throw Diagnostic(
        "no device of \(study.cluster.name) has a parameter '\(name.shortened)'",
        at: member.keyLocation,
        hint: didYouMean(name, among: families.flatMap { $0.parameters.map(\.name) }))
    }
    var values: [(value: Double, text: String)] = []
    for element in try list(member.value).elements(member.key) {
      let text = try element.text(member.key)
      let value = try parameter.parse(text, at: element.location)
      if !values.contains(where: { $0.value == value }) { values.append((value, text)) }
    }
    guard !values.isEmpty else {
      throw Diagnostic(
        "expected at least one value for '\(member.key)'", at: member.value.location)
    }
    values.sort { $0.value < $1.value }
    let isOrdered = if case .choice = parameter.kind { false } else { true }
    study.axes.append(
      PlanAxis(
        .device(name), values: values.map(\.value), texts: values.map(\.text),
        isOrdered: isOrdered))
  }

  /// A setting of the engine: whole numbers, or policies by name.
  private static func engine(_ member: YAMLMember, into study: inout PlanStudy) throws(Diagnostic) {
    let name = String(member.key.dropFirst("engine.".count))
    guard let setting = PlanAxis.EngineSetting(rawValue: name) else { return }
    guard setting == .policy else {
      let values = try integers(member)
      let limit = setting == .page ? 65_536 : 1 << 20
      if let value = values.last, value > limit {
        throw Diagnostic(
          "'\(member.key)' is \(value), expected 1 to \(limit)", at: member.value.location)
      }
      study.axes.append(
        PlanAxis(.engine(setting), values: values.map(Double.init), texts: values.map { "\($0)" }))
      return
    }
    var positions: [Int] = []
    for element in try list(member.value).elements(member.key) {
      let policy = try element.choice("policy", of: BatchingPolicy.self)
      let position = BatchingPolicy.allCases.firstIndex(of: policy) ?? 0
      if !positions.contains(position) { positions.append(position) }
    }
    try append(
      PlanAxis(
        .engine(.policy), values: positions.map(Double.init),
        texts: positions.map { BatchingPolicy.allCases[$0].rawValue }, isOrdered: false),
      of: member, to: &study)
  }

  /// Formats of keys and values, whatever the scheme says of them.
  private static func cacheFormats(
    _ member: YAMLMember, into study: inout PlanStudy
  ) throws(Diagnostic) {
    var formats: [NumberFormat] = []
    for element in try list(member.value).elements(member.key) {
      let format = try NumberFormat(parsing: try element.text("kv"), at: element.location)
      if !formats.contains(format) { formats.append(format) }
    }
    try append(
      PlanAxis(
        .cacheFormat(formats), values: formats.indices.map(Double.init),
        texts: formats.map(\.description), isOrdered: false), of: member, to: &study)
  }

  private static func append(
    _ axis: PlanAxis, of member: YAMLMember, to study: inout PlanStudy
  ) throws(Diagnostic) {
    guard !axis.values.isEmpty else {
      throw Diagnostic(
        "expected at least one value for '\(member.key)'", at: member.value.location)
    }
    study.axes.append(axis)
  }
}
