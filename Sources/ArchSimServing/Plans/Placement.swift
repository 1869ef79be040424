public import ArchSimHardware

/// Where the devices of a plan stand in the hierarchy of links.
///
/// Neighbours first share a tensor-parallel group, then a stage, then a replica, so that what talks
/// most is nearest: tensor parallelism inside a node, pipelines across nodes. A stage that fits
/// a node never straddles two.
public struct Placement: Hashable, Sendable {
  /// Devices that share attention heads.
  public var tensor: DeviceGroup
  /// One device of each group of attention in a stage.
  public var attention: DeviceGroup
  /// Devices that share a dense feed-forward.
  public var feedForward: DeviceGroup
  /// One device of each group whose tokens such a feed-forward gathers.
  public var gathered: DeviceGroup
  /// All devices of a stage.
  public var stage: DeviceGroup
  /// Two devices on stages that follow each other in one node.
  public var near: DeviceGroup
  /// Two devices on stages that follow each other in different nodes.
  public var far: DeviceGroup
  /// Stages that stand in one node, or 1 when a stage takes more than one.
  public var stagesPerUnit: Int

  /// Places a plan.
  ///
  /// - Throws: `Infeasibility` when the topology has too few devices, or too few places for whole
  ///   stages.
  public init(_ plan: ParallelPlan, on topology: LinkTopology) throws(Infeasibility) {
    let total = topology.deviceCount
    guard plan.deviceCount <= total else {
      throw Infeasibility(
        "devices", required: Double(plan.deviceCount), available: Double(total), unit: .none)
    }
    let stageSize = plan.stageDevices
    let level = topology.levels.indices.first { topology.unitSize(below: $0 + 1) >= stageSize }
    let unit = topology.unitSize(below: (level ?? topology.levels.count - 1) + 1)
    stagesPerUnit = max(1, unit / stageSize)
    let places = stagesPerUnit * (total / max(1, unit))
    let stages = plan.pipeline * plan.data
    guard stages <= places else {
      throw Infeasibility(
        "places for stages of \(stageSize) devices within nodes", required: Double(stages),
        available: Double(places), unit: .none)
    }
    tensor = DeviceGroup(count: plan.tensor, in: topology)
    attention = DeviceGroup(count: plan.attentionData, stride: plan.tensor, in: topology)
    feedForward = DeviceGroup(count: plan.feedForwardTensor, in: topology)
    gathered = DeviceGroup(
      count: max(1, plan.feedForwardTensor / plan.tensor), stride: plan.tensor, in: topology)
    stage = DeviceGroup(count: stageSize, in: topology)
    near = DeviceGroup(count: 2, stride: stageSize, in: topology)
    far = DeviceGroup(topology.levels.map { _ in 1 })
    let outside = min((level ?? 0) + 1, topology.levels.count - 1)
    far.members[max(0, outside)] = 2
    if stagesPerUnit == 1 { near = far }
  }
}
