import ArchSimHardware
import ArchSimText

/// A layer list of the MixPE authors' simulator on a design with its accounting: `layers`,
/// `hardware`, `set`, `metric`.
///
/// The lists have convolutions, which layer traces have not, and one width for both operands.
struct PaperNetwork: ValidationQuantity {
  static let key = "layers"
  static let keys = [key, "batch", "metric"] + DesignReference.keys

  /// What a whole network costs.
  struct Totals {
    var cost: PaperCost
    var energy: PaperEnergy
  }

  private enum Count: CaseIterable {
    case cycles, stallCycles, memoryStaticEnergy, memoryEnergy, bufferEnergy, coreEnergy, energy

    var name: String {
      switch self {
      case .cycles: "cycles"
      case .stallCycles: "stall_cycles"
      case .memoryStaticEnergy: "dram_static_energy"
      case .memoryEnergy: "dram_energy"
      case .bufferEnergy: "buffer_energy"
      case .coreEnergy: "core_energy"
      case .energy: "energy"
      }
    }
  }

  private let layers: [(layer: PaperLayer, repeats: Int)]
  private let file: String
  private let path: String
  private let reference: DesignReference
  private let configuration: PaperConfiguration
  private let count: Count
  private let location: SourceLocation

  init(reading map: YAMLMap) throws(Diagnostic) {
    let value = try map.require(Self.key)
    path = try value.file(Self.key, "layer list")
    file = FilePath.name(of: path)
    let batch = try map["batch"]?.integer("batch", in: 1...1_000_000) ?? 64
    layers = try Self.read(path, batch: batch)
    reference = try DesignReference(map)
    let isTiled = reference.design.family.name == TiledArray.family.name
    let paper: PaperConfiguration?
    do throws(Infeasibility) {
      paper = isTiled ? try TiledArray.paperConfiguration(reference.design.values) : nil
    } catch {
      throw Diagnostic("\(reference.design.name) cannot run this: \(error)", at: map.location)
    }
    guard let paper else {
      throw Diagnostic(
        "layer lists need a tiled-array with accounting mixpe-paper",
        at: try map.require("hardware").location)
    }
    configuration = paper
    count = try map.choice("metric", among: Count.allCases.map { ($0.name, $0) })
    location = map.location
  }

  var unit: ValidationUnit {
    switch count {
    case .cycles, .stallCycles: .quantity(.cycles)
    case .memoryStaticEnergy, .memoryEnergy, .bufferEnergy, .coreEnergy, .energy: .quantity(.joules)
    }
  }

  var summary: String { "\(count.name) of \(file) on \(reference.text)" }

  func value(_ cache: inout ValidationCache) throws(Diagnostic) -> Double {
    let totals = try totals(&cache)
    switch count {
    case .cycles: return Double(totals.cost.cycles)
    case .stallCycles: return Double(totals.cost.stallCycles)
    case .memoryStaticEnergy: return totals.energy.memoryStatic * 1e-9
    case .memoryEnergy: return totals.energy.memory * 1e-9
    case .bufferEnergy: return totals.energy.buffers * 1e-9
    case .coreEnergy: return totals.energy.core * 1e-9
    case .energy:
      let energy = totals.energy
      return (energy.memoryStatic + energy.memory + energy.buffers + energy.core) * 1e-9
    }
  }

  private func totals(_ cache: inout ValidationCache) throws(Diagnostic) -> Totals {
    let key = "\(path) on \(reference.text)"
    if let known = cache.networks[key] { return known }
    var cost = PaperCost()
    for entry in layers {
      guard let one = PaperMapper.cost(of: entry.layer, on: configuration) else {
        throw Diagnostic("no tile of a layer fits the buffers", at: location, kind: .failure)
      }
      cost.add(one, repeats: entry.repeats)
    }
    let totals = Totals(cost: cost, energy: cost.energyNanojoules(configuration))
    cache.networks[key] = totals
    return totals
  }

  private static func read(
    _ path: String, batch: Int
  ) throws(Diagnostic) -> [(layer: PaperLayer, repeats: Int)] {
    let table = try CSVTable.parse(try TextFile.read(path, what: "layer list"), file: path)
    var layers: [(layer: PaperLayer, repeats: Int)] = []
    for row in table.rows {
      func integer(_ name: String) throws(Diagnostic) -> Int {
        let value = try row.integer(at: try table.requireColumn(named: name), named: name)
        guard (1...1_000_000_000).contains(value) else {
          throw Diagnostic(
            "'\(name)' is \(value), expected 1 to 1000000000",
            at: SourceLocation(file: path, line: row.line))
        }
        return value
      }
      let kind = try row.text(at: try table.requireColumn(named: "op"), named: "op")
      let inputs = try integer("in_channels")
      let outputs = try integer("out_channels")
      let bits = try integer("operand_bits")
      let layer =
        kind == "conv"
        ? PaperLayer.convolution(
          batch: batch, inputChannels: inputs, inputSide: try integer("in_height"),
          outputChannels: outputs, kernelSide: try integer("kernel_h"),
          stride: try integer("stride"), operandBits: bits)
        : PaperLayer.matrixProduct(
          batch: batch, inputs: inputs, outputs: outputs, operandBits: bits)
      layers.append((layer, try integer("repeat")))
    }
    return layers
  }
}
