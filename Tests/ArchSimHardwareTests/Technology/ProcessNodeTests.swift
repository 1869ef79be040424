import Testing

@testable import ArchSimHardware

@Suite("Process nodes")
struct ProcessNodeTests {
  @Test(
    "Logic areas at published nodes are Stillmaker & Baas's",
    arguments: [
      (130.0, 6.4), (90, 2.8), (65, 1.5), (45, 1), (32, 0.46), (20, 0.21), (16, 0.19), (14, 0.17),
      (10, 0.1), (7, 0.059),
    ])
  func area(nanometres: Double, published: Double) throws {
    // Integration 58 (2017), area scaling from 45 nm (technology/energy_area_tables.csv, "scaling").
    let ours = try ProcessNode(nanometres: nanometres).areaFactor(from: .nanometres45)
    #expect(abs(ours / published - 1) < 1e-9, "\(nanometres) nm: ours \(ours), \(published)")
  }

  @Test(
    "Energies at published nodes follow the published polynomials",
    arguments: [
      (90.0, 1.2, 4.762, -4.781, 2.092), (65, 1.1, 3.755, -4.398, 1.975),
      (32, 0.9, 0.9559, -0.7823, 0.471), (16, 0.8, 0.2958, -0.1241, 0.03024),
      (7, 0.7, 0.1776, -0.09097, 0.02447),
    ])
  func energy(nanometres: Double, volts: Double, a: Double, b: Double, c: Double) throws {
    let reference = 1.103 - 0.362 + 0.2767  // 45 nm at 1 V
    let published = (a * volts * volts + b * volts + c) / reference
    let ours = try ProcessNode(nanometres: nanometres, supplyVoltage: volts)
      .energyFactor(from: ProcessNode(nanometres: 45, supplyVoltage: 1))
    #expect(abs(ours / published - 1) < 1e-9, "\(nanometres) nm: ours \(ours), \(published)")
  }

  @Test("28 nm lies between 32 and 20 nm in everything but delay")
  func between() throws {
    let larger = try ProcessNode(nanometres: 32, supplyVoltage: 0.9)
    let middle = try ProcessNode(nanometres: 28, supplyVoltage: 0.9)
    let smaller = try ProcessNode(nanometres: 20, supplyVoltage: 0.9)
    #expect(larger.logicArea > middle.logicArea && middle.logicArea > smaller.logicArea)
    #expect(larger.logicEnergy > middle.logicEnergy && middle.logicEnergy > smaller.logicEnergy)
    #expect(middle.sramFeatureNanometres == 28)
  }

  @Test("Area and energy at equal voltage fall with the node, from 130 to 3 nm")
  func smallerIsLess() throws {
    for volts in stride(from: 0.5, through: 1.3, by: 0.1) {
      var last = try ProcessNode(nanometres: 135, supplyVoltage: volts)
      for step in 0...132 {
        let node = try ProcessNode(nanometres: Double(134 - step), supplyVoltage: volts)
        guard node.nanometres >= 3 else { break }
        #expect(node.logicArea < last.logicArea, "\(node.nanometres) nm")
        #expect(node.logicEnergy < last.logicEnergy, "\(node.nanometres) nm, \(volts) V")
        #expect(node.sramFeatureNanometres <= last.sramFeatureNanometres)
        last = node
      }
    }
  }

  @Test("More voltage costs energy and leakage and never slows", arguments: [130.0, 45, 28, 7, 3])
  func voltage(nanometres: Double) throws {
    var last = try ProcessNode(nanometres: nanometres, supplyVoltage: 0.3)
    for step in 1...170 {
      let node = try ProcessNode(
        nanometres: nanometres, supplyVoltage: 0.3 + Double(step) / 100)
      #expect(node.logicEnergy > last.logicEnergy, "\(node.supplyVoltage) V")
      #expect(node.logicDelay <= last.logicDelay * (1 + 1e-12), "\(node.supplyVoltage) V")
      #expect(node.leakageFactor > last.leakageFactor)
      last = node
    }
  }

  @Test("SRAM shrinks less than logic below 7 nm")
  func sramStops() throws {
    let three = try ProcessNode(nanometres: 3)
    let logic = three.areaFactor(from: .nanometres7)
    let memory = three.sramAreaFactor(from: .nanometres7)
    #expect(memory > 2 * logic, "SRAM \(memory), logic \(logic)")
    // IEDM 2022 as reported by WikiChip: 0.0199 um2 at N3 against 0.027 um2 at N7.
    #expect(abs(memory / (0.0199 / 0.027) - 1) < 0.01)
  }

  @Test("Published arithmetic shrinks from 45 to 7 nm as measured")
  func arithmetic() throws {
    // Jouppi et al. ISCA 2021 table 2 over Horowitz ISSCC 2014, geometric mean of 8 operations.
    let reference = try ProcessNode(nanometres: 45, supplyVoltage: 0.9)
    #expect(abs(reference.arithmeticEnergy - 1) < 1e-9)
    let ratio = ProcessNode.nanometres7.arithmeticEnergy
    #expect(abs(ratio / 0.348 - 1) < 0.02, "ours \(ratio), published 0.348")
  }

  @Test("Only nodes outside 7 ... 130 nm warn")
  func warnings() throws {
    for nanometres in [130.0, 45, 28, 7] {
      #expect(try ProcessNode(nanometres: nanometres).warning == nil)
    }
    for nanometres in [180.0, 5, 3, 2] {
      let node = try ProcessNode(nanometres: nanometres)
      #expect(node.warning?.isEmpty == false && node.isExtrapolated)
    }
  }

  @Test("Impossible nodes are errors, not traps", arguments: [0, -1, 1e9, .nan, .infinity])
  func errors(value: Double) {
    #expect(throws: TechnologyError.self) { try ProcessNode(nanometres: value) }
    #expect(throws: TechnologyError.self) { try ProcessNode(nanometres: 28, supplyVoltage: value) }
  }
}
