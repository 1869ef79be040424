public import ArchSimText
public import ArchSimWorkload

extension QuantizationScheme {
  /// How a checkpoint is quantized, as the recipe beside its configuration says (modelopt writes
  /// one) or the configuration itself, and the file that says so.
  ///
  /// - Parameters:
  ///   - path: The file of the configuration.
  ///   - configuration: What it holds.
  /// - Returns: The scheme and the file; nil when neither says anything.
  /// - Throws: A diagnostic when the recipe is wrong or of an unknown kind.
  public static func ofCheckpoint(
    at path: String, configuration: JSONValue
  ) throws(Diagnostic) -> (scheme: QuantizationScheme, source: String)? {
    let beside = recipePath(beside: path)
    if TextFile.exists(beside) {
      let bytes = try TextFile.read(
        beside, limit: ModelArchitecture.configurationLimit, what: "quantization recipe")
      let recipe = try JSONParser.parse(bytes, file: beside)
      if let scheme = try ofCheckpoint(quantizationFile: recipe, config: configuration) {
        return (scheme, beside)
      }
    }
    return try ofCheckpoint(config: configuration).map { ($0, path) }
  }
}
