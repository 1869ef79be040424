public import ArchSimText

// Grammar (docs/formats/quantization.md):
//
//   scheme    = body *( "+" selector "=" body )
//   body      = format / part *( "-" part )
//   part      = 1*( letter bits ) / letter format / "g" size / "s" bits / "zp"
//             / "kvg" size / "kvs" bits / "kvzp"
//   letter    = "w" / "a" / "kv" / "q" / "o"

extension QuantizationScheme: CustomStringConvertible {
  /// Reads a scheme such as `w4a8kv8-g128`, `fp16` or `wmxfp4-abf16-kvfp8.e4m3+lmhead=fp16`.
  ///
  /// Numbers after `w`, `a`, `kv`, `q` and `o` are bits: up to 15 an integer, 16 `fp16`, 32 `fp32`.
  /// `-g128` gives weights one scale a group of 128 (without it: one a channel, which costs nothing
  /// that counts), `-s8` changes the scale's 16 bits, `-zp` adds zero points and makes `w4`
  /// unsigned; `-kvg64`, `-kvs8` and `-kvzp` do the same for the KV cache. `+selector=…` adds an
  /// override, where the selector is a role (`lmhead`, `embedding`, `attention`, `feedforward`,
  /// `experts`, `sharedexperts`, `router`, `norms`), some layers (`layers.0-3`) or a module name
  /// with `*`.
  ///
  /// - Parameters:
  ///   - text: The scheme.
  ///   - location: Where it stands, for the error.
  /// - Throws: A diagnostic that names the part that is wrong.
  public init(parsing text: String, at location: SourceLocation? = nil) throws(Diagnostic) {
    guard text.utf8.count <= 65_536 else {
      throw Diagnostic("this quantization scheme is longer than 65536 bytes", at: location)
    }
    let pieces = text.split(separator: "+", omittingEmptySubsequences: false)
    var parser = SchemeParser(text: text, location: location)
    try parser.read(pieces[0])
    var overrides: [QuantizationOverride] = []
    for piece in pieces.dropFirst() {
      overrides.append(try Self.override(piece, in: text, at: location))
    }
    guard let weights = parser.weights else {
      throw Diagnostic(
        "quantization scheme '\(text)' does not say how weights are stored", at: location,
        hint: "begin with the weights, as in w4a16 or wmxfp4-abf16")
    }
    self.init(
      weights: weights, activations: parser.activations ?? parser.output ?? .fp16,
      output: parser.output, kvCache: parser.kvCache, queries: parser.queries,
      overrides: overrides)
  }

  /// The scheme as ``init(parsing:at:)`` reads it, in its shortest form.
  public var description: String {
    Self.body(of: self)
      + overrides.map { "+\($0.selector.text)=\(Self.text(of: $0))" }.joined()
  }

  private static func body(of scheme: QuantizationScheme) -> String {
    let weights = scheme.weights
    var plain = scheme
    plain.overrides = []
    if plain == Self(uniform: weights.format), isWrittenAlone(weights.format) {
      return weights.format.name
    }
    let defaults = QuantizationScheme(weights: weights, activations: scheme.activations)
    var parts = [("w", weights.format, weights.hasZeroPoint), ("a", scheme.activations, false)]
    if scheme.kvCache != TensorQuantization(scheme.output) {
      parts.append(("kv", scheme.kvCache.format, scheme.kvCache.hasZeroPoint))
    }
    let implied = QuantizationScheme(
      weights: weights, activations: scheme.activations, output: scheme.output,
      kvCache: scheme.kvCache)
    if scheme.queries != implied.queries { parts.append(("q", scheme.queries, false)) }
    if scheme.output != defaults.output { parts.append(("o", scheme.output, false)) }

    let short = parts.map { letter, format, hasZeroPoint in
      SchemeParser.bits(of: format, hasZeroPoint: hasZeroPoint).map { "\(letter)\($0)" }
    }
    let long = parts.map { "\($0.0)\($0.1.name)" }
    let formats =
      short.contains(nil)
      ? zip(short, long).map { $0 ?? $1 }.joined(separator: "-") : short.compactMap(\.self).joined()
    return formats + grouping(of: weights, prefix: "") + grouping(of: scheme.kvCache, prefix: "kv")
  }

  private static func text(of override: QuantizationOverride) -> String {
    let weights = override.weights
    if override.activations == weights.format, weights == TensorQuantization(weights.format),
      isWrittenAlone(weights.format)
    {
      return weights.format.name
    }
    var text =
      SchemeParser.bits(of: weights.format, hasZeroPoint: weights.hasZeroPoint).map { "w\($0)" }
      ?? "w\(weights.format.name)"
    if let activations = override.activations {
      text +=
        SchemeParser.bits(of: activations, hasZeroPoint: false).map { "-a\($0)" }
        ?? "-a\(activations.name)"
    }
    return text + grouping(of: weights, prefix: "")
  }

