/// A small, fast, seeded generator of random numbers: the only source of chance in a search.
///
///     var generator = SplitMix64(seed: 7)
///     generator.uniform()            // the same number on every machine
///     var other = generator.split(1) // a stream of its own, for another purpose
///
/// Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, OOPSLA 2014, figure 17.
/// One addition and one mixing function a number, 64 bits of state, period 2⁶⁴. It is a concrete
/// type on purpose: a generator behind an existential costs a hundred times as much.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  private var state: UInt64

  /// Creates a generator whose numbers depend on the seed alone.
  public init(seed: UInt64) {
    state = seed
  }

  /// Returns the next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    advance()
  }

  /// Returns an independent generator for a purpose, leaving this one untouched.
  ///
  /// The same generator in the same state gives the same stream for the same purpose, so a study
  /// can hand one to every trial without caring in which order trials run.
  public func split(_ purpose: UInt64) -> SplitMix64 {
    let mixed = SplitMix64.mix(purpose &+ 0x632b_e59b_d9b4_e019)
    return SplitMix64(seed: SplitMix64.mix(state ^ mixed))
  }

  @usableFromInline
  mutating func advance() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return SplitMix64.mix(state)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension SplitMix64 {
  /// Returns a number in [0, 1), one of 2⁵³ evenly spaced ones.
  public mutating func uniform() -> Double {
    Double(advance() >> 11) * 0x1p-53
  }

  /// Returns a number from the normal distribution with mean 0 and variance 1.
  ///
  /// Box and Muller's transform (1958). The second number that it would give is thrown away, so
  /// that the state of the generator is all there is to know about it.
  public mutating func normal() -> Double {
    let radius = (-2 * logarithm(1 - uniform())).squareRoot()
    return radius * cosine(2 * Double.pi * uniform())
  }

  /// Returns an integer in 0 ..< `bound` without bias, and 0 where the bound is below 1.
  ///
  /// Lemire: *Fast random integer generation in an interval*, ACM TOMACS 29 (2019).
  public mutating func integer(below bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let range = UInt64(bound)
    var product = advance().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold {
        product = advance().multipliedFullWidth(by: range)
      }
    }
    return Int(product.high)
  }

  /// Puts the elements of an array in random order, every order being equally likely.
  ///
  /// Fisher and Yates's shuffle.
  public mutating func shuffle<Element>(_ array: inout [Element]) {
    guard array.count > 1 else { return }
    for last in stride(from: array.count - 1, to: 0, by: -1) {
      array.swapAt(last, integer(below: last + 1))
    }
  }
}
