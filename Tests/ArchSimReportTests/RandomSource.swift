import ArchSimHardware
import ArchSimReport

/// A repeatable generator (SplitMix64; Steele, Lea, Flood, OOPSLA 2014), so that a failure can be
/// run again from the seed in its message.
struct RandomSource: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Words of letters that columns and files may stumble over.
  mutating func word() -> String {
    let letters = Array("abcxyz  ,\"'\\/#µ×—é\u{1F600}\n\t0123")
    return String(
      (0..<Int.random(in: 0...24, using: &self)).map { _ in
        letters[Int.random(in: 0..<letters.count, using: &self)]
      })
  }

  /// A table of any shape, with every kind of cell.
  mutating func table() -> Table {
    let units: [Unit] = [.none, .seconds, .bytes, .squareMillimetres]
    var table = Table(
      "rows",
      columns: (0..<Int.random(in: 1...9, using: &self)).map { index in
        Column(
          "key_\(index)", "title \(index)",
          unit: units[Int.random(in: 0..<units.count, using: &self)],
          isFraction: Bool.random(using: &self),
          priority: Int.random(in: 0...100, using: &self),
          minimumWidth: Bool.random(using: &self) ? 6 : nil,
          overflow: [.cutEnd, .cutStart, .wrap][Int.random(in: 0..<3, using: &self)])
      })
    for _ in 0..<Int.random(in: 0...8, using: &self) {
      table.append(table.columns.map { _ in cell() })
    }
    return table
  }

  private mutating func cell() -> Cell {
    switch Int.random(in: 0..<7, using: &self) {
    case 0: .text(word())
    case 1: .integer(Int.random(in: .min ... .max, using: &self))
    case 2: .number(Double(bitPattern: next()))
    case 3: .boolean(Bool.random(using: &self))
    case 4: .list([word(), word()])
    case 5: .number(Double.random(in: -1e3...1e3, using: &self))
    default: .none
    }
  }
}
