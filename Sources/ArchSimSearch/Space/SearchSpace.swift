/// The parameters that a search may choose, in order: every design that it may propose.
///
///     let space = try SearchSpace([
///       SearchParameter("rows", .ordinal([8, 16, 32])),
///       SearchParameter("dataflow", .categorical(count: 3)),
///     ])
///     space.cardinality  // 9
///
/// A parameter with a condition exists only where the condition holds. Elsewhere it is given its
/// canonical value, the first of its domain, so that points which mean the same design are equal
/// and are counted, proposed and remembered once.
public struct SearchSpace: Sendable, Hashable {
  /// The parameters, conditions pointing only backwards.
  public let parameters: [SearchParameter]
  /// How many distinct points there are; `nil` if infinitely many or more than an `Int` can hold.
  public let cardinality: Int?
  let axes: [ParameterAxis]
  /// Whether a parameter exists only sometimes, and whether one has levels: asked for every point.
  let hasConditions: Bool
  let hasLevels: Bool
  let enumeration: SpaceEnumeration

  /// Checks the parameters and creates the space.
  ///
  /// Throws a ``SearchSpaceError`` that names the parameter at fault.
  public init(_ parameters: [SearchParameter]) throws(SearchSpaceError) {
    guard !parameters.isEmpty else {
      throw SearchSpaceError(parameter: nil, reason: .emptySpace)
    }
    var axes: [ParameterAxis] = []
    var names: Set<String> = []
    for (position, parameter) in parameters.enumerated() {
      guard names.insert(parameter.name).inserted else {
        throw SearchSpaceError(parameter: parameter.name, reason: .duplicateName)
      }
      axes.append(try ParameterAxis(parameter.domain, name: parameter.name))
      guard let condition = parameter.condition else { continue }
      if let reason = SearchSpace.fault(in: condition, of: position, axes: axes) {
        throw SearchSpaceError(parameter: parameter.name, reason: reason)
      }
    }
    self.parameters = parameters
    self.axes = axes
    hasConditions = parameters.contains { $0.condition != nil }
    hasLevels = axes.contains { $0.levelCount > 0 }
    enumeration = SpaceEnumeration(parameters: parameters, axes: axes)
    cardinality = enumeration.total
  }

  private static func fault(
    in condition: SearchParameter.Condition, of position: Int, axes: [ParameterAxis]
  ) -> SearchSpaceError.Reason? {
    guard condition.parameter >= 0, condition.parameter < position else {
      return .conditionNotEarlier
    }
    let axis = axes[condition.parameter]
    guard axis.levelCount > 0 else { return .conditionOnReal }
    guard condition.allowed.contains(where: { axis.clamped($0) == $0 }) else {
      return .conditionNeverHolds
    }
    return nil
  }

  /// How many parameters there are: the length of a point.
  public var count: Int { parameters.count }
}

extension SearchSpace {
  /// Whether a parameter matters, given the values of those before it.
  func isActive(_ position: Int, in values: [Double]) -> Bool {
    guard hasConditions else { return true }
    var position = position
    while let condition = parameters[position].condition {
      guard condition.allows(values[condition.parameter]) else { return false }
      position = condition.parameter
    }
    return true
  }

  /// Whether a parameter matters at a point, or is switched off by its condition.
  public func isActive(parameter position: Int, at point: DesignPoint) -> Bool {
    guard position >= 0, position < count, point.values.count == count else { return false }
    return isActive(position, in: point.values)
  }

  /// Returns the point of the space that is nearest and stands for all that mean the same.
  ///
  /// Every value moves to the nearest of its domain, and parameters that are switched off get the
  /// first of theirs. Missing values count as the first, surplus ones are dropped.
  public func canonical(_ point: DesignPoint) -> DesignPoint {
    var values = point.values
    if values.count > count { values.removeLast(values.count - count) }
    while values.count < count { values.append(axes[values.count].lower) }
    canonicalize(&values)
    return DesignPoint(values)
  }

  func canonicalize(_ values: inout [Double]) {
    for position in axes.indices {
      values[position] =
        isActive(position, in: values)
        ? axes[position].clamped(values[position]) : axes[position].lower
    }
  }

  /// Whether a point is one of the space's canonical points.
  public func contains(_ point: DesignPoint) -> Bool {
    point.values.count == count && canonical(point) == point
  }

  /// Draws every parameter evenly over its scale and returns the canonical point.
  public func sample(using generator: inout SplitMix64) -> DesignPoint {
    var values: [Double] = []
    values.reserveCapacity(count)
    for position in axes.indices {
      // Drawn even where it is switched off, so that streams do not depend on conditions.
      let value = axes[position].sample(using: &generator)
      values.append(value)
      if !isActive(position, in: values) { values[position] = axes[position].lower }
    }
    return DesignPoint(values)
  }
}
