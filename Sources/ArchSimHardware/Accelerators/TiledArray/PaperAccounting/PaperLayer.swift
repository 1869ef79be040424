/// One layer as the simulator of the MixPE authors sees it: a matrix product or a convolution in
/// which **one** bit width stands for both operands.
public struct PaperLayer: Hashable, Sendable {
  /// Images or rows.
  public var batch: Int
  /// Input channels, or the reduction of a matrix product.
  public var inputChannels: Int
  /// Output channels, or the columns of a matrix product.
  public var outputChannels: Int
  /// Height and width of the output image; 1 in a matrix product.
  public var outputSide: Int
  /// Height and width of the kernel; 1 in a matrix product.
  public var kernelSide: Int
  /// Bits of weights and activations alike.
  public var operandBits: Int

  /// A matrix product `batch × inputs` times `inputs × outputs`.
  public static func matrixProduct(
    batch: Int, inputs: Int, outputs: Int, operandBits: Int
  ) -> PaperLayer {
    PaperLayer(
      batch: batch, inputChannels: inputs, outputChannels: outputs, outputSide: 1, kernelSide: 1,
      operandBits: operandBits)
  }

  /// A convolution with square images and kernels and without padding.
  public static func convolution(
    batch: Int, inputChannels: Int, inputSide: Int, outputChannels: Int, kernelSide: Int,
    stride: Int, operandBits: Int
  ) -> PaperLayer {
    PaperLayer(
      batch: batch, inputChannels: inputChannels, outputChannels: outputChannels,
      outputSide: max(1, (inputSide - kernelSide) / max(1, stride) + 1), kernelSide: kernelSide,
      operandBits: operandBits)
  }

  /// Whether it has loops over the image.
  var isConvolution: Bool { outputSide > 1 || kernelSide > 1 }
}
