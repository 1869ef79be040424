import ArchSim

/// The checks of one design.
struct DesignCheck {
  let family: AcceleratorFamily
  let values: [Double]
  let number: Int
  let collector: FindingCollector
  var generator: SplitMix64
  /// Whether there is such a design.
  private(set) var exists = false

  /// Operators that each design runs.
  static let operatorCount = 6

  init(
    family: AcceleratorFamily, values: [Double], number: Int, collector: FindingCollector,
    generator: SplitMix64
  ) {
    self.family = family
    self.values = values
    self.number = number
    self.collector = collector
    self.generator = generator
  }

  mutating func run(neverSlowerWithMore positions: [Int]) {
    guard let summary = summary(values) else { return }
    exists = true
    check(summary)
    var costed: [CostedOperator] = []
    for index in 0..<Self.operatorCount {
      let operation = generator.operation(number: number * Self.operatorCount + index)
      guard let cost = cost(of: operation, values) else { continue }
      check(cost, of: operation, summary)
      costed.append(CostedOperator(operation: operation, cost: cost))
    }
    checkRepetition(costed)
    checkTotals(costed, summary)
    for position in positions {
      checkMore(of: position, costed, summary)
    }
  }

  /// The design without any workload, or nil, with the reason checked, when there is none.
  private func summary(_ values: [Double]) -> DesignSummary? {
    var totals: [ReplayTotals] = []
    do throws(Infeasibility) {
      let summary = try family.evaluate(values, on: [], totals: &totals)
      return summary
    } catch {
      check(error, of: nil)
      do throws(Infeasibility) {
        _ = try family.evaluate(values, on: [], totals: &totals)
        collector.add(.purity, "\(design): infeasible at first, feasible when asked again")
      } catch let second {
        collector.require(
          second == error, .purity,
          "\(design): infeasible because of '\(error)', and when asked again, of '\(second)'")
      }
      return nil
    }
  }

  /// The cost of one operator alone, or nil, with the reason checked, when the design cannot run it.
  private func cost(of operation: Operator, _ values: [Double]) -> OperatorCost? {
    do throws(Infeasibility) {
      return try family.explain(values, on: Self.trace([(operation, 1)])).first?.cost
    } catch {
      check(error, of: operation)
      return nil
    }
  }

  static func trace(_ rows: [(Operator, Int)]) -> FoldedTrace {
    FoldedTrace(
      LayerTrace(
        name: "conformance",
        rows: rows.map { TraceRow(name: "row", operation: $0.0, repeatCount: $0.1) }))
  }

  /// The design for messages: its parameters that are not at their defaults.
  var design: String { design(values) }

  func design(_ values: [Double]) -> String {
    let changed = zip(family.parameters, values).filter { $0.defaultValue != $1 }
      .map { "\($0.name) = \($0.text($1))" }
    return "\(family.name), design \(number) (\(changed.isEmpty ? "all defaults" : "")"
      + changed.joined(separator: ", ") + ")"
  }

  /// An operator for messages.
  static func text(_ operation: Operator) -> String {
    let weights = operation.weights
    let group = weights.groupSize > 0 ? " in groups of \(weights.groupSize)" : ""
    return "\(operation.kind) \(operation.m) × \(operation.k) × \(operation.n), "
      + "batch \(operation.batch), weights \(weights.format)\(group), "
      + "activations \(operation.activations), output \(operation.output), "
      + "fusion \(operation.fusion.rawValue)"
  }

  private mutating func checkMore(
    of position: Int, _ costed: [CostedOperator], _ summary: DesignSummary
  ) {
    let parameter = family.parameters[position]
    var more = values
    let wish = 2 * values[position] + generator.number(in: 0...1)
    switch parameter.kind {
    case .integer(let range):
      more[position] = min(wish.rounded(.down), Double(range.upperBound))
    case .real(let range):
      more[position] = min(wish, range.upperBound)
    case .choice: return
    }
    guard more[position] > values[position], let richer = self.summary(more) else { return }
    for pair in costed {
      guard let cost = cost(of: pair.operation, more) else { continue }
      let before = Double(pair.cost.cycles) / summary.clockHertz
      let after = Double(cost.cycles) / richer.clockHertz
      collector.require(
        after <= before, .monotonicity,
        "\(design): \(Self.text(pair.operation)) takes \(pair.cost.cycles) cycles, but "
          + "\(cost.cycles) with \(parameter.name) = \(parameter.text(more[position])) instead of "
          + parameter.text(values[position]))
    }
  }
}

/// An operator and what it cost when it was costed first.
struct CostedOperator {
  var operation: Operator
  var cost: OperatorCost
}
