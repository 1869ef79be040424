/// How many points a space has, and how they are numbered.
///
/// A condition names one earlier parameter, so conditions make a forest. Below one value of a
/// parameter hang as many points as the product of its children that this value switches on; below
/// the parameter hang the sum of those over its values. Values that switch nothing on weigh 1 and
/// are not stored, so that an integer with a billion levels costs nothing.
struct SpaceEnumeration: Sendable, Hashable {
  /// A value that switches children on, by its level, and how many points hang below it.
  struct Branch: Sendable, Hashable {
    var level: Int
    var weight: Int
    var children: [Int]
  }

  /// Parameters without a condition, in order.
  private(set) var roots: [Int] = []
  /// Per parameter its branching values, ascending.
  private(set) var branches: [[Branch]]
  /// Per parameter the number of points of it and all that hangs below; 0 where unknown.
  private(set) var counts: [Int]
  /// The number of points of the whole space.
  private(set) var total: Int?

  init(parameters: [SearchParameter], axes: [ParameterAxis]) {
    branches = Array(repeating: [], count: parameters.count)
    counts = Array(repeating: 0, count: parameters.count)
    for (position, parameter) in parameters.enumerated() {
      guard let condition = parameter.condition else {
        roots.append(position)
        continue
      }
      let axis = axes[condition.parameter]
      for value in condition.allowed where axis.clamped(value) == value {
        let level = axis.level(nearest: value)
        let known = branches[condition.parameter].firstIndex { $0.level == level }
        if let known {
          branches[condition.parameter][known].children.append(position)
        } else {
          let branch = Branch(level: level, weight: 1, children: [position])
          branches[condition.parameter].append(branch)
        }
      }
    }
    total = count(axes)
  }

  private mutating func count(_ axes: [ParameterAxis]) -> Int? {
    for position in axes.indices.reversed() {
      guard axes[position].levelCount > 0 else { return nil }
      branches[position].sort { $0.level < $1.level }
      var sum = axes[position].levelCount
      for index in branches[position].indices {
        guard let weight = product(branches[position][index].children) else { return nil }
        let (next, overflow) = sum.addingReportingOverflow(weight - 1)
        guard !overflow else { return nil }
        branches[position][index].weight = weight
        sum = next
      }
      counts[position] = sum
    }
    return product(roots)
  }

  private func product(_ positions: [Int]) -> Int? {
    var result = 1
    for position in positions {
      let (next, overflow) = result.multipliedReportingOverflow(by: counts[position])
      guard !overflow else { return nil }
      result = next
    }
    return result
  }
}

extension SearchSpace {
  /// Returns the point with a number in 0 ..< ``cardinality``, the last parameter varying fastest.
  ///
  /// The space must be enumerable. Numbers beyond its ends count as the end.
  public func point(at index: Int) -> DesignPoint {
    precondition(cardinality != nil, "The space has no finite number of points.")
    var values = axes.map(\.lower)
    let last = (cardinality ?? 1) - 1
    decode(min(max(index, 0), last), over: enumeration.roots, into: &values)
    return DesignPoint(values)
  }

  private func decode(_ index: Int, over positions: [Int], into values: inout [Double]) {
    var rest = index
    for position in positions.reversed() {
      let size = enumeration.counts[position]
      decode(rest % size, at: position, into: &values)
      rest /= size
    }
  }

  private func decode(_ index: Int, at position: Int, into values: inout [Double]) {
    var surplus = 0
    for branch in enumeration.branches[position] {
      let start = branch.level + surplus
      if index < start { break }
      if index < start + branch.weight {
        values[position] = axes[position].value(ofLevel: branch.level)
        decode(index - start, over: branch.children, into: &values)
        return
      }
      surplus += branch.weight - 1
    }
    values[position] = axes[position].value(ofLevel: index - surplus)
  }

  /// Returns the number of a point, the inverse of ``point(at:)``.
  ///
  /// `nil` if the space is not enumerable or does not contain the point.
  public func index(of point: DesignPoint) -> Int? {
    guard cardinality != nil, contains(point) else { return nil }
    return encode(point.values, over: enumeration.roots)
  }

  private func encode(_ values: [Double], over positions: [Int]) -> Int {
    var index = 0
    for position in positions {
      let level = axes[position].level(nearest: values[position])
      var digit = level
      for branch in enumeration.branches[position] where branch.level <= level {
        digit +=
          branch.level < level ? branch.weight - 1 : encode(values, over: branch.children)
      }
      index = index * enumeration.counts[position] + digit
    }
    return index
  }
}
