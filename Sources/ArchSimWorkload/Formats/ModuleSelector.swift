/// What a module of a model is for; quantization recipes treat these kinds differently.
public enum ModuleRole: String, Hashable, Sendable, CaseIterable {
  /// The token table, and the table of learned positions.
  case embedding
  /// The projection to the vocabulary.
  case lmHead = "lmhead"
  /// Projections of attention: query, key, value, output, and their low-rank forms.
  case attention
  /// Projections of a dense feed-forward.
  case feedForward = "feedforward"
  /// Projections of routed experts.
  case experts
  /// Projections of shared experts.
  case sharedExperts = "sharedexperts"
  /// The gate that chooses experts.
  case router
  /// Scales and biases of normalisations.
  case norms

  /// Whether a scheme leaves it in 16 bits unless an override names it.
  ///
  /// GPTQ, AWQ and modelopt checkpoints do: they quantize the linear layers of the decoder and
  /// leave the embedding, the LM head, the router and the norms as they were.
  public var isLeftUnquantized: Bool {
    switch self {
    case .embedding, .lmHead, .router, .norms: true
    case .attention, .feedForward, .experts, .sharedExperts: false
    }
  }
}

/// A module of a model as checkpoints name it.
public struct ModulePath: Hashable, Sendable {
  /// The full name, such as `model.layers.3.self_attn.q_proj`.
  public var name: String
  /// What it is for.
  public var role: ModuleRole
  /// The decoder layer it belongs to, when it belongs to one.
  public var layer: Int?

  /// Creates a path.
  public init(_ name: String, role: ModuleRole, layer: Int? = nil) {
    self.name = name
    self.role = role
    self.layer = layer
  }
}

/// Which modules an override of a quantization scheme applies to.
public enum ModuleSelector: Hashable, Sendable {
  /// All modules of a role.
  case role(ModuleRole)
  /// All projections of some decoder layers, whatever their role.
  case layers(ClosedRange<Int>)
  /// Modules whose name, or the name of a module around them, matches a pattern.
  ///
  /// `*` stands for any characters, and leading parts of the name may be left out:
  /// `model.layers.*.self_attn`, `lm_head`, `down_proj`.
  case pattern(String)
  /// Modules whose name matches a regular expression from its start, as `re:` entries of
  /// compressed-tensors do.
  case regularExpression(String)

  /// Whether it applies to a module.
  public func matches(_ module: ModulePath) -> Bool { matcher().matches(module) }

  /// The selector made ready to be asked many times.
  func matcher() -> Matcher {
    switch self {
    case .role, .layers: Matcher(selector: self)
    case .pattern(let pattern):
      Matcher(
        selector: self, pattern: Array(pattern.utf8), suffixPattern: Array("*.\(pattern)".utf8))
    case .regularExpression(let expression):
      Matcher(selector: self, expression: try? Regex(expression))
    }
  }

  /// A selector whose pattern or regular expression is compiled.
  struct Matcher {
    let selector: ModuleSelector
    var pattern: [UInt8] = []
    /// The pattern with anything before it.
    var suffixPattern: [UInt8] = []
    var expression: Regex<AnyRegexOutput>?

    func matches(_ module: ModulePath) -> Bool {
      switch selector {
      case .role(let role): return module.role == role
      case .layers(let range):
        guard let layer = module.layer, !module.role.isLeftUnquantized else { return false }
        return range.contains(layer)
      case .pattern:
        return ModuleSelector.ancestors(of: module.name).contains { name in
          ModuleSelector.glob(pattern, matches: name.utf8)
            || ModuleSelector.glob(suffixPattern, matches: name.utf8)
        }
      case .regularExpression:
        guard let expression else { return false }
        return (try? expression.prefixMatch(in: module.name)) != nil
      }
    }
  }

  /// A module's own name and those of the modules around it.
  static func ancestors(of name: String) -> [Substring] {
    var names = [name[...]]
    while let dot = names[names.count - 1].lastIndex(of: ".") {
      names.append(names[names.count - 1][..<dot])
    }
    return names
  }

  /// Whether a text matches a pattern with `*` for any characters.
  static func glob(_ pattern: [UInt8], matches text: Substring.UTF8View) -> Bool {
    let star = UInt8(ascii: "*")
    var patternIndex = 0
    var textIndex = text.startIndex
    var lastStar: Int?
    var resume = text.startIndex
    while textIndex < text.endIndex {
      if patternIndex < pattern.count, pattern[patternIndex] == star {
        lastStar = patternIndex
        resume = textIndex
        patternIndex += 1
      } else if patternIndex < pattern.count, pattern[patternIndex] == text[textIndex] {
        patternIndex += 1
        textIndex = text.index(after: textIndex)
      } else if let star = lastStar {
        patternIndex = star + 1
        resume = text.index(after: resume)
        textIndex = resume
      } else {
        return false
      }
    }
    while patternIndex < pattern.count, pattern[patternIndex] == star { patternIndex += 1 }
    return patternIndex == pattern.count
  }
}
