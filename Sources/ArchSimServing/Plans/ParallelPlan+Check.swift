public import ArchSimHardware
public import ArchSimWorkload

extension ParallelPlan {
  /// Checks that the degrees suit a model and each other.
  ///
  /// Degrees need not divide heads, widths or experts: uneven shares are padded, and the fullest
  /// device sets the pace. Refused are degrees beyond what there is to divide.
  ///
  /// - Throws: `Infeasibility` that names the part of the model at fault.
  public func check(_ model: ModelArchitecture) throws(Infeasibility) {
    func require(_ degree: Int, atMost limit: Int, _ what: String) throws(Infeasibility) {
      guard degree <= limit else {
        throw Infeasibility(
          what, required: Double(degree), available: Double(limit), unit: .none)
      }
    }
    for degree in [
      data, tensor, pipeline, interleave, expert, attentionData, feedForwardTensor, microBatches,
    ] where degree < 1 {
      throw Infeasibility(
        "degree of a plan, which is at least 1", required: 1, available: Double(degree),
        unit: .none)
    }
    try require(pipeline * interleave, atMost: model.layerCount, "layers for pipeline stages")
    for run in model.layerRuns {
      try require(tensor, atMost: run.layer.attention.heads, "query heads to divide by tp")
    }
    try require(feedForwardTensor, atMost: stageDevices, "devices of a stage for ffn-tp")
    guard feedForwardTensor.isMultiple(of: tensor) else {
      throw Infeasibility(
        "ffn-tp as a multiple of tp", required: Double(feedForwardTensor),
        available: Double(feedForwardTensor / tensor * tensor), unit: .none)
    }
    guard stageDevices.isMultiple(of: feedForwardTensor) else {
      throw Infeasibility(
        "devices of a stage as a multiple of ffn-tp",
        required: Double((stageDevices / feedForwardTensor + 1) * feedForwardTensor),
        available: Double(stageDevices), unit: .none)
    }
    try require(expert, atMost: stageDevices, "devices of a stage for ep")
    guard stageDevices.isMultiple(of: expert) else {
      throw Infeasibility(
        "devices of a stage as a multiple of ep",
        required: Double((stageDevices / expert + 1) * expert), available: Double(stageDevices),
        unit: .none)
    }
    if expert > 1 {
      try require(expert, atMost: model.routedMixture?.experts ?? 1, "experts to divide by ep")
    }
  }

  /// How the parts of a model are divided on a stage of this plan.
  public var shardDegrees: ShardDegrees {
    ShardDegrees(
      attention: tensor, feedForward: feedForwardTensor, experts: expert,
      expertWidth: expertTensor)
  }

  /// The layers of each stage: in order, as even as can be, with what is left over ahead of the last,
  /// which has the LM head; interleaved plans deal runs of layers round.
  public func stageLayers(of count: Int) -> [[Int]] {
    let runs = max(1, pipeline * interleave)
    let each = count / runs
    let extra = count % runs
    var stages = [[Int]](repeating: [], count: pipeline)
    var next = 0
    for run in 0..<runs {
      let isLonger = run >= runs - 1 - extra && run < runs - 1
      let size = each + (isLonger ? 1 : 0)
      stages[run % pipeline] += next..<(next + size)
      next += size
    }
    return stages
  }
}

extension ModelArchitecture {
  /// The mixture of experts of its layers; nil for a dense model.
  public var routedMixture: MixtureOfExperts? {
    for run in layerRuns {
      if case .mixture(let mixture) = run.layer.feedForward { return mixture }
    }
    return nil
  }
}
