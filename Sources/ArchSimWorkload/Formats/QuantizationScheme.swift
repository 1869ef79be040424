/// How the tensors of a model are stored: weights, activations and KV cache, with exceptions.
///
/// ```swift
/// let scheme = try QuantizationScheme(parsing: "w4a8kv8-g128")
/// scheme.weights.bitsPerElement   // 4.125
/// scheme.activations              // int8
/// scheme.output                   // fp16: results of operators and the residual stream
/// ```
///
/// The embedding, the LM head, the router and the norms stay in ``output`` unless an override names
/// them, as real checkpoints keep them: `w4a16-g128` is what an AWQ or GPTQ checkpoint is, and
/// `w4a16-g128+lmhead=w4` quantizes the LM head as well.
///
/// The most familiar thing that it is *not*: a method. GPTQ and AWQ find different numbers, but
/// store them in the same format, and so they cost the same.
public struct QuantizationScheme: Hashable, Sendable {
  /// How the weights of the decoder's projections are stored.
  public var weights: TensorQuantization
  /// The left operand of GEMMs with weights.
  public var activations: NumberFormat
  /// How keys and values are kept.
  public var kvCache: TensorQuantization
  /// Queries and probabilities, the left operands of attention.
  public var queries: NumberFormat
  /// Results of operators, the residual stream, and modules that are not quantized.
  public var output: NumberFormat
  /// Exceptions; where several match a module, the last one counts.
  public var overrides: [QuantizationOverride]

  /// Creates a scheme; what is not given follows from the rest.
  ///
  /// - Parameters:
  ///   - weights: Weights of the decoder's projections.
  ///   - activations: The left operand of GEMMs with weights.
  ///   - output: Results and residual stream; by default the first of activations and weights that
  ///     is a plain floating-point format of 16 bits or more, else `fp16`.
  ///   - kvCache: Keys and values; by default as `output`.
  ///   - queries: Queries and probabilities; by default as `output` where the cache has 16 bits or
  ///     more, else as the wider of `activations` and the cache.
  ///   - overrides: Exceptions; the last that matches counts.
  public init(
    weights: TensorQuantization, activations: NumberFormat, output: NumberFormat? = nil,
    kvCache: TensorQuantization? = nil, queries: NumberFormat? = nil,
    overrides: [QuantizationOverride] = []
  ) {
    self.weights = weights
    self.activations = activations
    let output =
      output ?? [activations, weights.format].first { $0.isWideFloatingPoint } ?? .fp16
    self.output = output
    let cache = kvCache ?? TensorQuantization(output)
    self.kvCache = cache
    let isNarrow = cache.format.elementBits < 16
    let wider =
      activations.elementBits >= cache.format.elementBits ? activations : cache.format
    self.queries = queries ?? (isNarrow ? wider : output)
    self.overrides = overrides
  }

  /// A scheme that keeps everything in one format; results are at least 16 bits wide.
  ///
  /// - Parameter format: The format of weights, activations and KV cache.
  public init(uniform format: NumberFormat) {
    self.init(
      weights: TensorQuantization(format), activations: format,
      kvCache: TensorQuantization(format))
  }

  /// How a module's weights are stored, and the format of the activations that meet them.
  ///
  /// - Parameter module: The module, with its full name where an override goes by names.
  /// - Returns: What the last override that matches says, else what the scheme says of its role.
  public func quantization(of module: ModulePath) -> ModuleQuantization {
    resolver().quantization(of: module)
  }

  /// The scheme made ready to be asked about many modules.
  func resolver() -> Resolver {
    Resolver(scheme: self, matchers: overrides.map { $0.selector.matcher() })
  }

  /// A scheme with compiled selectors.
  struct Resolver {
    let scheme: QuantizationScheme
    let matchers: [ModuleSelector.Matcher]

    /// Whether two layers can differ in anything but their architecture.
    var dependsOnLayer: Bool {
      scheme.overrides.contains {
        if case .role = $0.selector { return false }
        return true
      }
    }

    func quantization(of module: ModulePath) -> ModuleQuantization {
      for index in matchers.indices.reversed() where matchers[index].matches(module) {
        let override = scheme.overrides[index]
        return ModuleQuantization(
          weights: override.weights, activations: override.activations ?? scheme.activations)
      }
      guard module.role.isLeftUnquantized else {
        return ModuleQuantization(weights: scheme.weights, activations: scheme.activations)
      }
      return ModuleQuantization(
        weights: TensorQuantization(scheme.output), activations: scheme.output)
    }
  }
}

/// An exception of a quantization scheme.
public struct QuantizationOverride: Hashable, Sendable {
  /// The modules it is about.
  public var selector: ModuleSelector
  /// How their weights are stored.
  public var weights: TensorQuantization
  /// The activations that meet them; nil for those of the scheme.
  public var activations: NumberFormat?

  /// Creates an exception.
  public init(
    _ selector: ModuleSelector, weights: TensorQuantization, activations: NumberFormat? = nil
  ) {
    self.selector = selector
    self.weights = weights
    self.activations = activations
  }
}

/// What a scheme says of one module.
public struct ModuleQuantization: Hashable, Sendable {
  /// How its weights are stored.
  public var weights: TensorQuantization
  /// The activations that meet them.
  public var activations: NumberFormat
}

extension NumberFormat {
  /// Whether it is floating point of 16 bits or more, without block scaling.
  var isWideFloatingPoint: Bool {
    guard case .floatingPoint = element else { return false }
    return blockSize == 0 && element.bits >= 16
  }
}
