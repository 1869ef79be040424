public import ArchSimText

/// Designs to predict, and what is predicted of them, as comma-separated values.
public enum ProxyPoints {
  /// Reads designs: a dataset, or any CSV file with a column a parameter in base units.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - proxy: What the designs are for.
  /// - Returns: The designs, each with a value a parameter of the proxy.
  /// - Throws: A diagnostic with line and column of the first mistake.
  public static func read(
    _ path: String, for proxy: Proxy
  ) throws(Diagnostic) -> [[Dataset.Value]] {
    if TextFile.exists(DatasetFile.schemaPath(of: path)) {
      let dataset = try DatasetFile.read(path)
      try proxy.requireParameters(dataset, at: SourceLocation(file: path))
      return dataset.rows.map { proxy.parameters(of: $0, in: dataset) }
    }
    let table = try CSVTable.parse(
      try TextFile.read(path, limit: .max, what: "file of designs"), file: path)
    var dataset = Dataset(study: proxy.study, columns: proxy.parameters)
    try DatasetFile.read(table, into: &dataset)
    return dataset.rows
  }

  /// Designs with what is predicted of them: parameters, whether they exist, metrics.
  ///
  /// - Parameters:
  ///   - designs: The designs.
  ///   - proxy: What predicts.
  /// - Returns: A table with a header; metrics are empty where a design is not expected to exist.
  public static func text(_ designs: [[Dataset.Value]], predictedBy proxy: Proxy) -> String {
    var table = Dataset(
      study: proxy.study,
      columns: proxy.parameters + [Dataset.Column("exists", .boolean, .feasibility)]
        + proxy.metrics.map { Dataset.Column($0, .number, .metric) })
    table.rows = designs.map { design in
      let prediction = proxy.predict(design)
      return design + [.boolean(prediction.exists)]
        + prediction.metrics.map { prediction.exists ? .number($0) : .missing }
    }
    return DatasetFile.text(of: table, as: .csv)
  }
}
