/// How a metric follows from others without any error, so that it need not be learned.
///
/// Costs are sums of parts, each of which is simpler than the sum: a latency is that of two phases.
/// And many metrics are products of powers of others and of parameters: a power is an energy over a
/// time. Both are found in the designs themselves, and hold for all of them to nine digits.
struct ProxyRelation: Hashable, Sendable {
  enum Form: String, Hashable, Sendable, CaseIterable {
    /// The sum of its terms.
    case sum
    /// The exponential of a plane over the features, times its terms to their powers of 1 or −1.
    case product
  }

  /// Another metric and its power.
  struct Term: Hashable, Sendable {
    /// Its position among the metrics of the proxy.
    var metric: Int
    /// 1, or −1 for a divisor.
    var exponent: Int
  }

  var form: Form
  var terms: [Term]

  /// The value, where the logarithm of the factor is what a product has beside its terms.
  func value(_ metrics: [Double], factor: Double) -> Double {
    switch form {
    case .sum: return terms.reduce(0) { $0 + metrics[$1.metric] }
    case .product:
      return terms.reduce(exponential(factor)) {
        $1.exponent > 0 ? $0 * metrics[$1.metric] : $0 / metrics[$1.metric]
      }
    }
  }
}

/// Finds relations among the metrics of designs.
struct RelationFinder {
  /// The features of some designs of which all metrics are known, and their metrics, one after the
  /// other.
  private let rows: [[Double]]
  private let metrics: [[Double]]
  /// A few of the designs, by which what does not hold is soon found.
  private let sample: Range<Int>

  private static let tolerance = 1e-9
  /// Designs of the sample beyond those that a plane needs.
  private static let excess = 24

  init(rows: [[Double]], metrics: [[Double]]) {
    self.rows = rows
    self.metrics = metrics
    sample = 0..<min(rows.count, 2 * (rows.first?.count ?? 0) + Self.excess)
  }

  /// A relation for each metric that follows from others, which do not follow from it in turn.
  func relations() -> [ProxyRelation?] {
    var relations = [ProxyRelation?](repeating: nil, count: metrics.count)
    guard sample.count >= (rows.first?.count ?? 0) + 8 else { return relations }
    let positive = metrics.indices.filter { metrics[$0].allSatisfy { $0 > 0 } }
    for metric in positive {
      relations[metric] = sum(metric, of: positive) { isReachable(metric, from: $0, relations) }
    }
    // What is left of logarithms when planes over the features are taken away.
    let planes = PlaneRemover(sample.map { rows[$0] })
    var rest = [[Double]](repeating: [], count: metrics.count)
    for metric in positive {
      rest[metric] = planes.rest(sample.map { logarithm(metrics[metric][$0]) })
    }
    // The later from the earlier, as far as it goes.
    for metric in positive.reversed() where relations[metric] == nil {
      relations[metric] = product(metric, of: positive, rest) {
        isReachable(metric, from: $0, relations)
      }
    }
    return relations
  }

  /// Whether a metric is among those that another follows from.
  private func isReachable(
    _ metric: Int, from other: Int, _ relations: [ProxyRelation?]
  ) -> Bool {
    var open = [other]
    while let next = open.popLast() {
      if next == metric { return true }
      open += relations[next]?.terms.map(\.metric) ?? []
    }
    return false
  }

  private func sum(_ metric: Int, of others: [Int], except isCircular: (Int) -> Bool)
    -> ProxyRelation?
  {
    let allowed = others.filter { !isCircular($0) }
    for (place, one) in allowed.enumerated() {
      for other in allowed[(place + 1)...] {
        func holds(_ row: Int) -> Bool {
          let value = metrics[metric][row]
          return (metrics[one][row] + metrics[other][row] - value).magnitude
            <= Self.tolerance * value
        }
        guard sample.allSatisfy(holds), rows.indices.allSatisfy(holds) else { continue }
        return ProxyRelation(
          form: .sum,
          terms: [one, other].map { ProxyRelation.Term(metric: $0, exponent: 1) })
      }
    }
    return nil
  }

  private func product(
    _ metric: Int, of others: [Int], _ rest: [[Double]], except isCircular: (Int) -> Bool
  ) -> ProxyRelation? {
    let allowed = others.filter { !isCircular($0) }
    func found(_ terms: [ProxyRelation.Term]) -> ProxyRelation? {
      let holds = rest[metric].indices.allSatisfy { row in
        let product = terms.reduce(0.0) { $0 + Double($1.exponent) * rest[$1.metric][row] }
        return (rest[metric][row] - product).magnitude <= Self.tolerance
      }
      guard holds else { return nil }
      let relation = ProxyRelation(form: .product, terms: terms)
      return isExact(relation, metric) ? relation : nil
    }
    if let relation = found([]) { return relation }
    for one in allowed {
      for sign in [1, -1] {
        if let relation = found([ProxyRelation.Term(metric: one, exponent: sign)]) {
          return relation
        }
      }
    }
    for (place, one) in allowed.enumerated() {
      for other in allowed[(place + 1)...] {
        for signs in [(1, 1), (1, -1), (-1, 1), (-1, -1)] {
          let terms = [
            ProxyRelation.Term(metric: one, exponent: signs.0),
            ProxyRelation.Term(metric: other, exponent: signs.1),
          ]
          if let relation = found(terms) { return relation }
        }
      }
    }
    return nil
  }

  /// The plane of what a product has beside its terms, fitted to the sample.
  func plane(_ relation: ProxyRelation, _ metric: Int) -> ResponseSurface {
    let seen = sample.map { rows[$0] }
    let wanted = sample.map { factor(relation, metric, row: $0) }
    var plane = ResponseSurface(plane: seen, wanted)
    // The trace of ridge in a fit leaves something over, and less of that.
    for _ in 0..<2 {
      let rest = ResponseSurface(
        plane: seen, zip(seen, wanted).map { $0.1 - plane.value($0.0) })
      plane = ResponseSurface(
        isQuadratic: false, weights: zip(plane.weights, rest.weights).map(+))
    }
    return plane
  }

  private func factor(_ relation: ProxyRelation, _ metric: Int, row: Int) -> Double {
    relation.terms.reduce(logarithm(metrics[metric][row])) {
      $0 - Double($1.exponent) * logarithm(metrics[$1.metric][row])
    }
  }

  /// Whether a product holds for all designs, not only for the sample.
  private func isExact(_ relation: ProxyRelation, _ metric: Int) -> Bool {
    let plane = plane(relation, metric)
    return rows.indices.allSatisfy {
      (plane.value(rows[$0]) - factor(relation, metric, row: $0)).magnitude <= 1e-7
    }
  }
}

/// Takes from numbers what a plane over features explains, by an orthonormal basis of planes.
private struct PlaneRemover {
  private var basis: [[Double]] = []

  init(_ rows: [[Double]]) {
    let columns =
      [rows.map { _ in 1.0 }]
      + (rows.first ?? []).indices.map { feature in rows.map { $0[feature] } }
    for column in columns {
      let rest = self.rest(column)
      let length = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // What is in the plane of those before it says nothing new.
      guard length > 1e-7 * Double(rows.count).squareRoot() else { continue }
      basis.append(rest.map { $0 / length })
    }
  }

  func rest(_ numbers: [Double]) -> [Double] {
    var rest = numbers
    // Twice, since once leaves rounding errors (Kahan and Parlett's rule).
    for _ in 0..<2 {
      for direction in basis {
        var product = 0.0
        for row in rest.indices { product += rest[row] * direction[row] }
        for row in rest.indices { rest[row] -= product * direction[row] }
      }
    }
    return rest
  }
}
