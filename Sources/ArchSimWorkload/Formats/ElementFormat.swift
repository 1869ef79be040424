/// How one element is stored, without the scales that a block of elements may share.
public enum ElementFormat: Hashable, Sendable {
  /// Two's-complement (signed) or plain (unsigned) integer of 1 to 64 bits.
  case integer(bits: Int, signed: Bool)
  /// A sign, `exponentBits` and `mantissaBits` (without the hidden one).
  case floatingPoint(exponentBits: Int, mantissaBits: Int)
  /// An exponent alone: a power of two, as the E8M0 scales of microscaling formats.
  case exponent(bits: Int)
  /// One of −1, 0 and 1, stored in two bits (BitNet b1.58 stores five to a byte at best; two bits
  /// is what its released kernels read).
  case ternary

  /// Stored bits of one element.
  @inlinable public var bits: Int {
    switch self {
    case .integer(let bits, _): bits
    case .floatingPoint(let exponentBits, let mantissaBits): 1 + exponentBits + mantissaBits
    case .exponent(let bits): bits
    case .ternary: 2
    }
  }

  /// Whether arithmetic on it is integer arithmetic.
  @inlinable public var isInteger: Bool {
    switch self {
    case .integer, .ternary: true
    case .floatingPoint, .exponent: false
    }
  }
}
