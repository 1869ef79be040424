/// What one iteration takes on one replica.
public struct IterationCost: Hashable, Sendable {
  /// From the start of the iteration to its tokens, through all pipeline stages, in seconds.
  public var latencySeconds: Double
  /// Until the first stage can take the next iteration, in seconds.
  ///
  /// Equal to the latency without pipeline parallelism, and the time of the slowest stage with it.
  public var occupancySeconds: Double
  /// Energy of all devices of the replica beyond what they take when idle, in joules.
  public var energyJoules: Double
  /// Floating-point operations of the model on all devices of the replica; of experts only those
  /// that tokens are routed to.
  public var flops: Double
  /// Bytes of weights and KV cache that all devices of the replica must read at least; of experts
  /// only those that tokens are routed to.
  public var bytes: Double
  /// As ``flops`` if every token ran through every expert: what MFU counts and S-MFU does not.
  public var denseFlops: Double
  /// As ``bytes`` if every expert were read: what MBU counts and S-MBU does not.
  public var denseBytes: Double
  /// The latency by kind of work, indexed by the raw values of ``WorkKind``, in seconds.
  public var secondsByKind: SIMD8<Double>

  /// Kernels that have to be launched for it one after another, on a device of every pipeline stage.
  public var kernels = 0

  /// Creates a cost.
  ///
  /// - Parameters:
  ///   - latencySeconds: From the start to the tokens.
  ///   - occupancySeconds: Until the next iteration can start.
  ///   - energyJoules: Energy beyond idle.
  ///   - flops: Operations of activated parameters and attention.
  ///   - bytes: Activated weights and KV cache.
  ///   - denseFlops: The same with all experts; `flops` when not given.
  ///   - denseBytes: The same with all experts; `bytes` when not given.
  ///   - secondsByKind: The latency by kind.
  public init(
    latencySeconds: Double, occupancySeconds: Double, energyJoules: Double, flops: Double = 0,
    bytes: Double = 0, denseFlops: Double? = nil, denseBytes: Double? = nil,
    secondsByKind: SIMD8<Double> = .zero
  ) {
    self.latencySeconds = latencySeconds
    self.occupancySeconds = occupancySeconds
    self.energyJoules = energyJoules
    self.flops = flops
    self.bytes = bytes
    self.denseFlops = denseFlops ?? flops
    self.denseBytes = denseBytes ?? bytes
    self.secondsByKind = secondsByKind
  }
}

/// The kinds of work by which time is broken down.
public enum WorkKind: Int, Hashable, Sendable, CaseIterable {
  /// Dense products with weights.
  case linear
  /// Scores, softmax and context of attention.
  case attention
  /// Routing and products of experts.
  case experts
  /// Norms, activations, residuals, rotary embedding.
  case elementwise
  /// Embedding and the language-model head.
  case head
  /// Collectives and transfers between devices.
  case communication
  /// Waiting for other devices: pipeline bubbles and uneven load.
  case waiting
  /// Scheduling and launching on the host, and swapping.
  case host
}
