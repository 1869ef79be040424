import ArchSimText

/// Reads the body of a quantization scheme: what stands before, between and after `+`.
struct SchemeParser {
  let text: String
  let location: SourceLocation?
  /// Whether the body was the name of one format.
  private(set) var isUniform = false
  private var formats: [Letter: NumberFormat] = [:]
  /// Letters whose format was given in bits, so that zero points make it unsigned.
  private var inBits: Set<Letter> = []
  private var weightGroup = Group()
  private var cacheGroup = Group()

  init(text: String, location: SourceLocation?) {
    self.text = text
    self.location = location
  }

  private enum Letter: String, CaseIterable {
    // `kv` first: no other letter begins with it.
    case kvCache = "kv"
    case weights = "w"
    case activations = "a"
    case queries = "q"
    case output = "o"
  }

  private struct Group {
    var size: Int?
    var scaleBits: Int?
    var hasZeroPoint = false
    var isGiven: Bool { size != nil || scaleBits != nil || hasZeroPoint }
  }

  var weights: TensorQuantization? { tensor(.weights, weightGroup) }
  var kvCache: TensorQuantization? { tensor(.kvCache, cacheGroup) }
  var activations: NumberFormat? { formats[.activations] }
  var queries: NumberFormat? { formats[.queries] }
  var output: NumberFormat? { formats[.output] }

  private func tensor(_ letter: Letter, _ group: Group) -> TensorQuantization? {
    guard var format = formats[letter] else { return nil }
    if group.hasZeroPoint, inBits.contains(letter), format.isInteger {
      format = .uint(format.elementBits)
    }
    return TensorQuantization(
      format, groupSize: group.size ?? 0, scaleBits: group.scaleBits ?? 16,
      hasZeroPoint: group.hasZeroPoint)
  }

  mutating func read(_ body: Substring) throws(Diagnostic) {
    if let format = NumberFormat(name: String(body)) {
      isUniform = true
      formats = [.weights: format, .activations: format, .kvCache: format]
      return
    }
    for part in body.split(separator: "-", omittingEmptySubsequences: false) {
      try read(part: part)
    }
    if cacheGroup.isGiven, formats[.kvCache] == nil {
      throw Diagnostic(
        "quantization scheme '\(text)' groups a KV cache that it gives no format", at: location,
        hint: "write kv8 or kvint4 as well")
    }
  }

  private mutating func read(part: Substring) throws(Diagnostic) {
    let word = part.lowercased()[...]
    if try readGrouping(word) { return }
    if try readBits(word) { return }
    for letter in Letter.allCases where word.hasPrefix(letter.rawValue) {
      guard let format = NumberFormat(name: String(word.dropFirst(letter.rawValue.count))) else {
        continue
      }
      try set(letter, to: format)
      return
    }
    throw Diagnostic(
      "unexpected '\(part)' in quantization scheme '\(text)'", at: location, hint: hint(for: word))
  }

  private func hint(for word: Substring) -> String {
    for letter in Letter.allCases where word.hasPrefix(letter.rawValue) {
      let name = String(word.dropFirst(letter.rawValue.count))
      if let near = nearestName(to: name, among: NumberFormat.names) {
        return "did you mean '\(letter.rawValue)\(near)'?"
      }
    }
    if let near = nearestName(to: String(word), among: NumberFormat.names) {
      return "did you mean '\(near)'?"
    }
    return "schemes are written w4a8kv8-g128, w4a16-g128-zp, wmxfp4-abf16-kvfp8.e4m3 or fp16"
  }

  private mutating func readGrouping(_ word: Substring) throws(Diagnostic) -> Bool {
    switch word {
    case "zp": weightGroup.hasZeroPoint = true
    case "kvzp": cacheGroup.hasZeroPoint = true
    default:
      if let size = NumberFormat.number(after: "g", in: word, 0...1_048_576) {
        weightGroup.size = size
      } else if let size = NumberFormat.number(after: "kvg", in: word, 0...1_048_576) {
        cacheGroup.size = size
      } else if let bits = NumberFormat.number(after: "s", in: word, 0...64) {
        weightGroup.scaleBits = bits
      } else if let bits = NumberFormat.number(after: "kvs", in: word, 0...64) {
        cacheGroup.scaleBits = bits
      } else {
        return false
      }
    }
    return true
  }

  /// Reads `w4a8kv8`: letters, each with a number of bits.
  private mutating func readBits(_ word: Substring) throws(Diagnostic) -> Bool {
    var rest = word
    var found: [(Letter, NumberFormat)] = []
    while !rest.isEmpty {
      guard let letter = Letter.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
        return false
      }
      rest = rest.dropFirst(letter.rawValue.count)
      let digits = rest.prefix { ("0"..."9").contains($0) }
      guard let bits = NumberFormat.number(after: "", in: digits, 0...999_999_999) else {
        return false
      }
      guard let format = Self.format(bits: bits) else {
        throw Diagnostic(
          "\(letter.rawValue)\(bits) in quantization scheme '\(text)' names no format",
          at: location, hint: "bits are 1 to 16 or 32; other formats are named: wmxfp4, wternary")
      }
      found.append((letter, format))
      rest = rest.dropFirst(digits.count)
    }
    for (letter, format) in found {
      try set(letter, to: format)
      inBits.insert(letter)
    }
    return !found.isEmpty
  }

  private mutating func set(_ letter: Letter, to format: NumberFormat) throws(Diagnostic) {
    guard formats[letter] == nil else {
      throw Diagnostic(
        "quantization scheme '\(text)' gives '\(letter.rawValue)' twice", at: location)
    }
    formats[letter] = format
  }

  static func format(bits: Int) -> NumberFormat? {
    switch bits {
    case 1...15: .int(bits)
    case 16: .fp16
    case 32: .fp32
    default: nil
    }
  }

  /// The number of bits that stands for a format, when one does.
  static func bits(of format: NumberFormat, hasZeroPoint: Bool) -> Int? {
    let bits = format.elementBits
    guard let plain = Self.format(bits: bits) else { return nil }
    if hasZeroPoint, plain.isInteger { return format == .uint(bits) ? bits : nil }
    return format == plain ? bits : nil
  }
}
