/// The widths of a floating-point format, all that its logic depends on.
public struct FloatingPointShape: Hashable, Sendable {
  /// Bits of the exponent.
  public let exponentBits: Int
  /// Stored bits of the significand, without the hidden one.
  public let mantissaBits: Int

  /// Creates a shape; negative widths count as none and widths above 64 as 64.
  public init(exponentBits: Int, mantissaBits: Int) {
    self.exponentBits = min(max(exponentBits, 0), 64)
    self.mantissaBits = min(max(mantissaBits, 0), 64)
  }

  /// All bits of an element, with its sign.
  public var bits: Int { 1 + exponentBits + mantissaBits }
  /// Bits of the significand with the hidden one.
  public var significandBits: Int { 1 + mantissaBits }

  /// IEEE 754 binary32.
  public static let float32 = FloatingPointShape(exponentBits: 8, mantissaBits: 23)
  /// IEEE 754 binary16.
  public static let float16 = FloatingPointShape(exponentBits: 5, mantissaBits: 10)
  /// bfloat16.
  public static let bfloat16 = FloatingPointShape(exponentBits: 8, mantissaBits: 7)
  /// OCP FP8 E4M3.
  public static let e4m3 = FloatingPointShape(exponentBits: 4, mantissaBits: 3)
  /// OCP FP8 E5M2.
  public static let e5m2 = FloatingPointShape(exponentBits: 5, mantissaBits: 2)
  /// OCP FP6 E3M2.
  public static let e3m2 = FloatingPointShape(exponentBits: 3, mantissaBits: 2)
  /// OCP FP6 E2M3.
  public static let e2m3 = FloatingPointShape(exponentBits: 2, mantissaBits: 3)
  /// OCP FP4 E2M1.
  public static let e2m1 = FloatingPointShape(exponentBits: 2, mantissaBits: 1)
}
