import ArchSim
import ArchSimTesting
import Testing

@Suite("Broken cost models are caught")
struct BrokenAcceleratorTests {
  static func checks<Design: Accelerator>(_ type: Design.Type) -> [ConformanceCheck] {
    AcceleratorConformance(family: AcceleratorFamily(type), neverSlowerWithMore: ["macs"])
      .findings(seed: 7, designs: 10).map(\.check)
  }

  static func catches<Design: BrokenArray>(_ type: Design.Type) {
    let checks = checks(type)
    #expect(checks.contains(Design.fault), "\(type): \(checks)")
  }

  /// Also of those whose costs are wrong in one way only, nothing else is said.
  static func catchesAlone<Design: BrokenArray>(_ type: Design.Type) {
    #expect(checks(type) == [Design.fault], "\(type)")
  }

  @Test("a sound one is not")
  func sound() { #expect(Self.checks(SoundArray.self).isEmpty) }

  @Test("each broken promise by its own check")
  func costs() {
    Self.catches(ImpureArray.self)
    Self.catches(DriftingArray.self)
    Self.catchesAlone(NegativeArray.self)
    Self.catchesAlone(UndefinedArray.self)
    Self.catchesAlone(SpillingArray.self)
    Self.catchesAlone(StallingArray.self)
    Self.catchesAlone(OverusedArray.self)
    Self.catchesAlone(PaddedArray.self)
    Self.catchesAlone(HastyArray.self)
    Self.catchesAlone(PerverseArray.self)
  }

  /// Declarations and designs that make no sense, by what they are made of.
  struct Declared: Accelerator {
    var size = 4
    static let family = description(
      name: "declared", [.integer("size", 1...8, default: 4, "Size") { $0.size = $1 }])

    static func description(
      name: String, _ parameters: [DesignParameter<Declared>], components: Int = 1
    ) -> FamilyDescription<Declared> {
      FamilyDescription(
        name: name, summary: "Something", parameters: parameters,
        energyComponents: (0..<components).map { "e\($0)" }, areaComponents: [], trafficLevels: [])
    }

    func prepare() throws(Infeasibility) -> PreparedDesign<Int> {
      if size > 6 { throw Infeasibility("size", required: 6, available: 7, unit: .none) }
      return PreparedDesign(
        clockHertz: size == 1 ? 0 : 1e9, areaSquareMillimetres: ComponentValues(),
        peakMacsPerCycle: 1e9, state: size)
    }

    static func cost(
      of operation: Operator, with design: PreparedDesign<Int>
    ) throws(Infeasibility) -> OperatorCost {
      if design.state == 4, operation.m == 16 {
        throw Infeasibility("rows", required: 16, available: 4, unit: .none)
      }
      return OperatorCost(cycles: Int(operation.macs / 1e9) + 1, macs: operation.macs)
    }
  }

  @Test("defaults that run nothing, clocks of zero and reasons that miss nothing")
  func designs() {
    let checks = Self.checks(Declared.self)
    // "macs" is no parameter of it, which is a mistake of whoever asks.
    #expect(checks == [.declaration])
    let findings = AcceleratorConformance(family: AcceleratorFamily(Declared.self))
      .findings(seed: 3)
    #expect(Set(findings.map(\.check)) == [.defaults, .design, .infeasibility])
    #expect(findings.allSatisfy { $0.message.contains("(seed 3)") })
  }

  @Test(
    "declarations",
    arguments: [
      (BadDeclaration.duplicate, "two parameters"), (.defaultOutOfRange, "its own default"),
      (.fullStop, "full stop"), (.spaceInName, "one word"), (.nineComponents, "9 energy"),
    ])
  func declarations(_ mistake: BadDeclaration, _ words: String) {
    let findings = AcceleratorConformance(family: mistake.family).findings(seed: 1)
    #expect(findings.map(\.check) == [.declaration])
    #expect(findings.allSatisfy { $0.message.contains(words) }, "\(findings)")
  }
}
