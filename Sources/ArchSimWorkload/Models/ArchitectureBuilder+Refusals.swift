import ArchSimText

extension ArchitectureBuilder {
  /// Keys of models that are not made of attention and feed-forwards alone, and what they say.
  private static let otherKinds: [(keys: [String], what: String)] = [
    (
      ["full_attention_interval", "linear_num_key_heads", "linear_attn_config"], "linear attention"
    ),
    (
      [
        "attn_layer_period", "mamba_d_state", "mamba_n_heads", "state_size", "ssm_cfg",
        "hybrid_override_pattern", "layers_block_type",
      ], "state-space layers"
    ),
    (["block_configs"], "layers that differ one by one"),
  ]

  /// Refuses what would be read as a decoder and is none, instead of counting it wrongly.
  func requireDecoder() throws(Diagnostic) {
    if try reader.flag("is_encoder_decoder", otherwise: false) {
      throw Diagnostic(
        "this is an encoder and a decoder, expected a decoder alone",
        at: reader.location("is_encoder_decoder"))
    }
    if !family.isKnown, let (_, value) = reader.member(["type_vocab_size"]) {
      throw Diagnostic("this is an encoder, expected a decoder", at: value.location)
    }
    for (keys, what) in Self.otherKinds {
      guard let (name, value) = reader.member(keys) else { continue }
      throw Diagnostic(
        "this model has \(what) ('\(name)'), which is not modelled", at: value.location)
    }
  }

  /// Warns of parts of the model that are neither counted nor run.
  mutating func noteWhatIsLeftOut() {
    if let (name, value) = reader.member(["num_nextn_predict_layers"]),
      (try? value.requireInteger(name)) != 0
    {
      warnings.append(
        Diagnostic(
          "multi-token prediction layers are left out", at: value.location, kind: .warning))
    }
    if let (_, value) = reader.member(["index_topk"]) {
      warnings.append(
        Diagnostic(
          "the indexer of sparse attention is left out: all tokens are attended to",
          at: value.location, kind: .warning))
    }
  }
}
