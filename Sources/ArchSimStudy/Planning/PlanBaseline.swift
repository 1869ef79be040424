import ArchSimHardware
import ArchSimServing
import ArchSimText

/// A plan that people choose without a search, for comparison.
public struct PlanBaseline: Sendable {
  /// What it is called.
  public var name: String
  /// The rule in one line.
  public var rule: String
  /// What it did, with the study's first scheme.
  public var trial: PlanTrial

  /// How many times as good as this plan another one is in a metric; nil where either has none.
  public func gain(of other: PlanFigures, metric position: Int) -> Double? {
    guard let own = trial.figures?.metrics[position] else { return nil }
    let value = other.metrics[position]
    let ratio = PlanMetric.all[position].isMaximized ? value / own : own / value
    return ratio.isFinite && ratio > 0 ? ratio : nil
  }
}

extension PlanResult {
  /// Simulates the heuristics, unless they are among the trials already.
  mutating func addBaselines(_ evaluator: PlanEvaluator, threads: Int) async throws(Diagnostic) {
    let study = self.study
    let settings = study.axes.map { $0.values.first ?? 0 }
    let variant = study.variant(scheme: 0, settings: settings)
    let rules: [(name: String, rule: String, plan: (Int) -> ParallelPlan)] = [
      (
        "all tensor-parallel", "every device of a pool shares every layer",
        { ParallelPlan(tensor: variant.cluster.pools[$0].deviceCount) }
      ),
      (
        "tensor in node, pipeline across",
        "the devices of a node share layers, and nodes are stages of a pipeline",
        { index in
          let pool = variant.cluster.pools[index]
          let node = pool.nodeSize
          return ParallelPlan(tensor: node, pipeline: max(1, pool.deviceCount / node))
        }
      ),
      (
        "vLLM's guide",
        "the fewest devices that hold the model: of a node, else whole nodes in a "
          + "pipeline; and replicas of that", { study.guided($0, variant) }
      ),
    ]
    for (name, rule, plan) in rules {
      let parts = variant.cluster.pools.enumerated().map { index, pool in
        study.part(PlanSlot(pool: index, role: .both, devices: pool.deviceCount), plan(index))
      }
      let design = PlanDesign(plan: ServingPlan(parts), scheme: 0, settings: settings)
      let known = trials.first { $0.design == design }
      let trial: PlanTrial
      if let known {
        trial = known
      } else if let obstacle = parts.indices.lazy.compactMap({ index in
        study.obstacle(parts[index].plan, on: index, variant)
      }).first {
        trial = PlanTrial(design: design, outcome: .infeasible(obstacle))
      } else {
        trial = try evaluator.evaluate(design)
      }
      baselines.append(PlanBaseline(name: name, rule: rule, trial: trial))
    }
  }
}

extension PlanStudy {
  /// What vLLM's documentation advises (*Distributed inference and serving*, v0.6): one device if the
  /// model fits, else tensor parallelism within a node, else that and a pipeline over nodes; what is
  /// left of the cluster holds replicas.
  fileprivate func guided(_ index: Int, _ variant: PlanVariant) -> ParallelPlan {
    let pool = variant.cluster.pools[index]
    let count = pool.deviceCount
    let node = pool.nodeSize
    var plans = (1...node).filter(node.isMultiple).map { ParallelPlan(tensor: $0) }
    plans += (2...max(2, count / node)).map { ParallelPlan(tensor: node, pipeline: $0) }
    for var plan in plans where obstacle(plan, on: index, variant) == nil {
      plan.data = max(1, count / plan.devicesPerReplica)
      return plan
    }
    return ParallelPlan(tensor: node, pipeline: max(1, count / node))
  }
}

extension DevicePool {
  /// Devices of the smallest unit that has several: a node.
  var nodeSize: Int {
    topology.levels.map(\.fanout).first { $0 > 1 } ?? 1
  }
}
