/// What a kind of model does that its configuration does not say.
///
/// The values are those of the models' public implementations (Hugging Face `transformers`, and
/// the `modeling_*.py` files of BitNet and DeepSeek), found by `model_type`.
struct ModelFamily: Sendable {
  /// The `model_type`.
  var name: String
  /// Whether the family is one we know.
  var isKnown = true
  var norm = Normalization.rootMeanSquare
  var placement = LayerNorms.Placement.before
  /// What `attention_bias` is when it is not given, for the input projections.
  var hasInputBias = false
  /// What it is for the output projection; nil when that never has a bias.
  var hasOutputBias: Bool? = false
  /// Whether the feed-forward has biases when `mlp_bias` is not given.
  var hasFeedForwardBias = false
  var isGated = true
  var queryKeyNorm = GroupedQueryAttention.QueryKeyNorm.none
  var isAttentionFused = false
  var isFeedForwardFused = false
  /// What `tie_word_embeddings` is when it is not given.
  var hasTiedEmbeddings = false
  /// What `head_dim` is when it is not given; nil for the hidden size over the heads.
  var headSize: Int?
  /// Whether BitNet's two extra norms are there.
  var hasSubNorms = false
  var hasSinks = false
  var hasRouterBias = false
  var hasSharedGate = false
  var hasHeadBias = false
  /// Learned positions, and how many rows the table has beyond the longest context.
  var extraPositions: Int?
  /// Whether queries and keys are rotated, where positions are not learned.
  var isRotary = true
  /// Whether a norm follows the embedding.
  var hasEmbeddingNorm = false
  /// Whether the feed-forward is four times as wide as the residual stream when no width is given.
  var isFourTimesAsWide = false
  var spans = SpanRule.slidingWindow
  /// What other keys are when they are not given.
  var defaults: [String: Int] = [:]

  /// Which layers look how far back, when `layer_types` does not say.
  enum SpanRule: Sendable {
    /// All layers as `sliding_window` says, unless `use_sliding_window` is false.
    case slidingWindow
    /// Layers from `max_window_layers` on, when `use_sliding_window` is true (Qwen).
    case fromLayer
    /// The first of each `period` is full where `first`, else the last; the others slide.
    case alternating(defaultPeriod: Int)
    /// Chunks where positions are rotated; every fourth layer has neither (Llama 4).
    case chunked
  }

  /// Names that ``init(modelType:)`` knows.
  static let names = [
    "llama", "mistral", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "gpt_oss", "opt",
    "gpt2", "phi", "phi3", "gemma", "gemma2", "gemma3_text", "bitnet", "deepseek_v2",
    "deepseek_v3", "llama4_text", "glm4_moe", "kimi_k2", "olmo2", "olmoe", "bloom",
    "phimoe", "gpt_neox", "starcoder2", "stablelm",
  ]

  /// The family of a `model_type`; one that is not known is taken to be like Llama.
  init(modelType: String) {
    name = modelType
    switch modelType {
    case "llama", "mistral", "mixtral": break
    case "qwen2", "qwen2_moe":
      hasInputBias = true
      hasOutputBias = nil
      hasSharedGate = modelType == "qwen2_moe"
      spans = .fromLayer
    case "qwen3", "qwen3_moe":
      queryKeyNorm = .scaled
      headSize = modelType == "qwen3" ? 128 : nil
      spans = .fromLayer
    case "gpt_oss":
      hasInputBias = true
      hasOutputBias = true
      hasFeedForwardBias = true
      isFeedForwardFused = true
      hasSinks = true
      hasRouterBias = true
      headSize = 64
      spans = .alternating(defaultPeriod: 2)
    case "opt", "gpt2":
      norm = .layer
      hasInputBias = true
      hasOutputBias = true
      hasFeedForwardBias = true
      isGated = false
      hasTiedEmbeddings = true
      isAttentionFused = modelType == "gpt2"
      isFourTimesAsWide = modelType == "gpt2"
      extraPositions = modelType == "opt" ? 2 : 0
    case "bloom":
      norm = .layer
      hasInputBias = true
      hasOutputBias = true
      hasFeedForwardBias = true
      isGated = false
      isAttentionFused = true
      isFourTimesAsWide = true
      isRotary = false
      hasTiedEmbeddings = true
      hasEmbeddingNorm = true
    case "olmo2":
      placement = .afterBlock
      queryKeyNorm = .scaledAcrossHeads
    case "olmoe": queryKeyNorm = .scaledAcrossHeads
    case "gpt_neox":
      norm = .layer
      hasInputBias = true
      hasOutputBias = true
      hasFeedForwardBias = true
      isGated = false
      isAttentionFused = true
    case "starcoder2":
      norm = .layer
      hasInputBias = true
      hasOutputBias = true
      hasFeedForwardBias = true
      isGated = false
      hasTiedEmbeddings = true
    case "stablelm":
      norm = .layer
      hasOutputBias = nil
    case "phimoe":
      norm = .layer
      hasHeadBias = true
    case "phi":
      norm = .layer
      placement = .shared
      hasInputBias = true
      hasOutputBias = true
      hasFeedForwardBias = true
      hasHeadBias = true
      isGated = false
    case "phi3":
      isAttentionFused = true
      isFeedForwardFused = true
    case "gemma":
      hasTiedEmbeddings = true
      headSize = 256
    case "gemma2":
      hasTiedEmbeddings = true
      headSize = 256
      placement = .both
      spans = .alternating(defaultPeriod: 2)
    case "gemma3_text":
      hasTiedEmbeddings = true
      headSize = 256
      placement = .both
      queryKeyNorm = .scaled
      spans = .alternating(defaultPeriod: 6)
      defaults = [
        "vocab_size": 262_208, "num_attention_heads": 8, "num_key_value_heads": 4,
        "sliding_window": 4096,
      ]
    case "bitnet": hasSubNorms = true
    case "deepseek_v2", "deepseek_v3", "kimi_k2": hasRouterBias = modelType != "deepseek_v2"
    case "glm4_moe":
      hasOutputBias = nil
      hasRouterBias = true
    case "llama4_text":
      isFeedForwardFused = true
      queryKeyNorm = .unscaled
      spans = .chunked
    default: isKnown = false
    }
  }
}
