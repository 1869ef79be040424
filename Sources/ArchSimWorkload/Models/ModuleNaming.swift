/// How a family's checkpoints name their modules, so that quantization recipes find them.
///
/// Projections are known inside by one set of labels (those of Llama); this says what stands before
/// them and where names differ.
struct ModuleNaming: Sendable {
  /// Before the number of a layer.
  var layers = "model.layers"
  var attention = "self_attn"
  var feedForward = "mlp"
  var embedding = "model.embed_tokens"
  var head = "lm_head"
  /// Names that differ from the labels.
  var renamed: [String: String] = [:]

  /// The naming of a family.
  init(family: String) {
    switch family {
    case "mixtral":
      feedForward = "block_sparse_moe"
      renamed = [
        "router": "gate", "experts.gate_proj": "experts.0.w1", "experts.up_proj": "experts.0.w3",
        "experts.down_proj": "experts.0.w2",
      ]
    case "gpt_oss":
      break
    case "llama4_text":
      layers = "language_model.model.layers"
      embedding = "language_model.model.embed_tokens"
      head = "language_model.lm_head"
      feedForward = "feed_forward"
    case "opt":
      layers = "model.decoder.layers"
      embedding = "model.decoder.embed_tokens"
      feedForward = ""
      renamed = ["o_proj": "out_proj", "up_proj": "fc1", "down_proj": "fc2"]
    case "gpt2":
      layers = "transformer.h"
      embedding = "transformer.wte"
      attention = "attn"
      renamed = [
        "qkv_proj": "c_attn", "o_proj": "c_proj", "up_proj": "c_fc", "down_proj": "c_proj",
      ]
    case "bloom":
      layers = "transformer.h"
      embedding = "transformer.word_embeddings"
      attention = "self_attention"
      renamed = [
        "qkv_proj": "query_key_value", "o_proj": "dense", "up_proj": "dense_h_to_4h",
        "down_proj": "dense_4h_to_h",
      ]
    case "phi":
      renamed = ["o_proj": "dense", "up_proj": "fc1", "down_proj": "fc2"]
    default:
      renamed = [
        "router": "gate", "experts.gate_proj": "experts.0.gate_proj",
        "experts.up_proj": "experts.0.up_proj", "experts.down_proj": "experts.0.down_proj",
        "shared_expert.gate": "shared_expert_gate",
      ]
      if family.hasPrefix("deepseek") || family.hasPrefix("glm4") {
        for label in ["gate_proj", "up_proj", "down_proj"] {
          renamed["shared_expert.\(label)"] = "shared_experts.\(label)"
        }
      }
    }
  }

  /// The full name of a projection in a layer.
  func path(_ projection: Projection, layer: Int) -> ModulePath {
    let block = projection.role == .attention ? attention : feedForward
    let label = renamed[projection.label] ?? projection.label
    let inside = block.isEmpty ? label : "\(block).\(label)"
    return ModulePath("\(layers).\(layer).\(inside)", role: projection.role, layer: layer)
  }
}
