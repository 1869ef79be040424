extension DesignParameter where Design: Accelerator {
  /// Declares a whole number that a property of the design holds; its default is the property's.
  ///
  /// ```swift
  /// .integer("array.rows", \.rows, 1...1024, "Rows of the array")
  /// ```
  public static func integer(
    _ name: String, _ property: any WritableKeyPath<Design, Int> & Sendable,
    _ range: ClosedRange<Int>, unit: Unit = .none, _ documentation: String
  ) -> Self {
    integer(
      name, range, default: Design()[keyPath: property], unit: unit, documentation
    ) { design, value in design[keyPath: property] = value }
  }

  /// Declares a real number that a property of the design holds in the base of `unit`; its default
  /// is the property's.
  public static func real(
    _ name: String, _ property: any WritableKeyPath<Design, Double> & Sendable,
    _ range: ClosedRange<Double>, unit: Unit = .none, _ documentation: String
  ) -> Self {
    real(
      name, range, default: Design()[keyPath: property], unit: unit, documentation
    ) { design, value in design[keyPath: property] = value }
  }
}
