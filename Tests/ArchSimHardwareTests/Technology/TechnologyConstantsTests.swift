import Testing

@testable import ArchSimHardware

@Suite("Constants")
struct TechnologyConstantsTests {
  @Test("Every constant has a name of its own, a finite value and a source")
  func complete() {
    var names: Set<String> = []
    for constant in TechnologyConstants.all {
      #expect(names.insert(constant.name).inserted, "\(constant.name) is listed twice")
      #expect(constant.value.isFinite, "\(constant.name)")
      #expect(constant.source.citation.count >= 10, "\(constant.name)")
    }
  }

  @Test("Every category has constants, and the categories make up the list")
  func categories() {
    let parts = Constant.Category.allCases.map { TechnologyConstants.constants(in: $0).count }
    #expect(parts.allSatisfy { $0 > 0 })
    #expect(parts.reduce(0, +) == TechnologyConstants.all.count)
  }

  @Test("What a parameter is used with is what is listed")
  func values() {
    for parameter in LogicParameter.allCases {
      #expect(parameter.constant.value == parameter.value)
    }
    for parameter in SRAMParameter.allCases {
      #expect(parameter.constant.value == parameter.value)
    }
    for parameter in ProcessParameter.allCases {
      #expect(parameter.constant.value == parameter.value)
    }
  }

  @Test("Values without a checked source say so")
  func verification() {
    let unverified = TechnologyConstants.all.filter { $0.source.verification == .unverified }
    #expect(unverified.contains { $0.name == "lpddr5 read energy" })
    #expect(!unverified.contains { $0.name == "hbm2 read energy" })
    #expect(TechnologyConstants.all.filter(\.isVerified).count > unverified.count)
  }
}
