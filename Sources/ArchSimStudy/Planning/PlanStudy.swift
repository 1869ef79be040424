import ArchSimHardware
public import ArchSimServing
public import ArchSimText
public import ArchSimWorkload

/// A search for the plan that serves a model's requests best: all that `archsim plan` knows.
///
/// ```swift
/// var study = PlanStudy(model: llama, cluster: cluster, requests: RequestSource(trace))
/// study.objective = try ServiceObjective(parsing: "ttft_p95 <= 1 s, tpot_p95 <= 50 ms")
/// let result = try await PlanRunner(study).run()
/// print(result.ranking.first)
/// ```
public struct PlanStudy: Sendable {
  /// What people call it.
  public var name = "plan"
  /// A line for people.
  public var summary: String?
  /// The model.
  public var model: ModelArchitecture
  /// What people call the model.
  public var modelName = "model"
  /// The formats of tensors to choose from, with the text that people wrote; at least one.
  public var schemes: [Scheme]
  /// The devices.
  public var cluster: Cluster
  /// The requests, at the rate at which they come.
  public var requests: RequestSource
  /// What people call the requests.
  public var requestsName = "requests"
  /// The software that serves.
  public var engine = ServingEngine.vllm06
  /// Which replica takes a request.
  public var routing = RoutingPolicy.leastLoaded
  /// How a router spreads tokens over experts.
  public var experts = ExpertRouting.uniform
  /// What the engine takes of memory beside weights and cache.
  public var memory = MemoryPolicy()
  /// What users are promised.
  public var objective = ServiceObjective()
  /// The metric by which plans are ranked, by its position.
  public var ranking = 0
  /// Which plans are looked at.
  public var limits = PlanLimits()
  /// Parameters of devices, engine and cache that are searched with the plan.
  public var axes: [PlanAxis] = []
  /// What must hold of a plan besides the SLO.
  public var constraints: [PlanConstraint] = []
  /// How designs are proposed where there are more than the budget; all are simulated else.
  public var search = SearchSettings()
  /// What is sought unless somebody says otherwise.
  public var mode = PlanMode.plans
  /// Warnings of what was assumed, for the user.
  public var warnings: [Diagnostic] = []
  /// The model's configuration, of which a run keeps a copy.
  public var modelInput: StudyInput?
  /// The file of the requests, of which a run keeps a copy; nil where chance makes them.
  public var requestsInput: StudyInput?

  /// A way to store tensors, as the user wrote it.
  public struct Scheme: Sendable {
    /// What the user wrote.
    public var text: String
    /// What it means.
    public var scheme: QuantizationScheme

    /// Creates a scheme.
    public init(text: String, scheme: QuantizationScheme) {
      self.text = text
      self.scheme = scheme
    }
  }

  /// Creates a study with the model's own formats, vLLM's engine and every plan of the cluster.
  public init(model: ModelArchitecture, cluster: Cluster, requests: RequestSource) {
    self.model = model
    self.cluster = cluster
    self.requests = requests
    let scheme = QuantizationScheme(uniform: model.nativeFormat)
    schemes = [Scheme(text: scheme.description, scheme: scheme)]
  }
}

/// What `archsim plan` seeks.
public enum PlanMode: String, Hashable, Sendable, CaseIterable {
  /// The best plan at the rate of the requests.
  case plans
  /// The highest rate that each plan bears.
  case capacity
  /// The cheapest mix of types of devices.
  case fleet
}

/// Which plans of a cluster are looked at.
public struct PlanLimits: Hashable, Sendable {
  /// What a degree may be; any where it is not named.
  public var degrees: [PlanDegree: [Int]] = [:]
  /// Whether prefill and decode may, may not or must have devices of their own.
  public var separation = Separation.never
  /// The pool that runs prompts where they are separate; any when nil.
  public var prefillPool: String?
  /// The pool that decodes where they are separate; any when nil.
  public var decodePool: String?
  /// Numbers of micro-batches on pipelines.
  public var microBatches = [1]
  /// Whether heads and experts may be divided unevenly, with padding.
  public var hasPadding = false
  /// Whether devices may be left over.
  public var hasIdleDevices = false

  /// Whether prefill and decode have devices of their own.
  public enum Separation: String, Hashable, Sendable, CaseIterable {
    /// The same replicas do both.
    case never
    /// Both ways are tried.
    case allowed
    /// Prefill and decode are always apart.
    case always
  }

  /// Creates limits that allow every plan in which replicas serve whole requests.
  public init() {}

  /// Whether a plan is within the degrees.
  func allows(_ plan: ParallelPlan) -> Bool {
    PlanDegree.allCases.allSatisfy { degree in
      degrees[degree].map { $0.contains(degree.value(in: plan)) } ?? true
    }
  }
}

/// The degrees of a plan, as spaces name them.
public enum PlanDegree: String, Hashable, Sendable, CaseIterable {
  /// Replicas.
  case data
  /// Devices that share a head group.
  case tensor
  /// Stages.
  case pipeline
  /// Groups of experts.
  case expert
  /// Replicas of attention in a stage.
  case attentionData = "attention_data"
  /// Devices that share a feed-forward.
  case feedForwardTensor = "feed_forward_tensor"
  /// Parts of an iteration.
  case microBatches = "micro_batches"

  /// The degree in a plan.
  public func value(in plan: ParallelPlan) -> Int {
    switch self {
    case .data: plan.data
    case .tensor: plan.tensor
    case .pipeline: plan.pipeline
    case .expert: plan.expert
    case .attentionData: plan.attentionData
    case .feedForwardTensor: plan.feedForwardTensor
    case .microBatches: plan.microBatches
    }
  }
}
