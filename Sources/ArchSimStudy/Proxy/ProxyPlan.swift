import ArchSimText

/// What a proxy must learn to predict the metrics that are wanted of it.
struct ProxyPlan {
  /// The columns of metrics that are needed, each after those from which it follows.
  private let needed: [Int]
  private let wanted: [Int]
  /// What is to be learned, in the order of those needed that follow from nothing.
  let lessons: [ProxyLesson]
  private let relations: [Int: Proxy.Model]

  /// Looks for what follows from what.
  ///
  /// - Parameters:
  ///   - dataset: Designs, each once.
  ///   - rows: Their features.
  ///   - metrics: Names of metrics; nil for all.
  /// - Throws: A diagnostic when there are too few designs with one of the metrics.
  init(
    _ dataset: Dataset, _ rows: ProxyRows, metrics: [String]?
  ) throws(Diagnostic) {
    let known = dataset.columns(.metric)
    let wanted = known.filter { metrics?.contains(dataset.columns[$0].name) ?? true }
    for position in wanted {
      let count = dataset.rows.count { $0[position].number != nil }
      guard count >= Proxy.leastDesigns else {
        throw Diagnostic(
          "expected at least \(Proxy.leastDesigns) designs with "
            + "'\(dataset.columns[position].name)' to learn from, found \(count)")
      }
    }
    let found = Self.relations(dataset, rows, known, wanted: wanted.first)
    var needed: [Int] = []
    func need(_ position: Int) {
      guard !needed.contains(position) else { return }
      for term in found[position]?.relation.terms ?? [] { need(known[term.metric]) }
      needed.append(position)
    }
    for position in wanted { need(position) }
    var models: [Int: Proxy.Model] = [:]
    for (position, entry) in found {
      var relation = entry.relation
      relation.terms = relation.terms.map { term in
        ProxyRelation.Term(
          metric: needed.firstIndex(of: known[term.metric]) ?? 0, exponent: term.exponent)
      }
      models[position] = Proxy.Model(
        name: dataset.columns[position].name, unit: dataset.columns[position].unit,
        isLogarithmic: entry.relation.form == .product, rows: entry.rows, surface: entry.plane,
        trees: [], bounds: 0...0, relation: relation)
    }
    self.needed = needed
    self.wanted = wanted
    relations = models
    lessons = needed.filter { found[$0] == nil }.map { position in
      ProxyLesson(
        column: dataset.columns[position],
        kept: dataset.rows.indices.filter { dataset.rows[$0][position].number != nil }
          .map { Int32($0) },
        targets: dataset.rows.map { $0[position].number ?? 0 })
    }
  }

  /// All models, with those that were learned, and the positions of those that are wanted.
  func models(_ learned: [Proxy.Model]) -> (models: [Proxy.Model], shown: [Int]) {
    var rest = learned[...]
    let models = needed.compactMap { relations[$0] ?? rest.popFirst() }
    return (models, wanted.compactMap { needed.firstIndex(of: $0) })
  }

  private struct Found {
    var relation: ProxyRelation
    var plane: ResponseSurface
    var rows: Int
  }

  /// Relations by column, among the metrics that the same designs have.
  private static func relations(
    _ dataset: Dataset, _ rows: ProxyRows, _ known: [Int], wanted: Int?
  ) -> [Int: Found] {
    guard let wanted else { return [:] }
    let kept = dataset.rows.indices.filter { dataset.rows[$0][wanted].number != nil }
    var columns: [[Double]] = []
    for position in known {
      let isAlike = dataset.rows.allSatisfy {
        ($0[position].number == nil) == ($0[wanted].number == nil)
      }
      // What other designs have takes no part: zeros are in no relation.
      columns.append(kept.map { isAlike ? dataset.rows[$0][position].number ?? 0 : 0 })
    }
    let finder = RelationFinder(rows: kept.map { rows.values[$0] }, metrics: columns)
    var found: [Int: Found] = [:]
    for (metric, relation) in finder.relations().enumerated() {
      guard let relation else { continue }
      found[known[metric]] = Found(
        relation: relation,
        plane: relation.form == .product
          ? finder.plane(relation, metric) : ResponseSurface(isQuadratic: false, weights: []),
        rows: kept.count)
    }
    return found
  }
}

extension ProxyRows {
  /// The designs of a dataset, each once.
  init(_ dataset: Dataset) {
    let features = ProxyFeatures(dataset)
    let values = dataset.rows.map { features.row(dataset.design(of: $0)) }
    var bins: [UInt8] = []
    bins.reserveCapacity(values.count * features.features.count)
    for row in values { bins += features.bins.bins(row) }
    self.init(features: features, values: values, bins: bins)
  }
}
