extension SearchSpace {
  /// Values of a parameter that show what it does: itself, its nearest, and some over its domain.
  ///
  /// All levels where there are no more than the limit, and all choices. Otherwise the value, the
  /// next one on either side (for reals a fiftieth of the scale away), and others spread evenly over
  /// the scale.
  ///
  /// - Parameters:
  ///   - position: The position of the parameter.
  ///   - value: A value of its domain.
  ///   - limit: Most values of an ordered parameter, at least 3.
  /// - Returns: Values of the domain in ascending order, `value` among them.
  public func levels(ofParameter position: Int, beside value: Double, limit: Int = 9) -> [Double] {
    let axis = axes[position]
    let value = axis.clamped(value)
    if axis.levelCount > 0, axis.levelCount <= limit || !axis.isOrdered {
      return (0..<axis.levelCount).map { axis.value(ofLevel: $0) }
    }
    var values = [value]
    if axis.levelCount > 0 {
      let level = axis.level(nearest: value)
      values += [level - 1, level + 1].map { axis.value(ofLevel: $0) }
    } else {
      let place = axis.unit(of: value)
      values += [place - 0.02, place + 0.02].map { axis.value(ofUnit: $0) }
    }
    let others = max(0, limit - 3)
    for index in 0..<others {
      values.append(axis.value(ofUnit: Double(index) / Double(max(1, others - 1))))
    }
    var distinct: [Double] = []
    for value in values.sorted() where distinct.last != value { distinct.append(value) }
    return distinct
  }
}
