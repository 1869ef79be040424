public import ArchSimWorkload

/// Whether memory off the chip can make a systolic array wait.
public enum MemoryModel: UInt8, Hashable, Sendable, CaseIterable {
  /// Traffic takes the time that its bandwidth allows.
  case modelled
  /// Memory is infinitely fast, as in SCALE-Sim's unstalled mode.
  case ideal
}

/// A systolic array with one of three dataflows: SCALE-Sim's machine, with a memory that is always
/// there unless it is asked to be ideal.
///
/// Cycles are closed forms (``SystolicTiming``); traffic follows from what stays and from what the
/// buffers hold (`SystolicTraffic`). What is not a matrix product runs on a vector unit.
public struct SystolicArray: ArrayChipDesign {
  /// The chip.
  public var chip = ArrayChip()
  /// What stays in the elements.
  public var dataflow = Dataflow.weightStationary
  /// How folds are counted.
  public var counting = FoldCounting.exact
  /// Whether memory can make the array wait.
  public var memoryModel = MemoryModel.modelled

  /// A weight-stationary chip of 32 × 32 8-bit multipliers.
  public init() {}

  /// The family's declaration.
  public static let family = FamilyDescription<SystolicArray>(
    name: "systolic", summary: "Systolic array, three dataflows, SCALE-Sim's cycle counts",
    parameters: chipParameters + [
      .choice(
        "dataflow",
        [
          ("os", Dataflow.outputStationary), ("ws", .weightStationary), ("is", .inputStationary),
        ], default: 1, "What stays in the elements: sums, weights or activations"
      ) { $0.dataflow = $1 },
      .choice(
        "counting",
        [
          ("exact", FoldCounting.exact), ("scale-sim", .scaleSim), ("overlapped", .overlapped),
        ], "How the cycles of folds are counted"
      ) { $0.counting = $1 },
      .choice(
        "memory", [("modelled", MemoryModel.modelled), ("ideal", .ideal)],
        "Whether memory can make the array wait"
      ) { $0.memoryModel = $1 },
    ],
    energyComponents: ArrayChipComponent.energyNames, areaComponents: ArrayChipComponent.areaNames,
    trafficLevels: ArrayChipTraffic.names, scaledBy: ["array.rows", "array.columns"])

  /// What the inner loop reads.
  public struct State: Sendable {
    var chip: ArrayChipState
    var dataflow: Dataflow
    var counting: FoldCounting
    var memoryModel: MemoryModel
  }

  /// Derives energies, areas and widths.
  public func prepare() throws(Infeasibility) -> PreparedDesign<State> {
    let (chipState, area) = try chip.prepare()
    return PreparedDesign(
      clockHertz: chip.clockHertz, areaSquareMillimetres: area,
      peakMacsPerCycle: chipState.peakMacsPerCycle, nodeNanometres: chip.nodeNanometres,
      state: State(
        chip: chipState, dataflow: dataflow, counting: counting, memoryModel: memoryModel))
  }

  /// The cost of one operator.
  public static func cost(
    of operation: Operator, with design: PreparedDesign<State>
  ) throws(Infeasibility) -> OperatorCost {
    // The state is read in place: a local copy of it costs a fifth of the whole.
    guard operation.kind.isMatrixMultiply else {
      return design.state.chip.vectorCost(of: operation)
    }
    guard let plan = design.state.chip.plan(operation) else {
      return design.state.chip.fallbackCost(of: operation)
    }
    let problem = design.state.chip.problem(operation, plan)
    return design.state.chip.cost(of: operation, plan, design.state.movement(problem, plan))
  }

  /// The dataflow and the number of folds.
  public static func explain(_ operation: Operator, with design: PreparedDesign<State>) -> String? {
    guard operation.kind.isMatrixMultiply else { return nil }
    guard let plan = design.state.chip.plan(operation) else {
      return design.state.chip.fallbackNote(operation)
    }
    let problem = design.state.chip.problem(operation, plan)
    let timing = design.state.timing(problem, plan, rows: design.state.usableRows(problem, plan))
    let word =
      switch design.state.dataflow {
      case .outputStationary: "output stationary"
      case .weightStationary: "weight stationary"
      case .inputStationary: "input stationary"
      }
    return "\(word), \(Int(min(timing.folds, 1e15))) folds" + plan.note
  }
}

extension SystolicArray.State {
  /// Rows that a fold of the reduction may use: sums that pass through elements of two groups could
  /// not be scaled by group any more.
  fileprivate func usableRows(_ problem: TiledProblem, _ plan: ProductPlan) -> Int {
    guard dataflow != .outputStationary, case .group(let size) = plan.conversion, size > 0
    else { return problem.arrayRows }
    return min(problem.arrayRows, max(1, size / plan.lanes))
  }

  fileprivate func timing(
    _ problem: TiledProblem, _ plan: ProductPlan, rows: Int
  ) -> SystolicTiming {
    // Here lanes shorten the reduction, and the step is that of all of them.
    let step = problem.cyclesPerStep / plan.cyclesPerProduct(reduction: problem.k)
    return SystolicTiming(
      m: problem.m, k: problem.k, n: problem.n, rows: rows, columns: problem.arrayColumns,
      dataflow: dataflow, counting: counting, cyclesPerStep: step * Double(plan.steps),
      lanes: plan.lanes)
  }

  /// Cycles, traffic and energy of a product.
  fileprivate func movement(_ problem: TiledProblem, _ plan: ProductPlan) -> TiledMappingCost {
    let rows = usableRows(problem, plan)
    let timing = timing(problem, plan, rows: rows)
    let traffic = SystolicTraffic(
      problem, dataflow, rows: dataflow == .outputStationary ? rows : rows * plan.lanes)
    let instances = problem.instances
    let compute = wholeCycles(timing.cycles * instances)
    var edgeCycles = 0.0
    var cycles = compute
    if memoryModel == .modelled {
      edgeCycles =
        wholeCycles(traffic.firstReadBits / problem.memoryBitsPerCycle)
        + wholeCycles(traffic.lastWriteBits / problem.memoryBitsPerCycle)
      let streamed = max(
        0, traffic.totalBits * instances - traffic.firstReadBits - traffic.lastWriteBits)
      cycles = max(compute, wholeCycles(streamed / problem.memoryBitsPerCycle)) + edgeCycles
    }
    let outputs = timing.outputWrites * instances * problem.accumulatorBits
    let spill = traffic.spillBits * instances
    return TiledMappingCost(
      mapping: TiledMapping(m: problem.m, k: problem.k, n: problem.n, order: .rowsReductionColumns),
      cycles: cycles, computeCycles: compute, edgeCycles: edgeCycles, energyPicojoules: 0,
      weightMemoryBits: traffic.weightBits * instances,
      activationMemoryBits: traffic.activationBits * instances,
      outputMemoryWriteBits: (traffic.outputBits + traffic.spillBits) * instances,
      outputMemoryReadBits: spill,
      weightBufferReadBits: timing.weightReads * instances * problem.weightBits,
      activationBufferReadBits: timing.activationReads * instances * problem.activationBits,
      outputBufferWriteBits: outputs + spill, outputBufferReadBits: outputs + spill)
  }
}
