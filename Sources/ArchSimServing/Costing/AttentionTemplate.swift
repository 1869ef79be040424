import ArchSimHardware
import ArchSimWorkload

/// The attention of equal layers on one device, ready to be priced for any contexts.
struct AttentionTemplate {
  let span: AttentionSpan
  /// Operators of one sequence with one query token and one visible token, in decode and prefill.
  private let decode: [Operator]
  private let prefill: [Operator]

  init(span: AttentionSpan, decodeRows: [TraceRow], prefillRows: [TraceRow]) {
    self.span = span
    decode = Self.operators(decodeRows)
    prefill = Self.operators(prefillRows)
  }

  private static func operators(_ rows: [TraceRow]) -> [Operator] {
    rows.filter {
      SectionTemplate.isAttention(
        $0.operation.kind, $0.name.split(separator: ".").dropFirst(2).joined(separator: "."))
    }.map(\.operation)
  }

  /// Sequences that decode together, as one operator with the mean and the longest of what they attend
  /// to: reads of the cache and multiplications are sums over sequences, so the mean keeps both.
  func decodeCost(
    sequences: Int, tokensPerSequence: Int, visible: Int, longest: Int,
    pricing: inout DevicePricing
  ) -> TimeAndEnergy {
    cost(
      decode, sequences: sequences, tokensPerSequence: tokensPerSequence, visible: visible,
      longest: longest > visible ? longest : 0, expanded: 0, pricing: &pricing)
  }

  /// Chunks of prompts that run together, as one operator with their mean length and the mean of
  /// what their tokens attend to.
  ///
  /// `longest` is what the last token of the longest attends to, or 0 for equal prompts; `context` is
  /// what latent attention has to expand: all tokens so far, over all chunks.
  func prefillCost(
    chunks: Int, tokensPerChunk: Int, visible: Int, longest: Int, context: Int,
    pricing: inout DevicePricing
  ) -> TimeAndEnergy {
    cost(
      prefill, sequences: chunks, tokensPerSequence: tokensPerChunk, visible: visible,
      longest: longest, expanded: context, pricing: &pricing)
  }

  private func cost(
    _ operators: [Operator], sequences: Int, tokensPerSequence: Int, visible: Int, longest: Int,
    expanded: Int, pricing: inout DevicePricing
  ) -> TimeAndEnergy {
    var total = TimeAndEnergy()
    for var operation in operators {
      switch operation.kind {
      case .attentionScore, .softmax:
        operation.m = clampedProduct(operation.m, tokensPerSequence)
        operation.n = visible
        operation.longestContext = longest
        operation.batch = clampedProduct(operation.batch, sequences)
      case .attentionContext:
        operation.m = clampedProduct(operation.m, tokensPerSequence)
        operation.k = visible
        operation.longestContext = longest
        operation.batch = clampedProduct(operation.batch, sequences)
      default:
        // The expansion of latent vectors: of the new queries in decode, of the cache in prefill.
        operation.m =
          expanded > 0 ? expanded : clampedProduct(operation.m, sequences * tokensPerSequence)
      }
      total += pricing.price(operation)
    }
    return total
  }
}
