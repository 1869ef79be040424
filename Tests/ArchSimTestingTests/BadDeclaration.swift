import ArchSim

/// A declaration with one mistake.
enum BadDeclaration: CaseIterable {
  case duplicate
  case defaultOutOfRange
  case fullStop
  case spaceInName
  case nineComponents

  var family: AcceleratorFamily {
    switch self {
    case .duplicate: AcceleratorFamily(Faulty<Duplicate>.self)
    case .defaultOutOfRange: AcceleratorFamily(Faulty<DefaultOutOfRange>.self)
    case .fullStop: AcceleratorFamily(Faulty<FullStop>.self)
    case .spaceInName: AcceleratorFamily(Faulty<SpaceInName>.self)
    case .nineComponents: AcceleratorFamily(Faulty<NineComponents>.self)
    }
  }

  enum Duplicate: Mistake {
    static let names = ["size", "size"]
  }
  enum DefaultOutOfRange: Mistake {
    static let defaultValue = 9
  }
  enum FullStop: Mistake {
    static let documentation = "Size."
  }
  enum SpaceInName: Mistake {
    static let names = ["the size"]
  }
  enum NineComponents: Mistake {
    static let components = 9
  }
}

/// What a ``Faulty`` family declares; a mistake changes one of them.
protocol Mistake: Sendable {
  static var names: [String] { get }
  static var defaultValue: Int { get }
  static var documentation: String { get }
  static var components: Int { get }
}

extension Mistake {
  static var names: [String] { ["size"] }
  static var defaultValue: Int { 4 }
  static var documentation: String { "Size" }
  static var components: Int { 1 }
}

/// A family that costs nothing and declares what it is told to.
struct Faulty<Declared: Mistake>: Accelerator {
  static var family: FamilyDescription<Self> {
    FamilyDescription(
      name: "faulty", summary: "Something",
      parameters: Declared.names.map {
        .integer($0, 1...8, default: Declared.defaultValue, Declared.documentation) { _, _ in }
      },
      energyComponents: (0..<Declared.components).map { "e\($0)" }, areaComponents: [],
      trafficLevels: [])
  }

  func prepare() throws(Infeasibility) -> PreparedDesign<Int> {
    PreparedDesign(
      clockHertz: 1e9, areaSquareMillimetres: ComponentValues(), peakMacsPerCycle: 1, state: 0)
  }

  static func cost(
    of operation: Operator, with design: PreparedDesign<Int>
  ) throws(Infeasibility) -> OperatorCost {
    OperatorCost(cycles: Int(min(1e18, operation.macs)), macs: operation.macs)
  }
}
