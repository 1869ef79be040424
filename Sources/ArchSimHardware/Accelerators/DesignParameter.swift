/// The values that a design parameter may have.
public enum ParameterKind: Hashable, Sendable {
  /// A whole number.
  case integer(ClosedRange<Int>)
  /// A real number in the parameter's unit.
  case real(ClosedRange<Double>)
  /// One of several names; its value is the position.
  case choice([String])
}

/// What is known of a design parameter without its family's type: enough to list it, to read it
/// from a file, to bound a search and to document it.
public struct ParameterDescription: Hashable, Sendable {
  /// The name as written in files and after `--set`: `array.rows`.
  public var name: String
  /// The values it may have.
  public var kind: ParameterKind
  /// The unit of numeric values.
  public var unit: Unit
  /// The value of a design that says nothing: a number, or the position of a choice.
  public var defaultValue: Double
  /// One line for people.
  public var documentation: String

  /// Creates a description.
  public init(
    name: String, kind: ParameterKind, unit: Unit = .none, defaultValue: Double,
    documentation: String
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.defaultValue = defaultValue
    self.documentation = documentation
  }

  /// A value of this parameter as people write it.
  public func text(_ value: Double) -> String {
    switch kind {
    case .choice(let names):
      let position = Int(exactly: value) ?? -1
      return names.indices.contains(position) ? names[position] : "?"
    case .integer where unit == .none:
      return Int(exactly: value).map(String.init) ?? "\(value)"
    case .integer, .real:
      return unit.text(value, significantDigits: 6)
    }
  }

  /// Whether `value` is one that the parameter may have.
  public func accepts(_ value: Double) -> Bool {
    switch kind {
    case .integer(let range): Int(exactly: value).map(range.contains) ?? false
    case .real(let range): range.contains(value)
    case .choice(let names): Int(exactly: value).map(names.indices.contains) ?? false
    }
  }
}

/// One parameter of a design, declared once: everything that reads, lists, bounds, documents or
/// searches it uses this declaration.
///
/// ```swift
/// .integer("array.rows", 1...1024, default: 32, "Rows of the array") { $0.rows = $1 }
/// ```
public struct DesignParameter<Design>: Sendable {
  /// What is known of it without the design's type.
  public let description: ParameterDescription
  /// The value that a design has before anything is applied.
  @usableFromInline let defaultValue: Double
  /// Puts a value into a design.
  @usableFromInline let apply: @Sendable (inout Design, Double) -> Void

  /// Declares a parameter by its description and where its value goes.
  public init(
    _ description: ParameterDescription, apply: @escaping @Sendable (inout Design, Double) -> Void
  ) {
    self.description = description
    defaultValue = description.defaultValue
    self.apply = apply
  }

  /// Declares a whole number.
  public static func integer(
    _ name: String, _ range: ClosedRange<Int>, default defaultValue: Int, unit: Unit = .none,
    _ documentation: String, apply: @escaping @Sendable (inout Design, Int) -> Void
  ) -> Self {
    Self(
      ParameterDescription(
        name: name, kind: .integer(range), unit: unit, defaultValue: Double(defaultValue),
        documentation: documentation)
    ) { design, value in apply(&design, Int(exactly: value) ?? defaultValue) }
  }

  /// Declares a real number in the base of `unit`.
  public static func real(
    _ name: String, _ range: ClosedRange<Double>, default defaultValue: Double, unit: Unit = .none,
    _ documentation: String, apply: @escaping @Sendable (inout Design, Double) -> Void
  ) -> Self {
    Self(
      ParameterDescription(
        name: name, kind: .real(range), unit: unit, defaultValue: defaultValue,
        documentation: documentation), apply: apply)
  }

  /// Declares a choice between the cases of an enumeration, in their order.
  public static func choice<Choice>(
    _ name: String, _ choices: [(name: String, value: Choice)], default defaultIndex: Int = 0,
    _ documentation: String, apply: @escaping @Sendable (inout Design, Choice) -> Void
  ) -> Self where Choice: Sendable {
    let values = choices.map(\.value)
    return Self(
      ParameterDescription(
        name: name, kind: .choice(choices.map(\.name)), defaultValue: Double(defaultIndex),
        documentation: documentation)
    ) { design, value in
      guard let index = Int(exactly: value), values.indices.contains(index) else { return }
      apply(&design, values[index])
    }
  }
}
