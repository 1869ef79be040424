import ArchSimWorkload

/// The formats that processing elements can be built for, by the names that files use.
enum OperandFormats {
  /// Weights of a multiplier: integers, ternary and floating point.
  static let weights: [(name: String, value: NumberFormat)] =
    integers + [
      (name: "ternary", value: NumberFormat(.ternary))
    ] + floats

  /// Activations: integers from four bits, and floating point.
  static let activations: [(name: String, value: NumberFormat)] =
    integers.filter { $0.value.elementBits >= 4 } + floats

  /// The position of a format in a list, for defaults.
  static func position(
    _ name: String, in list: [(name: String, value: NumberFormat)]
  ) -> Int {
    list.firstIndex { $0.name == name } ?? 0
  }

  private static let integers: [(name: String, value: NumberFormat)] =
    [1, 2, 3, 4, 5, 6, 8, 16].map { bits in
      (name: "int\(bits)", value: NumberFormat(.integer(bits: bits, signed: true)))
    }

  private static let floats: [(name: String, value: NumberFormat)] = [
    (name: "fp4.e2m1", value: floatingPoint(2, 1)), (name: "fp6.e2m3", value: floatingPoint(2, 3)),
    (name: "fp6.e3m2", value: floatingPoint(3, 2)), (name: "fp8.e4m3", value: .fp8E4M3),
    (name: "fp8.e5m2", value: .fp8E5M2), (name: "bf16", value: .bf16), (name: "fp16", value: .fp16),
    (name: "fp32", value: .fp32),
  ]

  private static func floatingPoint(_ exponent: Int, _ mantissa: Int) -> NumberFormat {
    NumberFormat(.floatingPoint(exponentBits: exponent, mantissaBits: mantissa))
  }
}
