/// A hard multiplier block of an FPGA, and how many narrow products it does in a cycle.
///
/// Sources: DSP48E2 has a 27 × 18 multiplier (AMD UG579); two 8-bit products that share an operand
/// fit into it (Xilinx WP486), and four 4-bit ones (DSP-Packing, arXiv 2203.11028, the packing
/// whose errors are corrected; six products with larger errors are not credited). Two products of
/// 4-bit weights and one 8-bit activation leave room for 4096 additions, a third does not fit.
/// DSP58 has a 27 × 24 multiplier and a dot product of three pairs of 8 bits (AMD AM004).
public enum DSPSlice: UInt8, Hashable, Sendable, CaseIterable {
  /// UltraScale+.
  case dsp48e2
  /// Versal.
  case dsp58

  /// Products of one slice in a cycle when neighbours in rows and columns share operands.
  public func products(weightBits: Int, activationBits: Int) -> Int {
    if weightBits <= 4, activationBits <= 4 { return 4 }
    guard weightBits <= 8, activationBits <= 8 else { return 1 }
    return self == .dsp58 ? 3 : 2
  }

  /// Slices of `outputs` sums over `length` products each.
  ///
  /// Packed products belong to different sums; the three of DSP58's dot product belong to one. Of
  /// four packed 4-bit products two share each activation, so that a product with a vector, which
  /// has a single activation, uses two of them.
  ///
  /// - Parameters:
  ///   - outputs: Sums that are made at a time.
  ///   - length: Products of a sum in a cycle: the length of the chain.
  ///   - weightBits: Width of the weights.
  ///   - activationBits: Width of the activations.
  ///   - isVector: Whether all sums have the same activations.
  /// - Returns: A count of slices.
  func count(
    outputs: Int, length: Int, weightBits: Int, activationBits: Int, isVector: Bool
  ) -> Int {
    let products = products(weightBits: weightBits, activationBits: activationBits)
    if products == 3 { return outputs * ((length - 1) / 3 + 1) }
    let shared = isVector ? min(products, 2) : products
    return ((outputs - 1) / shared + 1) * length
  }
}
