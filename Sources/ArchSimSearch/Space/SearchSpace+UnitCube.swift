extension SearchSpace {
  /// What a coordinate of the unit cube means to a model that measures distances.
  public enum CoordinateKind: Sendable, Hashable {
    /// Any place between 0 and 1; distance means difference, on the parameter's own scale.
    case continuous
    /// One of a number of evenly spaced places; distance means how many levels lie between.
    case ordered(levels: Int)
    /// One of a number of places that are merely equal or different.
    case categorical(levels: Int)
  }

  /// What the coordinate of a parameter means.
  public func coordinateKind(ofParameter position: Int) -> CoordinateKind {
    let axis = axes[position]
    switch axis.kind {
    case .real: return axis.levelCount == 0 ? .continuous : .ordered(levels: 1)
    case .integer, .ordinal: return .ordered(levels: axis.levelCount)
    case .categorical: return .categorical(levels: axis.levelCount)
    }
  }

  /// Returns one coordinate between 0 and 1 for every parameter of a point.
  ///
  /// Logarithmic parameters are placed by their logarithm, ordinals by the number of their level,
  /// and every level lies in the middle of its share of the interval.
  public func unitCoordinates(of point: DesignPoint) -> [Double] {
    let values = point.values.count == count ? point.values : canonical(point).values
    return zip(axes, values).map { $0.unit(of: $1) }
  }

  /// Returns the canonical point nearest to a place in the unit cube.
  ///
  /// The inverse of ``unitCoordinates(of:)``. Evenly spread places give every level its fair share.
  public func point(atUnitCoordinates coordinates: [Double]) -> DesignPoint {
    canonical(DesignPoint(zip(axes, coordinates).map { $0.value(ofUnit: $1) }))
  }
}
