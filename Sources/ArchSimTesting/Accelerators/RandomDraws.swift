import ArchSim

extension SplitMix64 {
  /// True with a probability.
  mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// One of an array that is not empty.
  mutating func element<Element>(of array: [Element]) -> Element {
    array[integer(below: array.count)]
  }

  /// A number of a range: every power of two equally likely where the range is wide and positive,
  /// else even.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    guard low > 0, high >= 16 * low, high.isFinite else {
      return min(high, max(low, low + (high - low) * uniform()))
    }
    let exponents = Int(high.exponent - low.exponent) + 1
    for _ in 0..<64 {
      let exponent = Int(low.exponent) + integer(below: exponents)
      let value = Double(sign: .plus, exponent: exponent, significand: 1 + uniform())
      if range.contains(value) { return value }
    }
    return low
  }

  /// A whole number of a range, as ``number(in:)``.
  mutating func integer(in range: ClosedRange<Int>) -> Int {
    let value = number(in: Double(range.lowerBound)...Double(range.upperBound)).rounded()
    return min(range.upperBound, max(range.lowerBound, Int(exactly: value) ?? range.lowerBound))
  }

  /// A value of a parameter: now and then its default or an end of its range, which is where models
  /// break.
  mutating func value(of parameter: ParameterDescription) -> Double {
    let kind = uniform()
    if kind < 0.3 { return parameter.defaultValue }
    switch parameter.kind {
    case .choice(let names): return Double(integer(below: names.count))
    case .integer(let range):
      if kind < 0.35 { return Double(range.lowerBound) }
      if kind < 0.4 { return Double(range.upperBound) }
      return Double(integer(in: range))
    case .real(let range):
      if kind < 0.35 { return range.lowerBound }
      if kind < 0.4 { return range.upperBound }
      return number(in: range)
    }
  }

  /// An operator; kinds and fusions go round with its number, so that none is left out.
  mutating func operation(number: Int) -> Operator {
    let kinds = OperatorKind.allCases
    let kind = kinds[number % kinds.count]
    let fusion = Fusion(rawValue: UInt8((number / kinds.count) % 4))
    let isMatrix = kind.isMatrixMultiply
    let formats = RandomFormats.all
    let isGrouped = chance(0.6) && kind == .gemm
    return Operator(
      kind, m: integer(in: 1...2048), k: isMatrix ? integer(in: 1...8192) : 1,
      n: integer(in: 1...8192), batch: chance(0.6) ? 1 : integer(in: 1...64),
      weights: TensorQuantization(
        element(of: formats), groupSize: isGrouped ? element(of: [32, 64, 128]) : 0,
        hasZeroPoint: isGrouped && chance(0.3)),
      activations: element(of: formats), output: element(of: RandomFormats.outputs),
      fusion: fusion)
  }
}

/// The formats that random operators have.
enum RandomFormats {
  static let all: [NumberFormat] = [
    .int(2), .int(3), .int4, .int8, .int(16), .uint(1), .uint(4), .ternary, .fp4E2M1, .fp8E4M3,
    .fp8E5M2, .fp16, .bf16, .fp32, .mxfp4, .mxint8, .nvfp4,
  ]
  static let outputs: [NumberFormat] = [.int8, .fp16, .fp32, .mxfp4]
}
