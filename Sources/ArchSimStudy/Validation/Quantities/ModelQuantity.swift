import ArchSimHardware
import ArchSimText
import ArchSimWorkload

/// A count of a model: `model`, `quantization`, `quantity`.
struct ModelQuantity: ValidationQuantity {
  static let key = "model"
  static let keys = [key, "quantization", "quantity"]

  private enum Property: String, CaseIterable {
    case parameters
    case activeParameters = "active_parameters"
    case activeParametersWithoutEmbedding = "active_parameters_without_embedding"
    case cacheBytesPerToken = "kv_bytes_per_token"
    case weightBytes = "weight_bytes"
  }

  private let model: ModelArchitecture
  private let scheme: QuantizationScheme
  private let property: Property
  private let file: String

  init(reading map: YAMLMap) throws(Diagnostic) {
    let path = try map.require(Self.key).file(Self.key, "model configuration")
    let configuration = try JSONParser.parse(
      try TextFile.read(path, what: "model configuration"), file: path)
    model = try ModelArchitecture(config: configuration)
    if let text = map["quantization"] {
      scheme = try QuantizationScheme(parsing: try text.text("quantization"), at: text.location)
    } else {
      scheme =
        try QuantizationScheme.ofCheckpoint(config: configuration)
        ?? QuantizationScheme(uniform: model.nativeFormat)
    }
    property = try map.choice("quantity", among: Property.allCases.map { ($0.rawValue, $0) })
    file = FilePath.name(of: path)
  }

  var unit: ValidationUnit {
    switch property {
    case .parameters, .activeParameters, .activeParametersWithoutEmbedding: .quantity(.none)
    case .cacheBytesPerToken, .weightBytes: .quantity(.bytes)
    }
  }

  var summary: String { "\(property.rawValue) of \(file) in \(scheme)" }

  func value(_ cache: inout ValidationCache) throws(Diagnostic) -> Double {
    switch property {
    case .parameters: Double(model.parameterCount)
    case .activeParameters: Double(model.activeParameterCount)
    case .activeParametersWithoutEmbedding: Double(model.activeParameterCountWithoutEmbedding)
    case .cacheBytesPerToken: model.kvCacheBytesPerToken(scheme)
    case .weightBytes: model.weightBytes(scheme)
    }
  }
}
