import ArchSim

extension SearchConformance {
  /// Checks what the algorithm declares about itself.
  func checkDeclaration(_ collector: FindingCollector) {
    let name = description.name
    collector.require(
      !name.isEmpty && !name.contains(where: \.isWhitespace), .declaration,
      "an algorithm's name must be one word, found '\(name)'")
    collector.require(
      !description.summary.isEmpty && !description.summary.contains(where: \.isNewline),
      .declaration, "the summary of \(name) must be one line, found '\(description.summary)'")
    let names = description.hyperparameters.map(\.name)
    for (position, parameter) in description.hyperparameters.enumerated() {
      collector.require(
        !names[..<position].contains(parameter.name), .declaration,
        "two hyperparameters of \(name) are called '\(parameter.name)'")
      collector.require(
        parameter.defaultValue.map(parameter.range.contains) ?? true, .declaration,
        "the default of '\(parameter.name)' lies outside of \(parameter.range)")
      collector.require(
        !parameter.documentation.isEmpty, .declaration,
        "'\(parameter.name)' of \(name) has no documentation")
    }
    guard let space = try? SearchSpace([SearchParameter("p", .categorical(count: 2))]),
      let search = try? description.make(
        SearchProblem(space: space, budget: 10, seed: 1), hyperparameters)
    else { return }
    collector.require(
      search.preferredBatch >= 1, .declaration,
      "\(name) likes to be asked for \(search.preferredBatch) points, which leads nowhere")
  }
}
