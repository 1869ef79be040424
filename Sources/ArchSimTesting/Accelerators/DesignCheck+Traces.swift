import ArchSim

/// Checks of answers against each other.
extension DesignCheck {
  /// Costs the operators again, in the opposite order and behind one another.
  func checkRepetition(_ costed: [CostedOperator]) {
    let backwards = Array(costed.reversed())
    let again: [OperatorExplanation]
    do throws(Infeasibility) {
      again = try family.explain(values, on: Self.trace(backwards.map { ($0.operation, 1) }))
    } catch {
      collector.add(
        .purity, "\(design): operators that run one by one are infeasible in one trace: \(error)")
      return
    }
    for (first, second) in zip(backwards, again) {
      collector.require(
        first.cost.isIdentical(to: second.cost), .purity,
        "\(design), \(Self.text(first.operation)): costs \(first.cost) alone, but "
          + "\(second.cost) behind others")
    }
  }

  /// Costs a trace of the operators with repeats, and the same trace with its rows split and
  /// shuffled.
  mutating func checkTotals(_ costed: [CostedOperator], _ summary: DesignSummary) {
    guard !costed.isEmpty else { return }
    var rows: [(Operator, Int)] = []
    var split: [(Operator, Int)] = []
    var expected = ReplayTotals()
    for pair in costed {
      let repeats = 1 + generator.integer(below: 100)
      let part = generator.integer(below: repeats)
      rows.append((pair.operation, repeats))
      split.append((pair.operation, repeats - part))
      if part > 0 { split.append((pair.operation, part)) }
      expected.add(pair.cost, repeats: repeats)
    }
    generator.shuffle(&split)
    var totals: [ReplayTotals] = []
    do throws(Infeasibility) {
      let first = try family.evaluate(
        values, on: [Self.trace(rows), Self.trace(split)], totals: &totals)
      collector.require(
        first.isIdentical(to: summary), .purity,
        "\(design): is \(summary) without a workload, but \(first) with one")
    } catch {
      collector.add(
        .purity, "\(design): operators that run one by one are infeasible in one trace: \(error)")
      return
    }
    let orders = ["as listed", "with its rows split and shuffled"]
    for (total, order) in zip(totals, orders) {
      collector.require(
        total.isClose(to: expected), .totals,
        "\(design): a trace of \(costed.count) operators \(order) costs \(total), "
          + "its operators sum to \(expected)")
    }
  }
}

extension ComponentValues {
  func isIdentical(to other: Self) -> Bool {
    (0..<Self.capacity).allSatisfy { self[$0].bitPattern == other[$0].bitPattern }
  }

  /// Whether sums of the same numbers in another order could differ as much.
  func isClose(to other: Self) -> Bool {
    (0..<Self.capacity).allSatisfy { self[$0].isClose(to: other[$0]) }
  }
}

extension Double {
  fileprivate func isClose(to other: Double) -> Bool {
    bitPattern == other.bitPattern
      || (self - other).magnitude <= 1e-12 * max(magnitude, other.magnitude)
  }
}

extension OperatorCost {
  func isIdentical(to other: Self) -> Bool {
    cycles == other.cycles && stallCycles == other.stallCycles && bound == other.bound
      && isConverted == other.isConverted
      && macs.bitPattern == other.macs.bitPattern
      && utilization.bitPattern == other.utilization.bitPattern
      && energyPicojoules.isIdentical(to: other.energyPicojoules)
      && trafficBytes.isIdentical(to: other.trafficBytes)
  }
}

extension DesignSummary {
  func isIdentical(to other: Self) -> Bool {
    clockHertz.bitPattern == other.clockHertz.bitPattern
      && peakMacsPerCycle.bitPattern == other.peakMacsPerCycle.bitPattern
      && nodeNanometres.bitPattern == other.nodeNanometres.bitPattern
      && areaSquareMillimetres.isIdentical(to: other.areaSquareMillimetres)
  }
}

extension ReplayTotals {
  func isClose(to other: Self) -> Bool {
    cycles == other.cycles && stallCycles == other.stallCycles
      && isConverted == other.isConverted && macs.isClose(to: other.macs)
      && energyPicojoules.isClose(to: other.energyPicojoules)
      && trafficBytes.isClose(to: other.trafficBytes)
  }
}
