public import ArchSimText

/// What a decoder is made of, as far as its cost goes.
///
/// ```swift
/// let config = try JSONParser.parse(bytes, file: "llama2-7b.json")
/// let model = try ModelArchitecture(config: config)
/// model.parameterCount   // 6738415616
/// ```
///
/// The most familiar thing that it is *not*: a network. It holds no weights, no weights' names
/// beyond those that quantization recipes use, and nothing that changes results but not cost
/// (epsilons, rotary bases, soft caps).
public struct ModelArchitecture: Hashable, Sendable {
  /// The kind of model, as its configuration calls it: `llama`, `qwen3_moe`.
  public var name: String
  /// Tokens of the vocabulary.
  public var vocabularySize: Int
  /// Elements of the residual stream.
  public var hiddenSize: Int
  /// Elements of an entry of the token table where it differs from `hiddenSize`, with projections
  /// between the two (OPT-350m).
  public var embeddingSize: Int
  /// How positions come in.
  public var positions: PositionEncoding
  /// The layers, as runs of equal ones.
  public var layerRuns: [LayerRun]
  /// The normalisation after the last layer.
  public var finalNorm: Normalization?
  /// Whether a normalisation follows the embedding.
  public var embeddingNorm: Normalization?
  /// Whether the LM head is the token table.
  public var hasTiedEmbeddings: Bool
  /// Whether the LM head has a bias.
  public var hasHeadBias: Bool
  /// The format in which the checkpoint keeps what it does not quantize.
  public var nativeFormat: NumberFormat
  /// The longest context that the configuration gives, when it gives one.
  public var maximumContext: Int?
  /// What was assumed or left out when the model was read.
  public var warnings: [Diagnostic]

  /// Creates an architecture.
  public init(
    name: String, vocabularySize: Int, hiddenSize: Int, embeddingSize: Int? = nil,
    positions: PositionEncoding = .rotary, layerRuns: [LayerRun],
    finalNorm: Normalization? = .rootMeanSquare, embeddingNorm: Normalization? = nil,
    hasTiedEmbeddings: Bool = false,
    hasHeadBias: Bool = false, nativeFormat: NumberFormat = .bf16, maximumContext: Int? = nil,
    warnings: [Diagnostic] = []
  ) {
    self.name = name
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.embeddingSize = embeddingSize ?? hiddenSize
    self.positions = positions
    self.layerRuns = layerRuns
    self.finalNorm = finalNorm
    self.embeddingNorm = embeddingNorm
    self.hasTiedEmbeddings = hasTiedEmbeddings
    self.hasHeadBias = hasHeadBias
    self.nativeFormat = nativeFormat
    self.maximumContext = maximumContext
    self.warnings = warnings
  }

  /// Decoder layers.
  public var layerCount: Int { layerRuns.reduce(0) { $0 + $1.count } }

  /// Each distinct layer with the indices at which it stands, in first-appearance order.
  public var distinctLayers: [(layer: DecoderLayer, indices: [Int])] {
    var positions: [DecoderLayer: Int] = [:]
    var distinct: [(layer: DecoderLayer, indices: [Int])] = []
    var index = 0
    for run in layerRuns {
      let indices = index..<(index + run.count)
      index += run.count
      if let position = positions[run.layer] {
        distinct[position].indices += indices
      } else {
        positions[run.layer] = distinct.count
        distinct.append((run.layer, Array(indices)))
      }
    }
    return distinct
  }

  /// Runs of equal layers from a list of all layers.
  static func runs(of layers: [DecoderLayer]) -> [LayerRun] {
    var runs: [LayerRun] = []
    for layer in layers {
      if let last = runs.last, last.layer == layer {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(LayerRun(layer, count: 1))
      }
    }
    return runs
  }
}

/// How positions come into a decoder.
public enum PositionEncoding: Hashable, Sendable {
  /// Queries and keys are rotated.
  case rotary
  /// A learned vector a position is added to the embedding; the value is the table's rows.
  case learned(Int)
  /// Not at all, or as a bias of scores that costs nothing that counts (ALiBi).
  case none
}
