import ArchSimHardware
import ArchSimText

/// A property of an on-chip memory: `sram: 8 KiB`, `width`, `bank`, `node`, `voltage`, `quantity`.
struct SRAMQuantity: ValidationQuantity {
  static let key = "sram"
  static let keys = [key, "width", "bank", "node", "voltage", "quantity"]

  private enum Property: String, CaseIterable {
    case area
    case readEnergy = "read_energy"
    case writeEnergy = "write_energy"
    case readEnergyPerBit = "read_energy_per_bit"
    case writeEnergyPerBit = "write_energy_per_bit"
    case leakage
    case accessTime = "access_time"
  }

  private let memory: SRAM
  private let property: Property
  private let text: String

  init(reading map: YAMLMap) throws(Diagnostic) {
    func bytes(_ key: String) throws(Diagnostic) -> Int {
      let value = try map.require(key)
      let size = try Quantity.parse(
        try value.text(key), as: .bytes, key, at: value.location)
      guard let whole = Int(exactly: size), (16...1 << 40).contains(whole) else {
        throw Diagnostic("'\(key)' is \(size) B, expected 16 B to 1 TiB", at: value.location)
      }
      return whole
    }
    let capacity = try bytes(Self.key)
    let width = try map.require("width").integer("width", in: 1...1_000_000)
    let node = try map.processNode()
    memory =
      map["bank"] == nil
      ? SRAM(capacityBytes: capacity, accessWidthBits: width, node: node)
      : .banked(
        capacityBytes: capacity, bankBytes: try bytes("bank"), accessWidthBits: width, node: node)
    property = try map.choice("quantity", among: Property.allCases.map { ($0.rawValue, $0) })
    let size = try map.require(Self.key).text(Self.key)
    text = "\(size), \(width) bits, \(node.nanometres.text(significantDigits: 3)) nm"
  }

  var unit: ValidationUnit {
    switch property {
    case .area: .symbol("mm2")
    case .readEnergy, .writeEnergy: .symbol("pJ")
    case .readEnergyPerBit, .writeEnergyPerBit: .symbol("pJ/b")
    case .leakage: .symbol("mW")
    case .accessTime: .symbol("ns")
    }
  }

  var summary: String { "\(property.rawValue) of an SRAM of \(text)" }

  func value(_ cache: inout ValidationCache) throws(Diagnostic) -> Double {
    switch property {
    case .area: memory.areaSquareMillimetres
    case .readEnergy: memory.readEnergyPicojoules
    case .writeEnergy: memory.writeEnergyPicojoules
    case .readEnergyPerBit: memory.readPicojoulesPerBit
    case .writeEnergyPerBit: memory.writePicojoulesPerBit
    case .leakage: memory.leakageMilliwatts
    case .accessTime: memory.accessNanoseconds
    }
  }
}

extension YAMLMap {
  /// The process of `node` and `voltage`.
  func processNode() throws(Diagnostic) -> ProcessNode {
    let value = try require("node")
    let nanometres = try Quantity.parse(
      try value.text("node"), as: .nanometres, "node", at: value.location)
    var voltage: Double?
    if let value = self["voltage"] {
      voltage = try Quantity.parse(
        try value.text("voltage"), as: .volts, "voltage", at: value.location)
    }
    do throws(TechnologyError) {
      return try ProcessNode(nanometres: nanometres, supplyVoltage: voltage)
    } catch {
      throw Diagnostic("\(error)", at: value.location)
    }
  }
}
