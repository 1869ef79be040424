import ArchSimHardware
public import ArchSimText

/// Reading and writing of proxies; docs/formats/proxy.md describes the format.
public enum ProxyFile {
  /// The version of the format.
  static let version = 3

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
      ("passes", proxy.settings.passes), ("units", proxy.settings.units),
    ] {
      json.key(name)
      json.number(value)
    }
    json.key("leaves")
    if let leaves = proxy.settings.leaves { json.number(leaves) } else { json.null() }
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
    for (index, feature) in proxy.features.features.enumerated() {
      write(feature, proxy, cuts: proxy.features.bins.cuts[index], to: &json)
    }
    json.endArray()
    json.key("predicts")
    json.beginArray()
    for name in proxy.metrics { json.string(name) }
    json.endArray()
    json.key("metrics")
    json.beginArray()
    for model in proxy.models { write(model, proxy, to: &json) }
    json.endArray()
    json.key("network")
    if let network = proxy.network { write(network, to: &json) } else { json.null() }
    json.key("exists")
    if let existence = proxy.existence { write(existence, proxy, to: &json) } else { json.null() }
    json.endObject()
    return json.text + "\n"
  }

  private static func write(
    _ feature: ProxyFeatures.Feature, _ proxy: Proxy, cuts: [Double], to json: inout JSONWriter
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
    json.key("cuts")
    json.numbers(cuts)
    json.endObject()
  }

  private static func write(_ model: Proxy.Model, _ proxy: Proxy, to json: inout JSONWriter) {
    json.beginObject()
    json.key("name")
    json.string(model.name)
    json.key("unit")
    json.string(model.unit.symbol)
    json.key("designs")
    json.number(model.rows)
    if let relation = model.relation {
      json.key(relation.form.rawValue)
      json.beginArray()
      for term in relation.terms {
        json.string((term.exponent < 0 ? "1/" : "") + proxy.models[term.metric].name)
      }
      json.endArray()
      if relation.form == .product {
        json.key("weights")
        json.numbers(model.surface.weights)
      }
    } else {
      json.key("logarithmic")
      json.boolean(model.isLogarithmic)
      json.key("bounds")
      json.numbers([model.bounds.lowerBound, model.bounds.upperBound])
      json.key("quadratic")
      json.boolean(model.surface.isQuadratic)
      json.key("natural")
      json.boolean(model.surface.isNatural)
      json.key("weights")
      json.numbers(model.surface.weights)
      json.key("steps")
      json.numbers(model.trees.map(\.step))
      json.key("trees")
      json.beginArray()
      let letters = TreeText(featureCount: proxy.features.features.count)
      for tree in model.trees { json.string(letters.text(tree)) }
      json.endArray()
      json.key("network")
      if let share = model.network { write(share, to: &json) } else { json.null() }
    }
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
      throw Diagnostic(
        "expected a proxy of version \(version), found \(number.description)",
        at: number.location, hint: "'archsim proxy fit' learns it anew")
    }
    let columns = try Dataset.Column.list(try value.require("parameters"))
    var features: [ProxyFeatures.Feature] = []
    var cuts: [[Double]] = []
    for entry in try value.require("features").requireArray("features") {
      features.append(try feature(entry, columns))
      cuts.append(try Self.cuts(try entry.require("cuts")))
    }
    var models: [Proxy.Model] = []
    for entry in try value.require("metrics").requireArray("metrics") {
      models.append(try model(entry, features: features.count, before: models))
    }
    var shown: [Int] = []
    for entry in try value.require("predicts").requireArray("predicts") {
      let name = try entry.requireString("predicts")
      guard let position = models.firstIndex(where: { $0.name == name }) else {
        throw Diagnostic("there is no metric '\(name.shortened)'", at: entry.location)
      }
      shown.append(position)
    }
    let network = try network(
      try value.require("network"),
      inputs: NetworkInputs(
        ProxyFeatures(columns: columns, features: features, bins: ProxyBins(cuts: cuts))
      ).count)
    let outputs = network?.layers.last?.outputs ?? 0
    for model in models where model.network.map({ $0.output >= outputs }) ?? false {
      throw Diagnostic(
        "the network has no such output for '\(model.name.shortened)'", at: value.location)
    }
    let exists = try value.require("exists")
    return Proxy(
      study: study, settings: try settings(try value.require("settings")),
      features: ProxyFeatures(columns: columns, features: features, bins: ProxyBins(cuts: cuts)),
      models: models, shown: shown,
      existence: exists.isNull ? nil : try model(exists, features: features.count, before: []),
      network: network)
  }

  private static func cuts(_ value: JSONValue) throws(Diagnostic) -> [Double] {
    let cuts = try numbers(value, "cuts")
    guard cuts.count < ProxyBins.largestCount, zip(cuts, cuts.dropFirst()).allSatisfy(<) else {
      throw Diagnostic(
        "expected fewer than \(ProxyBins.largestCount) ascending numbers", at: value.location)
    }
    return cuts
  }

  private static func settings(_ value: JSONValue) throws(Diagnostic) -> ProxySettings {
    var settings = ProxySettings()
    settings.trees = try value.require("trees").requireInteger("trees")
    let leaves = try value.require("leaves")
    settings.leaves = leaves.isNull ? nil : try leaves.requireInteger("leaves")
    settings.depth = try value.require("depth").requireInteger("depth")
    settings.leastLeaf = try value.require("leaf").requireInteger("leaf")
    settings.patience = try value.require("patience").requireInteger("patience")
    settings.passes = try value.require("passes").requireInteger("passes")
    settings.units = try value.require("units").requireInteger("units")
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
    _ value: JSONValue, features: Int, before: [Proxy.Model]
  ) throws(Diagnostic) -> Proxy.Model {
    let unitValue = try value.require("unit")
    let symbol = try unitValue.requireString("unit")
    guard let unit = Unit.allCases.first(where: { $0.symbol == symbol }) else {
      throw Diagnostic("unknown unit '\(symbol.shortened)'", at: unitValue.location)
    }
    let name = try value.require("name").requireString("name")
    let rows = try value.require("designs").requireInteger("designs")
    for form in ProxyRelation.Form.allCases {
      guard let terms = value[form.rawValue] else { continue }
      let plane =
        form == .product
        ? try weights(try value.require("weights"), count: 1 + features) : []
      return Proxy.Model(
        name: name, unit: unit, isLogarithmic: form == .product, rows: rows,
        surface: ResponseSurface(isQuadratic: false, weights: plane), trees: [], bounds: 0...0,
        relation: ProxyRelation(form: form, terms: try Self.terms(terms, form, before)))
    }
    let boundsValue = try value.require("bounds")
    let bounds = try numbers(boundsValue, "bounds")
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      throw Diagnostic("expected a lower and an upper bound", at: boundsValue.location)
    }
    let isQuadratic = try value.require("quadratic").requireBoolean("quadratic")
    let isNatural = try value.require("natural").requireBoolean("natural")
    let expected = 1 + features + (isQuadratic ? features * (features + 1) / 2 : 0)
    let stepsValue = try value.require("steps")
    let steps = try numbers(stepsValue, "steps")
    let treeValues = try value.require("trees").requireArray("trees")
    guard steps.count == treeValues.count else {
      throw Diagnostic("expected a step a tree", at: stepsValue.location)
    }
    let letters = TreeText(featureCount: features)
    var trees: [BoostedTree] = []
    for (entry, step) in zip(treeValues, steps) {
      guard let tree = letters.tree(try entry.requireString("trees"), step: step) else {
        throw Diagnostic("this is no tree", at: entry.location)
      }
      trees.append(tree)
    }
    return Proxy.Model(
      name: name, unit: unit,
      isLogarithmic: try value.require("logarithmic").requireBoolean("logarithmic"), rows: rows,
      surface: ResponseSurface(
        isQuadratic: isQuadratic, isNatural: isNatural,
        weights: try weights(try value.require("weights"), count: expected)),
      trees: trees, bounds: bounds[0]...bounds[1],
      network: try share(try value.require("network"), features: features))
  }

  private static func weights(
    _ value: JSONValue, count: Int
  ) throws(Diagnostic) -> [Double] {
    let weights = try numbers(value, "weights")
    guard weights.count == count else {
      throw Diagnostic("expected \(count) weights, found \(weights.count)", at: value.location)
    }
    return weights
  }

  /// The terms of a relation, which are metrics that come before it.
  private static func terms(
    _ value: JSONValue, _ form: ProxyRelation.Form, _ before: [Proxy.Model]
  ) throws(Diagnostic) -> [ProxyRelation.Term] {
    var terms: [ProxyRelation.Term] = []
    for entry in try value.requireArray(form.rawValue) {
      let text = try entry.requireString(form.rawValue)
      let isDivisor = form == .product && text.hasPrefix("1/")
      let name = isDivisor ? String(text.dropFirst(2)) : text
      guard let metric = before.firstIndex(where: { $0.name == name }) else {
        throw Diagnostic("there is no metric '\(name.shortened)' before", at: entry.location)
      }
      terms.append(ProxyRelation.Term(metric: metric, exponent: isDivisor ? -1 : 1))
    }
    return terms
  }

  private static func numbers(_ value: JSONValue, _ what: String) throws(Diagnostic) -> [Double] {
    var numbers: [Double] = []
    for element in try value.requireArray(what) { numbers.append(try element.requireNumber(what)) }
    return numbers
  }
}

extension JSONWriter {
  fileprivate mutating func numbers(_ values: [Double]) {
    beginArray()
    for value in values { number(value) }
    endArray()
  }
}
