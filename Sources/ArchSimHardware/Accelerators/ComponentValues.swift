/// Up to eight numbers, one a component that a family names: energy, area or bytes.
///
/// Costs are added for every operator of every design, so the breakdown is a vector of fixed size
/// and not a dictionary; the names live once in the family's ``FamilyDescription``. Slots that a
/// family does not name stay zero.
public struct ComponentValues: Hashable, Sendable {
  /// Most components that a family can name.
  public static let capacity = 8

  /// The numbers.
  public var values: SIMD8<Double>

  /// All zero.
  @inlinable public init() {
    values = .zero
  }

  /// The numbers given.
  @inlinable public init(_ values: SIMD8<Double>) {
    self.values = values
  }

  /// The numbers of the first components, in the order of their names; the others are zero.
  @inlinable public init(
    _ first: Double, _ second: Double = 0, _ third: Double = 0, _ fourth: Double = 0,
    _ fifth: Double = 0, _ sixth: Double = 0, _ seventh: Double = 0, _ eighth: Double = 0
  ) {
    values = SIMD8(first, second, third, fourth, fifth, sixth, seventh, eighth)
  }

  /// The number of one component.
  @inlinable public subscript(index: Int) -> Double {
    get { values[index] }
    set { values[index] = newValue }
  }

  /// The sum over all components.
  @inlinable public var total: Double { values.sum() }

  /// Adds component by component.
  @inlinable public static func + (left: Self, right: Self) -> Self {
    Self(left.values + right.values)
  }

  /// Adds component by component in place.
  @inlinable public static func += (left: inout Self, right: Self) {
    left.values += right.values
  }

  /// Scales every component.
  @inlinable public static func * (left: Self, factor: Double) -> Self {
    Self(left.values * factor)
  }
}
