/// How a tensor is stored: a number format, and the scales and zero points kept beside it.
///
/// `int4` in groups of 128 with 16-bit scales takes 4 + 16/128 = 4.125 bits an element; with zero
/// points of the element's width it takes 4 + 20/128 = 4.156 25.
public struct TensorQuantization: Hashable, Sendable {
  /// The format of the elements.
  public var format: NumberFormat
  /// Elements along the reduction that share a scale; 0 when a scale spans the whole row or tensor.
  public var groupSize: Int
  /// Bits of one scale; it counts only when `groupSize` is not zero.
  public var scaleBits: Int
  /// Whether each group has a zero point, stored in as many bits as an element.
  public var hasZeroPoint: Bool

  /// Creates a quantization; without a group size the scales cost nothing that counts.
  public init(
    _ format: NumberFormat, groupSize: Int = 0, scaleBits: Int = 16, hasZeroPoint: Bool = false
  ) {
    self.format = format
    self.groupSize = groupSize
    self.scaleBits = scaleBits
    self.hasZeroPoint = hasZeroPoint
  }

  /// Bits of scales and zero points that each group adds.
  @inlinable public var groupOverheadBits: Int {
    groupSize > 0 ? scaleBits + (hasZeroPoint ? format.elementBits : 0) : 0
  }

  /// Stored bits of an element with its share of block scale, group scale and zero point.
  @inlinable @inline(__always)
  public var bitsPerElement: Double {
    guard groupSize > 0 else { return format.bitsPerElement }
    return format.bitsPerElement + Double(groupOverheadBits) / Double(groupSize)
  }
}
