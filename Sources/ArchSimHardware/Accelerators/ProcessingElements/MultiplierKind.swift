import ArchSimWorkload

/// How a processing element multiplies: one of the kinds of the zoo.
///
/// A kind is one file with a type of `MultiplierRules`, and one entry of ``all``; everything else
/// (parameters, plans, gates, peak) asks the kind. It holds no storage, so that a design that is
/// ready to be costed stays free of references.
public struct MultiplierKind: Hashable, Sendable {
  /// What the kind does.
  let rules: any MultiplierRules.Type

  init(_ rules: any MultiplierRules.Type) {
    self.rules = rules
  }

  /// All kinds, in the order in which they are listed.
  public static let all: [MultiplierKind] = [
    .multiplier, .shiftAdd, .composable, .ternary, .lMul, .bitSerial, .binary,
  ]

  /// The name in files: `shift-add`.
  public var name: String { rules.name }

  /// One line for people.
  public var summary: String { rules.summary }

  /// Whether two kinds are the same.
  public static func == (first: MultiplierKind, second: MultiplierKind) -> Bool {
    ObjectIdentifier(first.rules) == ObjectIdentifier(second.rules)
  }

  /// Hashes the kind.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(rules))
  }
}

/// The rules of one kind of processing element.
///
/// ``plan(_:weights:activations:)`` is asked once an operator and must neither allocate nor make
/// strings; the others are asked once a design.
protocol MultiplierRules: Sendable {
  /// The name in files.
  static var name: String { get }
  /// One line for people.
  static var summary: String { get }
  /// The pairs of formats it can be built for, in words.
  static var pairs: String { get }

  /// The operands that an element of this design takes, in words; asked only to explain.
  static func operands(_ element: ProcessingElement) -> String

  /// Whether such an element can be built.
  static func canBuild(_ element: ProcessingElement) -> Bool

  /// Passes and side-by-side results of operands as they stand; nil when it cannot take them.
  static func plan(
    _ element: ProcessingElement, weights: NumberFormat, activations: NumberFormat
  ) -> ProductPlan?

  /// The gates of one element with operand registers and accumulator; one step uses them all.
  static func logic(_ element: ProcessingElement, _ sum: Accumulator) -> GateBudget

  /// Products that an element makes in a cycle with the narrowest operands that gain speed.
  static func peakProducts(_ element: ProcessingElement) -> Int

  /// Steps that a product of the widest operands takes; ports are narrower by as much.
  static func widestSteps(_ element: ProcessingElement) -> Int

  /// What all elements of a row or of a column share at the edge of the array.
  static func edgeStorage(_ element: ProcessingElement) -> EdgeStorage

  /// Bits of the operands whose products are accumulated, for the width of an automatic sum.
  static func accumulatedBits(_ element: ProcessingElement) -> (weights: Int, activations: Int)
}

extension MultiplierRules {
  static func operands(_ element: ProcessingElement) -> String {
    "\(element.weights.operandsInWords) as weights with "
      + "\(element.activations.operandsInWords) as activations"
  }

  static func peakProducts(_ element: ProcessingElement) -> Int { element.lanes }

  static func widestSteps(_ element: ProcessingElement) -> Int { 1 }

  static func edgeStorage(_ element: ProcessingElement) -> EdgeStorage { EdgeStorage() }

  static func accumulatedBits(
    _ element: ProcessingElement
  ) -> (weights: Int, activations: Int) {
    (element.weights.elementBits, element.activations.elementBits)
  }
}

/// Logic at the edge of an array, for each row and for each column.
struct EdgeStorage {
  var row = GateBudget()
  var column = GateBudget()
}

extension GateBudget {
  /// Registers that hold words while their bits are taken one after the other, with the selectors of
  /// the bit.
  static func serial(bits: Int, lanes: Int, everySteps steps: Int) -> GateBudget {
    Double(lanes)
      * (LogicBlock.heldRegister(bits: bits, everySteps: steps)
        + LogicBlock.multiplexer(bits: 1, inputs: bits))
  }
}
