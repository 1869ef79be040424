/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same numbers for the same seed everywhere.
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// Any finite double, all bit patterns being equally likely.
  mutating func nextDouble() -> Double {
    while true {
      let value = Double(bitPattern: next())
      if value.isFinite { return value }
    }
  }

  /// Up to nine scalars, many of them awkward.
  mutating func nextText() -> String {
    let awkward: [Unicode.Scalar] = [
      "\"", "\\", ",", "\n", "\r", "\t", " ", "#", "a", "é", "€", "😀", "\u{0}", "\u{7F}",
      "\u{FEFF}", "\u{301}", "\u{1F}", "/",
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...9, using: &self) {
      scalars.append(awkward[Int.random(in: 0..<awkward.count, using: &self)])
    }
    return String(scalars)
  }
}
