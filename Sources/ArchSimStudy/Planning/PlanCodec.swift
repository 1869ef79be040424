import ArchSimHardware
import ArchSimSearch
import ArchSimServing
import ArchSimText

/// The plan space as an ordinary search space: degrees, roles, schemes and hardware as parameters.
///
/// Degrees that do not divide the devices stand for the plan that is nearest in octaves, so that no
/// point is wasted.
struct PlanCodec: Sendable {
  private static let degrees: [PlanDegree] = [
    .tensor, .attentionData, .feedForwardTensor, .expert, .pipeline, .microBatches,
  ]

  let study: PlanStudy
  let layouts: PlanLayouts
  let space: SearchSpace
  /// Slots of the layout with the most.
  private let width: Int

  init(_ study: PlanStudy, _ layouts: PlanLayouts) throws(Diagnostic) {
    self.study = study
    self.layouts = layouts
    width = layouts.layouts.map(\.count).max() ?? 1
    var parameters = [
      SearchParameter("roles", .categorical(count: layouts.layouts.count)),
      SearchParameter("quantization", .categorical(count: study.schemes.count)),
    ]
    for index in 0..<width {
      for degree in Self.degrees {
        var values: Set<Int> = []
        for layout in layouts.layouts where layout.indices.contains(index) {
          values.formUnion(
            layouts.plans[layouts.position(of: layout[index])].map { degree.value(in: $0) })
        }
        parameters.append(
          SearchParameter(
            "\(index).plan.\(degree.rawValue)",
            .ordinal(values.isEmpty ? [1] : values.sorted().map(Double.init))))
      }
    }
    parameters += study.axes.map { axis in
      SearchParameter(
        axis.name,
        axis.isOrdered ? .ordinal(axis.values) : .categorical(count: axis.values.count))
    }
    do throws(SearchSpaceError) {
      space = try SearchSpace(parameters)
    } catch {
      throw Diagnostic("\(error)")
    }
  }

  /// The design that a point stands for.
  func design(_ point: DesignPoint) -> PlanDesign {
    let values = point.values
    let layout = layouts.layouts[Int(values[0])]
    let parts = layout.enumerated().map { index, slot in
      let first = 2 + index * Self.degrees.count
      let plans = layouts.plans[layouts.position(of: slot)]
      return study.part(
        slot, Self.nearest(to: Array(values[first..<first + Self.degrees.count]), in: plans))
    }
    let settings = zip(study.axes, values[(2 + width * Self.degrees.count)...]).map {
      axis, value in
      axis.isOrdered ? value : axis.values[Int(value)]
    }
    return PlanDesign(plan: ServingPlan(parts), scheme: Int(values[1]), settings: settings)
  }

  /// The plan whose degrees differ by the smallest factors; the first of several.
  private static func nearest(to degrees: [Double], in plans: [ParallelPlan]) -> ParallelPlan {
    var best = plans.first ?? ParallelPlan()
    var least = Double.infinity
    for plan in plans {
      var distance = 1.0
      for (degree, wanted) in zip(Self.degrees, degrees) {
        let value = Double(degree.value(in: plan))
        distance *= max(value / wanted, wanted / value)
      }
      if distance < least {
        least = distance
        best = plan
      }
    }
    return best
  }
}

extension PlanStudy {
  /// The problem that a search over plans is given.
  func problem(_ space: SearchSpace) -> SearchProblem {
    SearchProblem(
      space: space, objectiveCount: PlanMetric.paretoPositions.count + 1,
      constraintCount: 1 + violationCount, budget: search.budget, seed: search.seed)
  }

  /// What a search is told of a trial: what is missing of a design that cannot be, as a share.
  func observation(of trial: PlanTrial, at point: DesignPoint) -> Observation {
    switch trial.outcome {
    case .infeasible(let reason):
      let share = reason.available > 0 ? reason.required / reason.available - 1 : 1e3
      let missing = share.isFinite ? min(max(share, 1e-6), 1e6) : 1e6
      return Observation(
        point: point, objectives: [],
        violations: [missing] + Array(repeating: 1, count: violationCount))
    case .served(let figures):
      return Observation(
        point: point,
        objectives: (PlanMetric.paretoPositions + [ranking]).map { figures.minimized($0) },
        violations: [0] + violations(of: figures))
    }
  }
}

extension PlanFigures {
  /// The value of a metric as searches want it: less is better, and none is very bad.
  func minimized(_ position: Int) -> Double {
    let value = metrics[position]
    guard value.isFinite else { return 1e30 }
    return PlanMetric.all[position].isMaximized ? -value : value
  }
}
