import ArchSimText

/// The numbers that a proxy sees of a design.
///
/// A parameter whose values are all positive is seen by its logarithm, since costs are mostly products
/// of powers; other numbers as they are. A choice is one number a name, 1 where it is chosen; so is
/// whether a parameter is switched off. All are scaled to mean 0 and deviation 1.
struct ProxyFeatures: Hashable, Sendable {
  struct Feature: Hashable, Sendable {
    enum Meaning: Hashable, Sendable {
      case value
      case logarithm
      case isChoice(String)
      case isMissing
    }

    /// The position of the parameter's column among ``ProxyFeatures/columns``.
    var column: Int
    var meaning: Meaning
    var mean = 0.0
    var deviation = 1.0

    /// The number before it is scaled; nil where the parameter is switched off.
    func raw(_ value: Dataset.Value) -> Double? {
      switch (meaning, value) {
      case (.value, .number(let number)): number
      case (.logarithm, .number(let number)): number > 0 ? logarithm(number) : nil
      case (.isChoice(let name), .text(let text)): name == text ? 1 : 0
      case (.isChoice, .missing): 0
      case (.isMissing, let value): value == .missing ? 1 : 0
      default: nil
      }
    }
  }

  /// The parameters.
  let columns: [Dataset.Column]
  let features: [Feature]
  /// Where trees cut them.
  private(set) var bins: ProxyBins

  init(columns: [Dataset.Column], features: [Feature], bins: ProxyBins) {
    self.columns = columns
    self.features = features
    self.bins = bins
  }

  /// Chooses features by the designs to learn from: what is the same in all of them is left out.
  init(_ dataset: Dataset) {
    let positions = dataset.columns(.parameter)
    let columns = positions.map { dataset.columns[$0] }
    var features: [Feature] = []
    for (index, position) in positions.enumerated() {
      let values = dataset.rows.map { $0[position] }
      var candidates: [Feature] = []
      switch columns[index].kind {
      case .number:
        let isPositive = values.allSatisfy { ($0.number ?? 1) > 0 }
        candidates.append(Feature(column: index, meaning: isPositive ? .logarithm : .value))
      case .choice(let names):
        // The first is what all the others are not.
        for name in names.dropFirst() {
          candidates.append(Feature(column: index, meaning: .isChoice(name)))
        }
      case .boolean, .text: continue
      }
      candidates.append(Feature(column: index, meaning: .isMissing))
      for var feature in candidates {
        let known = values.compactMap(feature.raw)
        guard !known.isEmpty else { continue }
        feature.mean = known.reduce(0, +) / Double(known.count)
        let squares = known.reduce(0) { $0 + ($1 - feature.mean) * ($1 - feature.mean) }
        feature.deviation = (squares / Double(known.count)).squareRoot()
        if feature.deviation > 1e-12 { features.append(feature) }
      }
    }
    self.init(columns: columns, features: features, bins: ProxyBins(cuts: []))
    bins = ProxyBins(dataset.rows.map { row(dataset.design(of: $0)) })
  }

  /// The values behind a row: of logarithms the values themselves over their geometric mean.
  func natural(_ row: [Double]) -> [Double] {
    zip(features, row).map { feature, value in
      feature.meaning == .logarithm ? exponential(value * feature.deviation) : value
    }
  }

  /// The numbers of a design, a value a parameter; 0, the mean, where it is switched off.
  func row(_ design: [Dataset.Value]) -> [Double] {
    features.map { feature in
      feature.raw(design[feature.column]).map { ($0 - feature.mean) / feature.deviation } ?? 0
    }
  }
}
