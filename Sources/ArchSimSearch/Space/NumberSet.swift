/// A set of numbers that takes eight bytes and some for each, or a bit for each that there could be:
/// whichever is less.
struct NumberSet: Sendable {
  /// Numbers below this one can be in the set; nil for all.
  private let bound: Int?
  private var few: Set<UInt64> = []
  private var bits: [UInt64] = []
  /// How many there are.
  private(set) var count = 0

  /// Bits that a number takes in a hashed set, a third of which is empty on average.
  private static let bitsOfNumber = 128

  init(bound: Int?) { self.bound = bound }

  var isEmpty: Bool { count == 0 }

  func contains(_ number: UInt64) -> Bool {
    guard !bits.isEmpty else { return few.contains(number) }
    let word = Int(number >> 6)
    return word < bits.count && bits[word] & (1 << (number & 63)) != 0
  }

  /// Adds a number; returns whether it was new.
  @discardableResult
  mutating func insert(_ number: UInt64) -> Bool {
    if bits.isEmpty {
      guard few.insert(number).inserted else { return false }
      count += 1
      if let bound, few.count > 1024, few.count > bound / Self.bitsOfNumber { spread(bound) }
      return true
    }
    let word = Int(number >> 6)
    let mask: UInt64 = 1 << (number & 63)
    guard word < bits.count, bits[word] & mask == 0 else { return false }
    bits[word] |= mask
    count += 1
    return true
  }

  private mutating func spread(_ bound: Int) {
    bits = [UInt64](repeating: 0, count: bound / 64 + 1)
    for number in few where Int(number >> 6) < bits.count {
      bits[Int(number >> 6)] |= 1 << (number & 63)
    }
    few = []
  }
}
