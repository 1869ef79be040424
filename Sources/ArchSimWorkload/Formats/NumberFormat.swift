/// A number format: an element format and, for block-scaled formats, the scale that a block shares.
///
/// ```swift
/// NumberFormat.mxfp4.storageBits(count: 32)   // 136: 32 elements of 4 bits and one 8-bit scale
/// NumberFormat.int4.bitsPerElement            // 4
/// ```
///
/// It is *not* a quantization: a group size of 128 with a 16-bit scale belongs to
/// ``TensorQuantization``, because the same `int4` is stored with many group sizes.
public struct NumberFormat: Hashable, Sendable {
  /// How one element is stored.
  public var element: ElementFormat
  /// Elements that share one scale as part of the format itself; 0 without block scaling.
  public var blockSize: Int
  /// Bits of that scale; 0 without block scaling.
  public var blockScaleBits: Int

  /// Creates a format, block-scaled when `blockSize` is not zero.
  public init(_ element: ElementFormat, blockSize: Int = 0, blockScaleBits: Int = 0) {
    self.element = element
    self.blockSize = blockSize
    self.blockScaleBits = blockScaleBits
  }

  /// Stored bits of one element alone.
  @inlinable public var elementBits: Int { element.bits }

  /// Stored bits of an element with its share of the block's scale.
  @inlinable @inline(__always)
  public var bitsPerElement: Double {
    guard blockSize > 0 else { return Double(element.bits) }
    return Double(element.bits) + Double(blockScaleBits) / Double(blockSize)
  }

  /// Whether arithmetic on its elements is integer arithmetic.
  @inlinable public var isInteger: Bool { element.isInteger }
}

extension NumberFormat {
  /// A signed integer of 8 bits.
  public static let int8 = NumberFormat(.integer(bits: 8, signed: true))
  /// A signed integer of 4 bits.
  public static let int4 = NumberFormat(.integer(bits: 4, signed: true))
  /// IEEE binary16.
  public static let fp16 = NumberFormat(.floatingPoint(exponentBits: 5, mantissaBits: 10))
  /// The upper half of binary32.
  public static let bf16 = NumberFormat(.floatingPoint(exponentBits: 8, mantissaBits: 7))
  /// IEEE binary32.
  public static let fp32 = NumberFormat(.floatingPoint(exponentBits: 8, mantissaBits: 23))
  /// OCP FP8 with more mantissa.
  public static let fp8E4M3 = NumberFormat(.floatingPoint(exponentBits: 4, mantissaBits: 3))
  /// OCP FP8 with more range.
  public static let fp8E5M2 = NumberFormat(.floatingPoint(exponentBits: 5, mantissaBits: 2))
  /// OCP MXFP4: E2M1 elements, one E8M0 scale a block of 32 (OCP Microscaling Formats v1.0, 5.2).
  public static let mxfp4 = NumberFormat(
    .floatingPoint(exponentBits: 2, mantissaBits: 1), blockSize: 32, blockScaleBits: 8)
  /// OCP MXINT8: 8-bit elements, one E8M0 scale a block of 32 (OCP Microscaling Formats v1.0, 5.2).
  public static let mxint8 = NumberFormat(
    .integer(bits: 8, signed: true), blockSize: 32, blockScaleBits: 8)
  /// NVIDIA NVFP4: E2M1 elements, one E4M3 scale a block of 16.
  public static let nvfp4 = NumberFormat(
    .floatingPoint(exponentBits: 2, mantissaBits: 1), blockSize: 16, blockScaleBits: 8)
}
