/// The exponential of four numbers at a time, none of them above 0.
///
/// Splits x into k·ln 2 + r with |r| ≤ ln 2 / 2 (Cody, Waite 1980), sums the series of exp(r) to
/// the thirteenth power, whose error is below the last bit, and puts k into the exponent bits.
/// Numbers below −700 give what −700 gives, which is as good as zero here.
func exponential(ofNonPositive x: SIMD4<Double>) -> SIMD4<Double> {
  let bounded = x.replacing(with: -700, where: x .< -700)
  // Adding 1.5 · 2⁵² rounds to an integer and leaves it in the low bits.
  let magic = SIMD4<Double>(repeating: 0x1.8p52)
  let shifted = bounded * 1.442_695_040_888_963_4 + magic
  let whole = shifted - magic
  let rest = bounded - whole * 0x1.62e42fee00000p-1 - whole * 0x1.a39ef35793c76p-33
  var series = SIMD4<Double>(repeating: 1 / 6_227_020_800)
  series = series * rest + 1 / 479_001_600
  series = series * rest + 1 / 39_916_800
  series = series * rest + 1 / 3_628_800
  series = series * rest + 1 / 362_880
  series = series * rest + 1 / 40_320
  series = series * rest + 1 / 5040
  series = series * rest + 1 / 720
  series = series * rest + 1 / 120
  series = series * rest + 1 / 24
  series = series * rest + 1 / 6
  series = series * rest + 0.5
  series = series * rest + 1
  series = series * rest + 1
  let exponent = unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &<< 52
  let bits = unsafeBitCast(series, to: SIMD4<UInt64>.self) &+ exponent
  return unsafeBitCast(bits, to: SIMD4<Double>.self)
}

/// The exponential of four numbers at a time, none of them above 0, to nine digits.
///
/// As ``exponential(ofNonPositive:)`` but for a series to the eighth power, summed in pairs (Estrin
/// 1960), which takes a third of the time: enough where terms are summed and compared.
func roughExponential(ofNonPositive x: SIMD4<Double>) -> SIMD4<Double> {
  let bounded = x.replacing(with: -700, where: x .< -700)
  let magic = SIMD4<Double>(repeating: 0x1.8p52)
  let shifted = bounded * 1.442_695_040_888_963_4 + magic
  let rest = bounded - (shifted - magic) * 0.693_147_180_559_945_3
  let square = rest * rest
  let fourth = square * square
  let first = rest + 1
  let second = rest * (1 / 6) + 0.5
  let third = rest * (1 / 120) + (1 / 24)
  let fifth = rest * (1 / 5040) + (1 / 720)
  let low = first + square * second
  let high = third + square * fifth + fourth * (1 / 40_320)
  let series = low + fourth * high
  let exponent = unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &<< 52
  let bits = unsafeBitCast(series, to: SIMD4<UInt64>.self) &+ exponent
  return unsafeBitCast(bits, to: SIMD4<Double>.self)
}

/// Numbers in blocks of four, padded with zeros.
func blocks(of values: [Double]) -> [SIMD4<Double>] {
  var result = [SIMD4<Double>](repeating: .zero, count: (values.count + 3) / 4)
  for (index, value) in values.enumerated() { result[index / 4][index % 4] = value }
  return result
}

func dotProduct(_ a: [SIMD4<Double>], _ b: [SIMD4<Double>]) -> Double {
  var sum = SIMD4<Double>.zero
  for index in 0..<min(a.count, b.count) { sum += a[index] * b[index] }
  return sum.sum()
}
