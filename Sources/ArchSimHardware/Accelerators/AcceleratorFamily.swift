public import ArchSimWorkload

/// A family without its type: what files, searches and reports work with.
///
/// The closures open the family's generic code once a design, so that the loop over operators is
/// specialised for it; an existential an operator would cost several times the model itself.
public struct AcceleratorFamily: Sendable {
  /// The name in files.
  public let name: String
  /// One line for people.
  public let summary: String
  /// The design parameters, in the order of every array of values.
  public let parameters: [ParameterDescription]
  /// Names of the slots of energy.
  public let energyComponents: [String]
  /// Names of the slots of area.
  public let areaComponents: [String]
  /// Names of the slots of traffic.
  public let trafficLevels: [String]
  /// Names of the parameters that make the same design larger, all in one proportion.
  public let scaledBy: [String]

  @usableFromInline let evaluator:
    @Sendable (_ values: [Double], _ traces: [FoldedTrace], _ totals: inout [ReplayTotals])
      throws(Infeasibility) -> DesignSummary
  @usableFromInline let explainer:
    @Sendable (_ values: [Double], _ trace: FoldedTrace) throws(Infeasibility)
      -> [OperatorExplanation]
  @usableFromInline let pricing:
    @Sendable (_ values: [Double]) throws(Infeasibility) -> PricedDesign

  /// Registers a family: its type is all there is to say.
  @inlinable public init<Design: Accelerator>(_ type: Design.Type) {
    let family = Design.family
    name = family.name
    summary = family.summary
    parameters = family.parameters.map(\.description)
    energyComponents = family.energyComponents
    areaComponents = family.areaComponents
    trafficLevels = family.trafficLevels
    scaledBy = family.scaledBy
    let declared = family.parameters
    var defaults = Design()
    for parameter in declared { parameter.apply(&defaults, parameter.defaultValue) }
    let base = defaults
    evaluator = {
      (values: [Double], traces: [FoldedTrace], totals: inout [ReplayTotals])
        throws(Infeasibility) -> DesignSummary in
      let prepared = try Replay.design(from: base, declared, values).prepare()
      totals.removeAll(keepingCapacity: true)
      for trace in traces {
        totals.append(try Replay.run(trace, on: Design.self, prepared))
      }
      return DesignSummary(prepared)
    }
    explainer = {
      (values: [Double], trace: FoldedTrace) throws(Infeasibility) -> [OperatorExplanation] in
      let prepared = try Replay.design(from: base, declared, values).prepare()
      return try Replay.explain(trace, on: Design.self, prepared)
    }
    pricing = { (values: [Double]) throws(Infeasibility) -> PricedDesign in
      let prepared = try Replay.design(from: base, declared, values).prepare()
      return PricedDesign(summary: DesignSummary(prepared)) {
        (operation: Operator) throws(Infeasibility) -> OperatorCost in
        try Design.cost(of: operation, with: prepared)
      }
    }
  }

  /// A family without a model: what a program evaluates that we know nothing of but its parameters.
  ///
  /// - Parameters:
  ///   - name: The name in reports.
  ///   - summary: One line for people.
  ///   - parameters: What its designs are described by.
  public init(unmodelled name: String, summary: String, parameters: [ParameterDescription]) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
    energyComponents = []
    areaComponents = []
    trafficLevels = []
    scaledBy = []
    let reason = Infeasibility("a model of \(name)", required: 1, available: 0, unit: .none)
    evaluator = {
      (_: [Double], _: [FoldedTrace], _: inout [ReplayTotals]) throws(Infeasibility) in
      throw reason
    }
    explainer = { (_: [Double], _: FoldedTrace) throws(Infeasibility) in throw reason }
    pricing = { (_: [Double]) throws(Infeasibility) in throw reason }
  }

  /// The values of a design in which every parameter has its default.
  public var defaultValues: [Double] { parameters.map(\.defaultValue) }

  /// The position of a parameter by name.
  public func position(of parameter: String) -> Int? {
    parameters.firstIndex { $0.name == parameter }
  }

  /// Costs whole traces on the design with these values.
  ///
  /// - Parameters:
  ///   - values: One number a parameter, in the order of ``parameters``.
  ///   - traces: The workload.
  ///   - totals: Receives one total a trace; reuse it to save allocations.
  /// - Returns: What the design is, apart from any workload.
  /// - Throws: ``Infeasibility`` when the design cannot be built or cannot run an operator.
  public func evaluate(
    _ values: [Double], on traces: [FoldedTrace], totals: inout [ReplayTotals]
  ) throws(Infeasibility) -> DesignSummary {
    try evaluator(values, traces, &totals)
  }

  /// Costs every distinct operator of a trace by itself, with its mapping in words.
  ///
  /// - Throws: ``Infeasibility`` as ``evaluate(_:on:totals:)`` does.
  public func explain(
    _ values: [Double], on trace: FoldedTrace
  ) throws(Infeasibility) -> [OperatorExplanation] {
    try explainer(values, trace)
  }
}

extension AcceleratorFamily {
  /// A design of the family that is asked for one operator at a time.
  ///
  /// Searches over designs use ``evaluate(_:on:totals:)``, which is specialised for whole traces;
  /// this is for those who keep one design and do not know beforehand what it will run.
  ///
  /// - Throws: ``Infeasibility`` when the design cannot be built.
  public func priced(_ values: [Double]) throws(Infeasibility) -> PricedDesign {
    try pricing(values)
  }
}

/// A design without its type, ready to price operators.
public struct PricedDesign: Sendable {
  /// What the design is, apart from any workload.
  public let summary: DesignSummary
  @usableFromInline let price: @Sendable (Operator) throws(Infeasibility) -> OperatorCost

  @usableFromInline init(
    summary: DesignSummary,
    price: @escaping @Sendable (Operator) throws(Infeasibility) -> OperatorCost
  ) {
    self.summary = summary
    self.price = price
  }

  /// The cost of one execution of an operator.
  ///
  /// - Throws: ``Infeasibility`` when the design cannot run it at all.
  @inlinable public func cost(of operation: Operator) throws(Infeasibility) -> OperatorCost {
    try price(operation)
  }
}

/// What a design is, apart from any workload.
public struct DesignSummary: Hashable, Sendable {
  /// Frequency of the cycles that costs count.
  public var clockHertz: Double
  /// Frequency at which a data sheet states the peak.
  public var ratedClockHertz: Double
  /// Area by component, in square millimetres.
  public var areaSquareMillimetres: ComponentValues
  /// Most multiply-accumulates a cycle.
  public var peakMacsPerCycle: Double
  /// Process node, in nanometres.
  public var nodeNanometres: Double

  @inlinable init<State>(_ design: PreparedDesign<State>) {
    clockHertz = design.clockHertz
    ratedClockHertz = design.ratedClockHertz
    areaSquareMillimetres = design.areaSquareMillimetres
    peakMacsPerCycle = design.peakMacsPerCycle
    nodeNanometres = design.nodeNanometres
  }
}

/// The cost of one distinct operator, with what a reader wants to know about it.
public struct OperatorExplanation: Hashable, Sendable {
  /// The cost of one execution.
  public var cost: OperatorCost
  /// How the operator is laid out on the design, where the family says so.
  public var mapping: String?
}
