public import ArchSimSearch

extension Report {
  /// Search algorithms and their hyperparameters.
  ///
  /// - Parameter algorithms: The algorithms.
  /// - Returns: The report.
  public static func algorithms(_ algorithms: [SearchAlgorithmDescription]) -> Report {
    var table = Table(
      "algorithms",
      columns: [
        Column("name", "algorithm", "The name in studies and after --algorithm"),
        Column(
          "summary", "summary", minimumWidth: 30, overflow: .wrap, "What it does and when to use it"
        ),
      ])
    var numbers = Table(
      "hyperparameters", title: "Hyperparameters",
      columns: [
        Column("algorithm", "algorithm", "The algorithm"),
        Column("name", "hyperparameter", "The name in studies"),
        Column("default", "default", "Its value when a study says nothing; none: by the problem"),
        Column("minimum", "least", "The least value that makes sense"),
        Column("maximum", "most", "The largest value that makes sense"),
        Column(
          "documentation", "meaning", priority: 90, minimumWidth: 20, overflow: .wrap,
          "What it does"),
      ])
    for algorithm in algorithms {
      table.append([.text(algorithm.name), .text(algorithm.summary)])
      for hyperparameter in algorithm.hyperparameters {
        numbers.append([
          .text(algorithm.name), .text(hyperparameter.name), Cell(hyperparameter.defaultValue),
          .number(hyperparameter.range.lowerBound), .number(hyperparameter.range.upperBound),
          .text(hyperparameter.documentation),
        ])
      }
    }
    var report = Report("algorithms")
    report.add(table)
    report.add(numbers)
    return report
  }
}
