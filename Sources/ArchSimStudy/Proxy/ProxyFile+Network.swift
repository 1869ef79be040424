import ArchSimText

extension ProxyFile {
  static func write(_ network: ProxyNetwork, to json: inout JSONWriter) {
    json.beginArray()
    for layer in network.layers {
      json.beginObject()
      json.key("inputs")
      json.number(layer.inputs)
      json.key("outputs")
      json.number(layer.outputs)
      json.key("step")
      json.number(layer.step)
      json.key("weights")
      json.string(WeightText.text(layer.numbers))
      json.endObject()
    }
    json.endArray()
  }

  static func write(_ share: NetworkShare, to json: inout JSONWriter) {
    json.beginObject()
    json.key("output")
    json.number(share.output)
    json.key("share")
    json.number(share.share)
    json.key("scale")
    json.number(share.scale)
    json.key("weights")
    json.beginArray()
    for weight in share.plane.weights { json.number(weight) }
    json.endArray()
    json.endObject()
  }

  /// The network of a proxy, whose layers must fit each other.
  static func network(_ value: JSONValue, inputs: Int) throws(Diagnostic) -> ProxyNetwork? {
    guard !value.isNull else { return nil }
    var layers: [ProxyNetwork.Layer] = []
    var expected = inputs
    for entry in try value.requireArray("network") {
      let inputs = try entry.require("inputs")
      guard try inputs.requireInteger("inputs") == expected else {
        throw Diagnostic(
          "expected \(expected) inputs, found \(inputs.description)", at: inputs.location)
      }
      let outputsValue = try entry.require("outputs")
      let outputs = try outputsValue.requireInteger("outputs")
      guard (1...largestLayer).contains(outputs) else {
        throw Diagnostic("expected 1 to \(largestLayer) outputs", at: outputsValue.location)
      }
      let weights = try entry.require("weights")
      guard let numbers = WeightText.numbers(try weights.requireString("weights")),
        numbers.count == (expected + 1) * outputs
      else {
        throw Diagnostic(
          "expected four letters for each of \((expected + 1) * outputs) weights",
          at: weights.location)
      }
      layers.append(
        ProxyNetwork.Layer(
          inputs: expected, outputs: outputs,
          step: try entry.require("step").requireNumber("step"), numbers: numbers))
      expected = outputs
    }
    guard !layers.isEmpty else { throw Diagnostic("expected layers", at: value.location) }
    return ProxyNetwork(layers: layers)
  }

  /// The share of the network in a metric; that its output exists is for the caller to see.
  static func share(_ value: JSONValue, features: Int) throws(Diagnostic) -> NetworkShare? {
    guard !value.isNull else { return nil }
    let output = try value.require("output")
    let number = try output.requireInteger("output")
    guard number >= 0 else { throw Diagnostic("expected no number below 0", at: output.location) }
    let weightsValue = try value.require("weights")
    var weights: [Double] = []
    for entry in try weightsValue.requireArray("weights") {
      weights.append(try entry.requireNumber("weights"))
    }
    guard weights.count == 1 + features else {
      throw Diagnostic(
        "expected \(1 + features) weights, found \(weights.count)", at: weightsValue.location)
    }
    return NetworkShare(
      output: number, share: try value.require("share").requireNumber("share"),
      plane: ResponseSurface(isQuadratic: false, weights: weights),
      scale: try value.require("scale").requireNumber("scale"))
  }

  /// Most units of a layer.
  private static let largestLayer = 65_536
}
