extension ModelArchitecture {
  /// Learned parameters: matrices, biases, norms, embeddings (tied ones once).
  public var parameterCount: Int { Self.count(parameters { $0.instances }) }

  /// Parameters that one token uses: all but those of the experts it is not routed to.
  ///
  /// The embedding counts whole, as the published numbers of Mixtral (12.9 B) count it; see
  /// ``activeParameterCountWithoutEmbedding`` for the other convention.
  public var activeParameterCount: Int { Self.count(parameters { $0.activeInstances }) }

  /// Parameters that one token uses without the token table it is looked up in, unless this is the
  /// LM head as well: what is multiplied, as gpt-oss's model card counts (5.13 B).
  public var activeParameterCountWithoutEmbedding: Int {
    let table = Double(vocabularySize) * Double(embeddingSize)
    return Self.count(
      parameters { $0.activeInstances } - (hasTiedEmbeddings ? 0 : table))
  }

  /// Exact below 2^53, which the reader of configurations ensures.
  private static func count(_ value: Double) -> Int { Int(exactly: value.rounded()) ?? .max }

  /// The sum of all parameters, with as many of each matrix of a layer as `instances` says.
  func parameters(instances: (Projection) -> Int) -> Double {
    var total = embeddingParameters + outerVectorParameters
    for run in layerRuns {
      var layer = run.layer.vectorParameters(hiddenSize: hiddenSize)
      for projection in run.layer.projections(hiddenSize: hiddenSize) {
        layer += (projection.elements + Double(projection.bias)) * Double(instances(projection))
      }
      total += layer * Double(run.count)
    }
    return total
  }

  /// The tables of tokens and positions, the LM head, and projections between them.
  private var embeddingParameters: Double {
    let table = Double(vocabularySize) * Double(embeddingSize)
    var total = hasTiedEmbeddings ? table : 2 * table
    if hasHeadBias { total += Double(vocabularySize) }
    if embeddingSize != hiddenSize { total += 2 * Double(embeddingSize) * Double(hiddenSize) }
    if case .learned(let rows) = positions { total += Double(rows) * Double(hiddenSize) }
    return total
  }

  private var outerVectorParameters: Double {
    let perElement =
      (finalNorm?.parametersPerElement ?? 0) + (embeddingNorm?.parametersPerElement ?? 0)
    return Double(perElement) * Double(hiddenSize)
  }

  /// Bytes that a token adds to the KV caches of all layers, while no window is full.
  ///
  /// - Parameter scheme: Its `kvCache` says how keys and values are kept.
  /// - Returns: Bytes; a fraction where elements do not fill whole bytes.
  public func kvCacheBytesPerToken(_ scheme: QuantizationScheme) -> Double {
    layerRuns.reduce(0) { sum, run in
      sum + Double(run.count) * Double(run.layer.attention.cacheElementsPerToken)
        * scheme.kvCache.bitsPerElement / 8
    }
  }

  /// Bytes of the KV caches of one sequence; layers with a window keep no more than it.
  ///
  /// - Parameters:
  ///   - scheme: Its `kvCache` says how keys and values are kept.
  ///   - context: Tokens of the sequence.
  /// - Returns: Bytes.
  public func kvCacheBytes(_ scheme: QuantizationScheme, context: Int) -> Double {
    layerRuns.reduce(0) { sum, run in
      let attention = run.layer.attention
      return sum + Double(run.count) * Double(attention.cacheElementsPerToken)
        * Double(attention.span.cachedTokens(context: context)) * scheme.kvCache.bitsPerElement / 8
    }
  }

  /// Bytes of all weights as a scheme stores them: elements, scales, zero points, biases, norms.
  ///
  /// - Parameter scheme: How the modules are stored.
  /// - Returns: Bytes.
  public func weightBytes(_ scheme: QuantizationScheme) -> Double {
    let plan = QuantizationPlan(model: self, scheme: scheme)
    let plainBits = Double(scheme.output.elementBits)
    var bits = outerVectorParameters * plainBits
    bits += plan.embedding.storageBits(reduction: embeddingSize, columns: vocabularySize)
    if !hasTiedEmbeddings {
      bits += plan.head.weights.storageBits(reduction: embeddingSize, columns: vocabularySize)
    }
    if hasHeadBias { bits += Double(vocabularySize) * plainBits }
    if embeddingSize != hiddenSize {
      bits += 2 * Double(embeddingSize) * Double(hiddenSize) * plainBits
    }
    if case .learned(let rows) = positions {
      bits += Double(rows) * Double(hiddenSize) * plainBits
    }
    for group in plan.groups {
      var layer = group.layer.vectorParameters(hiddenSize: hiddenSize) * plainBits
      for (projection, quantization) in zip(group.projections, group.quantizations) {
        let matrix = quantization.weights.storageBits(
          reduction: projection.inputs, columns: projection.outputs)
        layer += Double(projection.instances) * (matrix + Double(projection.bias) * plainBits)
      }
      bits += layer * Double(group.indices.count)
    }
    return bits / 8
  }

  /// Floating-point (or integer) operations of matrix products for one new token.
  ///
  /// Two for each weight that multiplies it, and two for each pair of elements in attention. Latent
  /// attention is counted in its absorbed form, as decoding runs it.
  ///
  /// - Parameter context: Tokens the token attends to, itself included.
  /// - Returns: Operations, two a multiply-accumulate.
  public func flopsPerToken(context: Int) -> Double {
    var macs = Double(vocabularySize) * Double(embeddingSize)
    if embeddingSize != hiddenSize { macs += 2 * Double(embeddingSize) * Double(hiddenSize) }
    for run in layerRuns {
      var layer = 0.0
      for projection in run.layer.projections(hiddenSize: hiddenSize) {
        layer += projection.elements * Double(projection.activeInstances)
      }
      let attention = run.layer.attention
      let visible = Double(attention.span.visibleTokens(context: context))
      switch attention.kind {
      case .grouped(let grouped):
        layer += 2 * visible * Double(grouped.heads * grouped.headSize)
      case .latent(let latent):
        let width = 2 * latent.keyValueRank + latent.rotaryHeadSize
        layer += visible * Double(latent.heads) * Double(width)
      }
      macs += layer * Double(run.count)
    }
    return 2 * macs
  }
}
