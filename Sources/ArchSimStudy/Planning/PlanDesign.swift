public import ArchSimHardware
public import ArchSimServing

/// One point of a plan space: a plan, the formats of tensors, and what differs of the devices.
public struct PlanDesign: Hashable, Sendable {
  /// How the model is divided over the pools.
  public var plan: ServingPlan
  /// The position of its scheme.
  public var scheme: Int
  /// One value for each of the study's axes, in their order.
  public var settings: [Double]

  /// Creates a design.
  public init(plan: ServingPlan, scheme: Int = 0, settings: [Double] = []) {
    self.plan = plan
    self.scheme = scheme
    self.settings = settings
  }
}

/// A design that was looked at, and what came of it.
public struct PlanTrial: Sendable {
  /// The design.
  public var design: PlanDesign
  /// What came of it.
  public var outcome: Outcome

  /// What can come of a design.
  public enum Outcome: Sendable {
    /// It served the requests.
    case served(PlanFigures)
    /// It cannot be.
    case infeasible(Infeasibility)
  }

  /// What it did; nil when it cannot be.
  public var figures: PlanFigures? {
    guard case .served(let figures) = outcome else { return nil }
    return figures
  }

  /// Why it cannot be; nil when it can.
  public var reason: Infeasibility? {
    guard case .infeasible(let reason) = outcome else { return nil }
    return reason
  }
}

/// What a simulation found, as far as rankings and reasons need it.
public struct PlanFigures: Sendable {
  /// One value a metric, in the order of ``PlanMetric/all``.
  public var metrics: [Double]
  /// Whether the service met the SLO and served every request.
  public var meetsObjective: Bool
  /// Devices that the plan uses.
  public var devices: Int
  /// Requests that came.
  public var arrivedRequests: Int
  /// Requests that were not served, and why.
  public var rejections: [RejectionReason: Int]
  /// Iterations that ran.
  public var iterations: Int
  /// The mean latency of an iteration by kind of work, in seconds.
  public var iterationSeconds: SIMD8<Double>
  /// Mean time from arrival to the first iteration, in seconds.
  public var meanQueueingSeconds: Double
  /// The 95th percentile of the time from arrival to the first iteration, in seconds.
  public var queueingSeconds95: Double
  /// The most requests that waited at once on a replica.
  public var peakWaiting: Int
  /// The most pages in use, as a share of all.
  public var peakOccupancy: Double

  /// Condenses a result.
  init(_ result: ServingResult, objective: ServiceObjective, devices: Int) {
    let inputs = PlanMetric.Inputs(result)
    let total = result.total
    // Whatever is no number is the same kind of none, as a journal can say it.
    metrics = PlanMetric.all.map { $0.compute(inputs) }.map { $0.isFinite ? $0 : .nan }
    meetsObjective = result.meets(objective)
    self.devices = devices
    arrivedRequests = result.arrivedRequests
    rejections = result.rejections
    iterations = total.iterations
    iterationSeconds = total.secondsByKind / Double(max(1, total.iterations))
    let queueing = total.queueing.summary
    meanQueueingSeconds = queueing.mean.isFinite ? queueing.mean : .nan
    queueingSeconds95 = queueing.p95.isFinite ? queueing.p95 : .nan
    peakWaiting = total.peakWaiting
    peakOccupancy = Double(total.peakPages) / Double(max(1, total.cachePages))
  }

  /// Takes figures as a journal has them.
  init(
    metrics: [Double], meetsObjective: Bool, devices: Int, arrivedRequests: Int,
    rejections: [RejectionReason: Int], iterations: Int, iterationSeconds: SIMD8<Double>,
    meanQueueingSeconds: Double, queueingSeconds95: Double, peakWaiting: Int, peakOccupancy: Double
  ) {
    self.metrics = metrics
    self.meetsObjective = meetsObjective
    self.devices = devices
    self.arrivedRequests = arrivedRequests
    self.rejections = rejections
    self.iterations = iterations
    self.iterationSeconds = iterationSeconds
    self.meanQueueingSeconds = meanQueueingSeconds
    self.queueingSeconds95 = queueingSeconds95
    self.peakWaiting = peakWaiting
    self.peakOccupancy = peakOccupancy
  }

  /// The value of a metric by its name; not a number when there is none.
  public subscript(name: String) -> Double {
    PlanMetric.position(of: name).map { metrics[$0] } ?? .nan
  }

  /// Requests that were not served.
  public var rejectedRequests: Int {
    RejectionReason.allCases.reduce(0) { $0 + rejections[$1, default: 0] }
  }
}
