/// What a scheme makes of a model: layers that are equal in architecture and quantization, together.
struct QuantizationPlan {
  /// Equal layers.
  struct Group {
    let layer: DecoderLayer
    /// Their places in the model, ascending.
    var indices: [Int]
    let projections: [Projection]
    /// One for each projection.
    let quantizations: [ModuleQuantization]
  }

  let embedding: TensorQuantization
  let head: ModuleQuantization
  private(set) var groups: [Group] = []

  private struct Key: Hashable {
    let layer: DecoderLayer
    let quantizations: [ModuleQuantization]
  }

  init(model: ModelArchitecture, scheme: QuantizationScheme) {
    let resolver = scheme.resolver()
    let naming = ModuleNaming(family: model.name)
    embedding = resolver.quantization(of: ModulePath(naming.embedding, role: .embedding)).weights
    head = resolver.quantization(of: ModulePath(naming.head, role: .lmHead))

    var positions: [Key: Int] = [:]
    for (layer, indices) in model.distinctLayers {
      let projections = layer.projections(hiddenSize: model.hiddenSize)
      // Unless overrides tell layers apart, all equal ones fare as the first.
      let isUniform = !resolver.dependsOnLayer
      for index in isUniform ? Array(indices.prefix(1)) : indices {
        let quantizations = projections.map {
          resolver.quantization(of: naming.path($0, layer: index))
        }
        let key = Key(layer: layer, quantizations: quantizations)
        let places = isUniform ? indices : [index]
        if let position = positions[key] {
          groups[position].indices += places
        } else {
          positions[key] = groups.count
          groups.append(
            Group(
              layer: layer, indices: places, projections: projections,
              quantizations: quantizations))
        }
      }
    }
  }
}
