import ArchSimHardware
public import ArchSimText

/// Reading and writing of proxies; docs/formats/proxy.md describes the format.
public enum ProxyFile {
  /// The version of the format.
  static let version = 1

  /// A proxy as JSON.
  public static func text(_ proxy: Proxy) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("proxy")
    json.string(proxy.study)
    json.key("version")
    json.number(version)
    json.key("settings")
    json.beginObject()
    for (name, value) in [
      ("trees", proxy.settings.trees), ("depth", proxy.settings.depth),
      ("leaf", proxy.settings.leastLeaf), ("patience", proxy.settings.patience),
    ] {
      json.key(name)
      json.number(value)
    }
    json.key("rate")
    json.number(proxy.settings.rate)
    json.key("share")
    json.number(proxy.settings.share)
    json.key("seed")
    json.string("\(proxy.settings.seed)")
    json.endObject()
    json.key("parameters")
    json.columns(proxy.features.columns)
    json.key("features")
    json.beginArray()
    for feature in proxy.features.features { write(feature, proxy, to: &json) }
    json.endArray()
    json.key("metrics")
    json.beginArray()
    for model in proxy.models { write(model, to: &json) }
    json.endArray()
    json.key("exists")
    if let existence = proxy.existence { write(existence, to: &json) } else { json.null() }
    json.endObject()
    return json.text + "\n"
  }

  private static func write(
    _ feature: ProxyFeatures.Feature, _ proxy: Proxy, to json: inout JSONWriter
  ) {
    json.beginObject()
    json.key("parameter")
    json.string(proxy.features.columns[feature.column].name)
    json.key("as")
    switch feature.meaning {
    case .value: json.string("value")
    case .logarithm: json.string("logarithm")
    case .isMissing: json.string("missing")
    case .isChoice(let name):
      json.string("choice")
      json.key("choice")
      json.string(name)
    }
    json.key("mean")
    json.number(feature.mean)
    json.key("deviation")
    json.number(feature.deviation)
    json.endObject()
  }

  private static func write(_ model: Proxy.Model, to json: inout JSONWriter) {
    json.beginObject()
    json.key("name")
    json.string(model.name)
    json.key("unit")
    json.string(model.unit.symbol)
    json.key("logarithmic")
    json.boolean(model.isLogarithmic)
    json.key("designs")
    json.number(model.rows)
    json.key("bounds")
    json.numbers([model.bounds.lowerBound, model.bounds.upperBound])
    json.key("quadratic")
    json.boolean(model.surface.isQuadratic)
    json.key("weights")
    json.numbers(model.surface.weights)
    json.key("trees")
    json.beginArray()
    for tree in model.trees {
      json.beginObject()
      json.key("feature")
      json.integers(tree.features)
      json.key("value")
      json.numbers(tree.values)
      json.key("right")
      json.integers(tree.right)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  // MARK: Reading

  /// Reads a proxy.
  ///
  /// - Parameter path: The file.
  /// - Returns: The proxy.
  /// - Throws: A diagnostic with the place of the first mistake.
  public static func read(_ path: String) throws(Diagnostic) -> Proxy {
    try parse(try TextFile.read(path, limit: .max, what: "proxy"), file: path)
  }

  /// Reads a proxy from bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file as read.
  ///   - file: Its name in locations.
  /// - Returns: The proxy.
  /// - Throws: A diagnostic with the place of the first mistake.
  public static func parse(_ bytes: [UInt8], file: String) throws(Diagnostic) -> Proxy {
    let value = try JSONParser.parse(bytes, file: file)
    let study = try value.require("proxy").requireString("proxy")
    let number = try value.require("version")
    guard try number.requireInteger("version") == version else {
      throw Diagnostic("expected a proxy of version \(version)", at: number.location)
    }
    let columns = try Dataset.Column.list(try value.require("parameters"))
    var features: [ProxyFeatures.Feature] = []
    for entry in try value.require("features").requireArray("features") {
      features.append(try feature(entry, columns))
    }
    var models: [Proxy.Model] = []
    for entry in try value.require("metrics").requireArray("metrics") {
      models.append(try model(entry, features: features.count))
    }
    let exists = try value.require("exists")
    return Proxy(
      study: study, settings: try settings(try value.require("settings")),
      features: ProxyFeatures(columns: columns, features: features), models: models,
      existence: exists.isNull ? nil : try model(exists, features: features.count))
  }

  private static func settings(_ value: JSONValue) throws(Diagnostic) -> ProxySettings {
    var settings = ProxySettings()
    settings.trees = try value.require("trees").requireInteger("trees")
    settings.depth = try value.require("depth").requireInteger("depth")
    settings.leastLeaf = try value.require("leaf").requireInteger("leaf")
    settings.patience = try value.require("patience").requireInteger("patience")
    settings.rate = try value.require("rate").requireNumber("rate")
    settings.share = try value.require("share").requireNumber("share")
    let seed = try value.require("seed")
    guard let number = UInt64(try seed.requireString("seed")) else {
      throw Diagnostic("expected a seed, found \(seed.description)", at: seed.location)
    }
    settings.seed = number
    return settings
  }

  private static func feature(
    _ value: JSONValue, _ columns: [Dataset.Column]
  ) throws(Diagnostic) -> ProxyFeatures.Feature {
    let name = try value.require("parameter")
    let text = try name.requireString("parameter")
    guard let column = columns.firstIndex(where: { $0.name == text }) else {
      throw Diagnostic("unknown parameter '\(text.shortened)'", at: name.location)
    }
    let kind = try value.require("as")
    let meaning: ProxyFeatures.Feature.Meaning
    switch try kind.requireString("as") {
    case "value": meaning = .value
    case "logarithm": meaning = .logarithm
    case "missing": meaning = .isMissing
    case "choice": meaning = .isChoice(try value.require("choice").requireString("choice"))
    default:
      throw Diagnostic(
        "expected value, logarithm, choice or missing, found \(kind.description)",
        at: kind.location)
    }
    let deviation = try value.require("deviation")
    var feature = ProxyFeatures.Feature(column: column, meaning: meaning)
    feature.mean = try value.require("mean").requireNumber("mean")
    feature.deviation = try deviation.requireNumber("deviation")
    guard feature.deviation > 0 else {
      throw Diagnostic("expected a deviation above 0", at: deviation.location)
    }
    return feature
  }

  private static func model(
    _ value: JSONValue, features: Int
  ) throws(Diagnostic) -> Proxy.Model {
    let unitValue = try value.require("unit")
    let symbol = try unitValue.requireString("unit")
    guard let unit = Unit.allCases.first(where: { $0.symbol == symbol }) else {
      throw Diagnostic("unknown unit '\(symbol.shortened)'", at: unitValue.location)
    }
    let boundsValue = try value.require("bounds")
    let bounds = try numbers(boundsValue, "bounds")
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      throw Diagnostic("expected a lower and an upper bound", at: boundsValue.location)
    }
    let isQuadratic = try value.require("quadratic").requireBoolean("quadratic")
    let weightsValue = try value.require("weights")
    let weights = try numbers(weightsValue, "weights")
    let expected = 1 + features + (isQuadratic ? features * (features + 1) / 2 : 0)
    guard weights.count == expected else {
      throw Diagnostic(
        "expected \(expected) weights, found \(weights.count)", at: weightsValue.location)
    }
    var trees: [BoostedTree] = []
    for entry in try value.require("trees").requireArray("trees") {
      trees.append(try tree(entry, features: features))
    }
    return Proxy.Model(
      name: try value.require("name").requireString("name"), unit: unit,
      isLogarithmic: try value.require("logarithmic").requireBoolean("logarithmic"),
      rows: try value.require("designs").requireInteger("designs"),
      surface: ResponseSurface(isQuadratic: isQuadratic, weights: weights), trees: trees,
      bounds: bounds[0]...bounds[1])
  }

  /// A tree whose questions all lead forward, so that each ends.
  private static func tree(_ value: JSONValue, features: Int) throws(Diagnostic) -> BoostedTree {
    let tree = BoostedTree(
      features: try integers(try value.require("feature"), "feature"),
      values: try numbers(try value.require("value"), "value"),
      right: try integers(try value.require("right"), "right"))
    let count = tree.features.count
    var isSound = count > 0 && tree.values.count == count && tree.right.count == count
    for node in 0..<(isSound ? count : 0) where tree.features[node] >= 0 {
      let right = tree.right[node]
      isSound = isSound && tree.features[node] < features && right > node + 1 && right < count
    }
    guard isSound, tree.features.last == -1 else {
      throw Diagnostic("this is no tree", at: value.location)
    }
    return tree
  }

  private static func numbers(_ value: JSONValue, _ what: String) throws(Diagnostic) -> [Double] {
    var numbers: [Double] = []
    for element in try value.requireArray(what) { numbers.append(try element.requireNumber(what)) }
    return numbers
  }

  private static func integers(_ value: JSONValue, _ what: String) throws(Diagnostic) -> [Int] {
    var numbers: [Int] = []
    for element in try value.requireArray(what) {
      numbers.append(try element.requireInteger(what))
    }
    return numbers
  }
}

extension JSONWriter {
  fileprivate mutating func numbers(_ values: [Double]) {
    beginArray()
    for value in values { number(value) }
    endArray()
  }

  fileprivate mutating func integers(_ values: [Int]) {
    beginArray()
    for value in values { number(value) }
    endArray()
  }
}
