public import ArchSimWorkload

extension Report {
  /// A model and the name by which commands find it.
  public struct ListedModel: Sendable {
    /// The name of the file without its extension.
    public var name: String
    /// The model.
    public var model: ModelArchitecture

    /// Creates an entry.
    public init(name: String, model: ModelArchitecture) {
      self.name = name
      self.model = model
    }
  }

  /// Models that can be called by name.
  public static func models(_ models: [ListedModel]) -> Report {
    var table = Table(
      "models",
      columns: [
        Column("name", "model", "The name by which commands find it"),
        Column("kind", "kind", priority: 40, "What its configuration calls it"),
        Column("layers", "layers", priority: 60, "Decoder layers"),
        Column("hidden_size", "hidden", priority: 60, "Elements of the residual stream"),
        Column("vocabulary_size", "vocabulary", priority: 50, "Tokens of the vocabulary"),
        Column("parameters", "parameters", priority: 90, "Weights"),
        Column("active_parameters", "active", priority: 80, "Weights that one token uses"),
        Column("format", "stored as", priority: 30, "Format of what is not quantized"),
        Column("maximum_context", "context", priority: 50, "The longest context"),
      ])
    for entry in models {
      let model = entry.model
      table.append([
        .text(entry.name), .text(model.name), .integer(model.layerCount),
        .integer(model.hiddenSize), .integer(model.vocabularySize),
        .integer(model.parameterCount), .integer(model.activeParameterCount),
        .text(model.nativeFormat.name), model.maximumContext.map(Cell.integer) ?? .none,
      ])
    }
    var report = Report("models")
    report.add(table)
    return report
  }
}
