/// Scalars of the die cost model.
public enum DieCostParameter: TechnologyParameter {
  /// Diameter of a wafer.
  case waferDiameter
  /// Ring at the edge of a wafer that holds no dies.
  case edgeExclusion
  /// Defects when a user states none.
  case defectDensity
  /// Clustering of defects when a user states none.
  case clustering

  /// The number, in the unit of its declaration.
  @inline(__always)
  public var value: Double {
    switch self {
    case .waferDiameter: 300
    case .edgeExclusion: 3
    case .defectDensity: 0.1
    case .clustering: 3
    }
  }

  /// The number with its name, unit and source.
  public var constant: Constant {
    switch self {
    case .waferDiameter:
      declare("wafer diameter", "mm", ConstantSource("300 mm wafers of all nodes in the table"))
    case .edgeExclusion:
      declare("edge exclusion", "mm", ConstantSource("customary 3 mm", .unverified))
    case .defectDensity:
      declare(
        "defect density", "1/cm2",
        ConstantSource("mature FinFET nodes, 0.08 to 0.2 in ECO-CHIP's map", .unverified))
    case .clustering:
      declare(
        "defect clustering", "",
        ConstantSource("Cunningham, IEEE Trans. Semicond. Manuf. 1990: about 2 to 3", .unverified))
    }
  }

  private func declare(_ name: String, _ unit: String, _ source: ConstantSource) -> Constant {
    Constant(name, category: .dieCost, value: value, unit: unit, source: source)
  }
}

/// What a good die costs.
///
/// - dies a wafer: `π (d/2)² / A − π d / √(2A)` on the usable diameter `d`, at least one that fits;
/// - yield: `(1 + A·D/α)^−α` for clustered defects, `exp(−A·D)` for unclustered;
/// - cost: wafer price over good dies.
///
/// Packaging, test and design are not part of it.
public struct DieCost: Hashable, Sendable {
  /// How defects spread over a wafer.
  public enum YieldModel: Hashable, Sendable {
    /// Independent defects, `exp(−A·D)`.
    case poisson
    /// Clustered defects, `(1 + A·D/α)^−α`; a smaller `α` is more clustered.
    case negativeBinomial(clustering: Double)
  }

  /// Price of a wafer in dollars.
  public let waferDollars: Double
  /// Whole dies on a wafer.
  public let diesPerWafer: Double
  /// Share of dies that work.
  public let yield: Double
  /// Price of a working die in dollars.
  public let dollars: Double

  /// The areas for which dies are costed, in mm²; above, a die is larger than a reticle allows.
  public static let supportedArea: ClosedRange<Double> = 1e-3...10_000

  /// Costs a die.
  ///
  /// - Parameters:
  ///   - areaSquareMillimetres: Area of the die in mm², held within ``supportedArea``.
  ///   - node: The process; between nodes of the table the price is interpolated.
  ///   - defectsPerSquareCentimetre: Defect density, 0.1 when left out.
  ///   - yieldModel: How defects spread, clustered when left out.
  ///   - waferDollars: Price of a wafer when it is known better than the table.
  /// - Throws: ``TechnologyError`` when a number is not finite or negative.
  public init(
    areaSquareMillimetres: Double, node: ProcessNode,
    defectsPerSquareCentimetre: Double = DieCostParameter.defectDensity.value,
    yieldModel: YieldModel = .negativeBinomial(clustering: DieCostParameter.clustering.value),
    waferDollars: Double? = nil
  ) throws(TechnologyError) {
    try TechnologyError.check(
      areaSquareMillimetres, "die area (mm2)", in: 0...Self.supportedArea.upperBound)
    try TechnologyError.check(
      defectsPerSquareCentimetre, "defect density (1/cm2)", in: 0...1000)
    if let waferDollars {
      try TechnologyError.check(waferDollars, "wafer price ($)", in: 0...1e7)
    }
    let area = max(areaSquareMillimetres, Self.supportedArea.lowerBound)
    let defects = area / 100 * defectsPerSquareCentimetre
    switch yieldModel {
    case .poisson: yield = Mathematics.exponential(-defects)
    case .negativeBinomial(let clustering):
      try TechnologyError.check(clustering, "defect clustering", in: 0.01...1000)
      yield = Mathematics.power(1 + defects / clustering, -clustering)
    }
    let diameter = DieCostParameter.waferDiameter.value - 2 * DieCostParameter.edgeExclusion.value
    let gross =
      Double.pi * diameter * diameter / (4 * area)
      - Double.pi * diameter / Mathematics.squareRoot(2 * area)
    diesPerWafer = max(1, gross.rounded(.down))
    self.waferDollars = waferDollars ?? Self.waferPrice(nanometres: node.nanometres)
    dollars = self.waferDollars / (diesPerWafer * max(yield, Double.leastNormalMagnitude))
  }

  /// Price of a wafer in dollars, between nodes of the table geometrically, beyond them held.
  static func waferPrice(nanometres: Double) -> Double {
    let rows = WaferRow.all
    guard let first = rows.first, nanometres < first.nanometres else { return rows[0].dollars }
    var index = 0
    while index < rows.count - 2, rows[index + 1].nanometres > nanometres { index += 1 }
    let larger = rows[index]
    let smaller = rows[index + 1]
    let position = min(
      1,
      Mathematics.logarithm(larger.nanometres / nanometres)
        / Mathematics.logarithm(larger.nanometres / smaller.nanometres))
    return larger.dollars
      * Mathematics.exponential(position * Mathematics.logarithm(smaller.dollars / larger.dollars))
  }
}
