extension NumberFormat {
  /// Stored bits of a run of elements, with the scales of its blocks; a last partial block has a
  /// scale like the others.
  ///
  /// - Parameter count: Elements that follow each other.
  /// - Returns: Bits, exact below 2^53.
  @inlinable public func storageBits(count: Int) -> Double {
    let elements = Double(count) * Double(element.bits)
    guard blockSize > 0 else { return elements }
    let blocks = count / blockSize + (count.isMultiple(of: blockSize) ? 0 : 1)
    return elements + Double(blocks) * Double(blockScaleBits)
  }
}

extension TensorQuantization {
  /// Stored bits of a weight matrix: blocks and groups run along the reduction, and each column has
  /// its own.
  ///
  /// - Parameters:
  ///   - reduction: Rows, the `k` of a GEMM.
  ///   - columns: Columns, the `n` of a GEMM.
  /// - Returns: Bits, exact below 2^53.
  @inlinable public func storageBits(reduction: Int, columns: Int) -> Double {
    var column = format.storageBits(count: reduction)
    if groupSize > 0 {
      let groups = reduction / groupSize + (reduction.isMultiple(of: groupSize) ? 0 : 1)
      column += Double(groups) * Double(groupOverheadBits)
    }
    return column * Double(columns)
  }
}
