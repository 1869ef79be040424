import Testing

@testable import ArchSimHardware

@Suite("Die cost")
struct DieCostTests {
  @Test(
    "Wafers cost what CSET's table says",
    arguments: [
      (90.0, 1650.0), (65, 1937), (28, 2891), (16, 3984), (10, 5992), (7, 9346), (5, 16_988),
    ])
  func waferPrice(nanometres: Double, published: Double) throws {
    // Khan & Mann, AI Chips, CSET 2020: foundry sale price per 300 mm wafer.
    let cost = try DieCost(
      areaSquareMillimetres: 100, node: ProcessNode(nanometres: nanometres))
    #expect(abs(cost.waferDollars / published - 1) < 1e-9)
  }

  @Test("A 610 mm2 die at 5 nm costs what CSET computes, within 20 %")
  func cset() throws {
    // Same source: $238 a chip of 610 mm2 at 5 nm, which is 71.4 chips of a $16,988 wafer.
    let cost = try DieCost(
      areaSquareMillimetres: 610, node: .nanometres5, defectsPerSquareCentimetre: 0)
    #expect(abs(cost.dollars / 238 - 1) < 0.2, "ours $\(cost.dollars), CSET $238")
  }

  @Test("Yields follow their closed forms and order")
  func yields() throws {
    // 1 cm2 at 0.5 defects/cm2: exp(-0.5) and (1 + 0.5/2)^-2.
    let node = ProcessNode.nanometres7
    let poisson = try DieCost(
      areaSquareMillimetres: 100, node: node, defectsPerSquareCentimetre: 0.5,
      yieldModel: .poisson)
    let clustered = try DieCost(
      areaSquareMillimetres: 100, node: node, defectsPerSquareCentimetre: 0.5,
      yieldModel: .negativeBinomial(clustering: 2))
    #expect(abs(poisson.yield - 0.606_530_659_7) < 1e-9)
    #expect(abs(clustered.yield - 0.64) < 1e-12)
    let almostPoisson = try DieCost(
      areaSquareMillimetres: 100, node: node, defectsPerSquareCentimetre: 0.5,
      yieldModel: .negativeBinomial(clustering: 1000))
    #expect(abs(almostPoisson.yield / poisson.yield - 1) < 1e-3)
  }

  @Test("A bigger die costs more, and more than in proportion")
  func monotonic() throws {
    var last = 0.0
    for area in stride(from: 1.0, through: 1200, by: 1) {
      let cost = try DieCost(areaSquareMillimetres: area, node: .nanometres7)
      #expect(cost.dollars > last, "\(area) mm2")
      last = cost.dollars
    }
    let small = try DieCost(areaSquareMillimetres: 100, node: .nanometres7).dollars
    let large = try DieCost(areaSquareMillimetres: 800, node: .nanometres7).dollars
    #expect(large > 8 * small)
  }

  @Test("Impossible numbers are errors", arguments: [-1, .nan, .infinity])
  func errors(value: Double) {
    #expect(throws: TechnologyError.self) {
      try DieCost(areaSquareMillimetres: value, node: .nanometres7)
    }
    #expect(throws: TechnologyError.self) {
      try DieCost(
        areaSquareMillimetres: 1, node: .nanometres7, defectsPerSquareCentimetre: value)
    }
    #expect(throws: TechnologyError.self) {
      try DieCost(
        areaSquareMillimetres: 1, node: .nanometres7,
        yieldModel: .negativeBinomial(clustering: value))
    }
    #expect(throws: TechnologyError.self) {
      try DieCost(areaSquareMillimetres: 1, node: .nanometres7, waferDollars: value)
    }
  }
}
