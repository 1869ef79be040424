public import ArchSimWorkload

/// Where a study's perplexities come from: a table of published ones, and, when it is asked for, an
/// estimate for weights that the table does not have.
public struct StudyAccuracy: Sendable {
  /// How perplexities are estimated.
  public enum Estimate: Hashable, Sendable {
    /// All weights are equally sensitive, by as much as explains the table's row for a scheme.
    case uniform(anchor: String)
    /// A file says how sensitive each module is.
    case measured(input: String)
  }

  /// The published perplexities.
  public var table: AccuracyTable
  /// The file of the table in the run directory.
  public var tableInput: String
  /// What the table calls the model.
  public var model: String
  /// The methods that count; nil for all.
  public var methods: [String]?
  /// How others are estimated; nil for not at all.
  public var estimate: Estimate?
  /// The sensitivities behind the estimate.
  public var sensitivities: ModuleSensitivities?

  /// The perplexity of a scheme.
  ///
  /// That of the table's row; else, with an estimate, `p · exp(Δloss)` with `p` that of the same
  /// activations and cache beside weights of 16 bits and `Δloss` what `ModuleSensitivities` says,
  /// as far as it is valid.
  ///
  /// - Parameter scheme: The scheme.
  /// - Returns: The perplexity; nil where neither knows it.
  public func perplexity(of scheme: QuantizationScheme) -> Double? {
    if let row = row(scheme) { return row.perplexity }
    guard let sensitivities, let base = row(Self.withPlainWeights(scheme)),
      scheme.overrides.allSatisfy({ ($0.activations ?? scheme.activations) == scheme.activations }),
      let growth = sensitivities.lossIncrease(scheme), growth <= ModuleSensitivities.validNats
    else { return nil }
    return base.perplexity * ModuleSensitivities.perplexityFactor(growth)
  }

  func row(_ scheme: QuantizationScheme) -> AccuracyTable.Row? {
    table.row(model: model, scheme: scheme, methods: methods)
  }

  static func withPlainWeights(_ scheme: QuantizationScheme) -> QuantizationScheme {
    var plain = scheme
    plain.weights = TensorQuantization(scheme.output)
    plain.overrides = []
    return plain
  }
}

extension StudyWorkload {
  /// Finds the perplexity of every scheme.
  mutating func assignPerplexities() {
    guard let accuracy else { return }
    for index in schemes.indices {
      schemes[index].perplexity = accuracy.perplexity(of: schemes[index].scheme) ?? .nan
    }
  }
}