  /// Whether a format alone is clearer than `w…a…kv…`: `fp16`, `nvfp4`, but not `int8`.
  private static func isWrittenAlone(_ format: NumberFormat) -> Bool {
    format.isWideFloatingPoint || SchemeParser.bits(of: format, hasZeroPoint: false) == nil
  }

  private static func grouping(of tensor: TensorQuantization, prefix: String) -> String {
    var text = tensor.groupSize > 0 ? "-\(prefix)g\(tensor.groupSize)" : ""
    if tensor.scaleBits != 16 { text += "-\(prefix)s\(tensor.scaleBits)" }
    if tensor.hasZeroPoint { text += "-\(prefix)zp" }
    return text
  }

  private static func override(
    _ piece: Substring, in text: String, at location: SourceLocation?
  ) throws(Diagnostic) -> QuantizationOverride {
    guard let equals = piece.firstIndex(of: "=") else {
      throw Diagnostic(
        "expected '=' in '+\(piece)' of quantization scheme '\(text)'", at: location,
        hint: "an override is written +lmhead=fp16")
    }
    let selector = try ModuleSelector(parsing: String(piece[..<equals]), at: location)
    var parser = SchemeParser(text: text, location: location)
    try parser.read(piece[piece.index(after: equals)...])
    guard let weights = parser.weights else {
      throw Diagnostic(
        "'+\(piece)' does not say how weights are stored", at: location,
        hint: "an override is written +lmhead=fp16 or +experts=w4-g32")
    }
    guard parser.kvCache == nil, parser.queries == nil, parser.output == nil else {
      if parser.isUniform {
        return QuantizationOverride(selector, weights: weights, activations: parser.activations)
      }
      throw Diagnostic(
        "'+\(piece)' may change weights and activations only", at: location,
        hint: "kv, q and o belong to the whole model, before the first '+'")
    }
    return QuantizationOverride(selector, weights: weights, activations: parser.activations)
  }
}

extension ModuleSelector {
  /// Reads a selector: a role, `layers.3`, `layers.0-3`, `re:` and a regular expression, or a
  /// module name in which `*` stands for any characters.
  ///
  /// - Parameters:
  ///   - text: The selector.
  ///   - location: Where it stands, for the error.
  /// - Throws: A diagnostic when it can match no module.
  public init(parsing text: String, at location: SourceLocation? = nil) throws(Diagnostic) {
    if let role = ModuleRole(rawValue: text.lowercased()) {
      self = .role(role)
      return
    }
    if text.hasPrefix("re:") {
      let expression = String(text.dropFirst(3))
      guard (try? Regex(expression)) != nil else {
        throw Diagnostic("'\(expression)' is not a regular expression", at: location)
      }
      self = .regularExpression(expression)
      return
    }
    if let range = Self.layerRange(text) {
      self = .layers(range)
      return
    }
    if text.hasPrefix("layers."), text.dropFirst(7).allSatisfy({ $0.isNumber || $0 == "-" }) {
      throw Diagnostic(
        "'\(text)' selects no layers", at: location, hint: "expected layers.3 or layers.0-3")
    }
    let isName = text.utf8.allSatisfy {
      (48...57) ~= $0 || (65...90) ~= $0 || (97...122) ~= $0 || [42, 45, 46, 95].contains($0)
    }
    guard !text.isEmpty, isName else {
      throw Diagnostic(
        "'\(text)' selects no modules", at: location,
        hint: "expected \(ModuleRole.allCases.map(\.rawValue).joined(separator: ", ")), "
          + "layers.0-3 or a module name")
    }
    // A lone word that looks like a role is a typo, not the name of a module.
    if !text.contains("."), !text.contains("*"), !text.contains("_"),
      let near = nearestName(to: text, among: ModuleRole.allCases.map(\.rawValue))
    {
      throw Diagnostic(
        "'\(text)' selects no modules", at: location, hint: "did you mean '\(near)'?")
    }
    self = .pattern(text)
  }

  /// The selector as ``init(parsing:at:)`` reads it.
  public var text: String {
    switch self {
    case .role(let role): role.rawValue
    case .layers(let range):
      range.count == 1
        ? "layers.\(range.lowerBound)" : "layers.\(range.lowerBound)-\(range.upperBound)"
    case .pattern(let pattern): pattern
    case .regularExpression(let expression): "re:\(expression)"
    }
  }

  private static func layerRange(_ text: String) -> ClosedRange<Int>? {
    guard text.hasPrefix("layers.") else { return nil }
    let bounds = text.dropFirst(7).split(separator: "-", omittingEmptySubsequences: false)
    let numbers = bounds.compactMap { NumberFormat.number(after: "", in: $0, 0...1_000_000) }
    guard numbers.count == bounds.count, (1...2).contains(numbers.count) else { return nil }
    guard let first = numbers.first, let last = numbers.last, first <= last else { return nil }
    return first...last
  }
}
