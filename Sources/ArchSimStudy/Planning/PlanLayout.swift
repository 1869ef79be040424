import ArchSimHardware
import ArchSimSearch
import ArchSimServing
import ArchSimWorkload

/// Devices of one pool that do one thing.
struct PlanSlot: Hashable, Sendable {
  var pool: Int
  var role: PoolRole
  var devices: Int
}

/// All that a plan space consists of: for every way to give pools their roles, the plans of each.
struct PlanLayouts: Sendable {
  /// Ways to give roles: each a list of slots.
  var layouts: [[PlanSlot]]
  /// The distinct slots, and the plans of each.
  var slots: [PlanSlot]
  var plans: [[ParallelPlan]]

  init(_ study: PlanStudy) {
    layouts = Self.layouts(of: study)
    slots = []
    for slot in layouts.joined() where !slots.contains(slot) { slots.append(slot) }
    plans = slots.map { slot in
      var space = PlanSpace(model: study.model, deviceCount: slot.devices)
      space.hasPadding = study.limits.hasPadding
      space.hasIdleDevices = study.limits.hasIdleDevices
      space.microBatches = study.limits.microBatches
      return space.plans.filter(study.limits.allows)
    }
  }

  func position(of slot: PlanSlot) -> Int { slots.firstIndex(of: slot) ?? 0 }

  private static func layouts(of study: PlanStudy) -> [[PlanSlot]] {
    let pools = study.cluster.pools
    let limits = study.limits
    var layouts: [[PlanSlot]] = []
    if limits.separation != .always {
      layouts.append(
        pools.indices.map { PlanSlot(pool: $0, role: .both, devices: pools[$0].deviceCount) })
    }
    guard limits.separation != .never else { return layouts }
    for first in pools.indices {
      guard limits.prefillPool.map({ $0 == pools[first].name }) ?? true else { continue }
      for second in pools.indices {
        guard limits.decodePool.map({ $0 == pools[second].name }) ?? true else { continue }
        let count = pools[first].deviceCount
        if first != second {
          layouts.append([
            PlanSlot(pool: first, role: .prefill, devices: count),
            PlanSlot(pool: second, role: .decode, devices: pools[second].deviceCount),
          ])
          continue
        }
        // Shares of one pool: in eighths, which are nodes where there are many.
        let share = max(1, count / 8)
        for part in stride(from: share, to: count, by: share) {
          layouts.append([
            PlanSlot(pool: first, role: .prefill, devices: part),
            PlanSlot(pool: first, role: .decode, devices: count - part),
          ])
        }
      }
    }
    return layouts
  }
}

extension PlanStudy {
  /// A plan of one pool's devices as part of a plan of the cluster.
  func part(_ slot: PlanSlot, _ plan: ParallelPlan) -> ServingPlan.Part {
    ServingPlan.Part(pool: cluster.pools[slot.pool].name, role: slot.role, plan: plan)
  }

  /// Why a plan cannot stand on its pool, from its memory and places alone; nil if it can.
  func obstacle(_ plan: ParallelPlan, on pool: Int, _ variant: PlanVariant) -> Infeasibility? {
    if let obstacle = variant.obstacle { return obstacle }
    let pool = variant.cluster.pools[pool]
    do throws(Infeasibility) {
      _ = try Placement(plan, on: pool.topology)
      _ = try PlanMemory(
        plan, model: model, scheme: variant.scheme, device: pool.device, policy: variant.memory)
      return nil
    } catch {
      return error
    }
  }
}
