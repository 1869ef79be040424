public import ArchSimText

extension NumberFormat {
  /// The name under which the format is written everywhere: `int4`, `fp8.e4m3`, `mxfp4`, `nvfp4`.
  ///
  /// A block-scaled format without a name of its own is its element's name, the block size and the
  /// bits of the scale: `int4.b16s8`. Every name is read back by ``init(parsing:at:)``.
  public var name: String {
    if let (name, _) = Self.named.first(where: { $0.format == self }) { return name }
    let element = Self.elementName(self.element)
    return blockSize > 0 ? "\(element).b\(blockSize)s\(blockScaleBits)" : element
  }

  /// The format with a name, or nil when there is none.
  ///
  /// - Parameter name: A name as ``name`` gives it, or one of the usual short forms `fp8`
  ///   (`fp8.e4m3`), `fp4` (`fp4.e2m1`), `mxfp8` (`mxfp8.e4m3`) and `mxfp6` (`mxfp6.e2m3`).
  ///   Upper and lower case are the same.
  public init?(name: String) {
    let lower = name.lowercased()
    guard lower.utf8.count <= 32 else { return nil }
    if let (_, format) = (Self.named + Self.aliases).first(where: { $0.name == lower }) {
      self = format
      return
    }
    if let element = Self.element(named: lower) {
      self.init(element)
      return
    }
    guard let dot = lower.lastIndex(of: "."), let block = Self.block(lower[dot...].dropFirst())
    else { return nil }
    guard let inner = NumberFormat(name: String(lower[..<dot])), inner.blockSize == 0
    else { return nil }
    self.init(inner.element, blockSize: block.size, blockScaleBits: block.scaleBits)
  }

  /// Reads a format's name.
  ///
  /// ```swift
  /// try NumberFormat(parsing: "mxfp4")   // .mxfp4
  /// try NumberFormat(parsing: "fp8.e4m4")  // error: … (did you mean 'fp8.e4m3'?)
  /// ```
  ///
  /// - Parameters:
  ///   - text: The name.
  ///   - location: Where it stands, for the error.
  /// - Throws: A diagnostic with the nearest name when there is no such format.
  public init(parsing text: String, at location: SourceLocation? = nil) throws(Diagnostic) {
    guard let format = NumberFormat(name: text) else {
      let hint =
        nearestName(to: text, among: Self.names).map { "did you mean '\($0)'?" }
        ?? "formats are written int4, uint4, fp16, bf16, fp8.e4m3, e3m4, ternary, mxfp4, nvfp4"
      throw Diagnostic("unknown number format '\(text)'", at: location, hint: hint)
    }
    self = format
  }

  /// The names of the formats in common use, for lists and hints.
  ///
  /// Any `int1` … `int64`, `uint1` … `uint64`, `eXmY` and block scaling `.bNsM` are valid as well.
  public static let names: [String] =
    named.map(\.name) + (1...16).map { "int\($0)" } + (1...16).map { "uint\($0)" }
}

extension NumberFormat: CustomStringConvertible {
  /// The ``name``.
  public var description: String { name }
}

extension NumberFormat {
  /// NVIDIA TF32: 19 bits in the multiplier; in memory it is kept as `fp32`.
  public static let tf32 = NumberFormat(.floatingPoint(exponentBits: 8, mantissaBits: 10))
  /// OCP FP6 with more mantissa.
  public static let fp6E2M3 = NumberFormat(.floatingPoint(exponentBits: 2, mantissaBits: 3))
  /// OCP FP6 with more range.
  public static let fp6E3M2 = NumberFormat(.floatingPoint(exponentBits: 3, mantissaBits: 2))
  /// OCP FP4.
  public static let fp4E2M1 = NumberFormat(.floatingPoint(exponentBits: 2, mantissaBits: 1))
  /// One of −1, 0 and 1.
  public static let ternary = NumberFormat(.ternary)

  /// A signed integer.
  public static func int(_ bits: Int) -> NumberFormat {
    NumberFormat(.integer(bits: bits, signed: true))
  }

  /// An unsigned integer.
  public static func uint(_ bits: Int) -> NumberFormat {
    NumberFormat(.integer(bits: bits, signed: false))
  }

  /// An OCP microscaling format: blocks of 32 with an E8M0 scale (v1.0, section 5.2).
  private static func microscaling(_ format: NumberFormat) -> NumberFormat {
    NumberFormat(format.element, blockSize: 32, blockScaleBits: 8)
  }

  private static let named: [(name: String, format: NumberFormat)] = [
    ("fp32", .fp32), ("tf32", .tf32), ("fp16", .fp16), ("bf16", .bf16),
    ("fp8.e4m3", .fp8E4M3), ("fp8.e5m2", .fp8E5M2),
    ("fp6.e2m3", .fp6E2M3), ("fp6.e3m2", .fp6E3M2), ("fp4.e2m1", .fp4E2M1),
    ("ternary", .ternary),
    ("mxfp8.e4m3", microscaling(.fp8E4M3)), ("mxfp8.e5m2", microscaling(.fp8E5M2)),
    ("mxfp6.e2m3", microscaling(.fp6E2M3)), ("mxfp6.e3m2", microscaling(.fp6E3M2)),
    ("mxfp4", .mxfp4), ("mxint8", .mxint8), ("nvfp4", .nvfp4),
  ]

  private static let aliases: [(name: String, format: NumberFormat)] = [
    ("fp8", .fp8E4M3), ("fp4", .fp4E2M1),
    ("mxfp8", microscaling(.fp8E4M3)), ("mxfp6", microscaling(.fp6E2M3)),
    ("mxfp4.e2m1", .mxfp4),
  ]

  private static func elementName(_ element: ElementFormat) -> String {
    switch element {
    case .integer(let bits, let signed): return signed ? "int\(bits)" : "uint\(bits)"
    case .floatingPoint(let exponentBits, let mantissaBits):
      let format = NumberFormat(element)
      return named.first { $0.format == format }?.name ?? "e\(exponentBits)m\(mantissaBits)"
    case .exponent(let bits): return "ue\(bits)m0"
    case .ternary: return "ternary"
    }
  }

  /// Integers, `eXmY` (a sign, X exponent and Y mantissa bits) and `ueXm0` (an exponent alone).
  private static func element(named name: String) -> ElementFormat? {
    if let bits = number(after: "int", in: name[...], 1...64) {
      return .integer(bits: bits, signed: true)
    }
    if let bits = number(after: "uint", in: name[...], 1...64) {
      return .integer(bits: bits, signed: false)
    }
    guard let middle = name.lastIndex(of: "m") else { return nil }
    let mantissa = number(after: "m", in: name[middle...], 0...52)
    if mantissa == 0, let bits = number(after: "ue", in: name[..<middle], 1...11) {
      return .exponent(bits: bits)
    }
    guard let mantissa, let bits = number(after: "e", in: name[..<middle], 1...11) else {
      return nil
    }
    return .floatingPoint(exponentBits: bits, mantissaBits: mantissa)
  }

  /// The `bNsM` of a block-scaled name.
  private static func block(_ text: Substring) -> (size: Int, scaleBits: Int)? {
    guard let middle = text.firstIndex(of: "s"),
      let size = number(after: "b", in: text[..<middle], 1...65_536),
      let bits = number(after: "s", in: text[middle...], 0...64)
    else { return nil }
    return (size, bits)
  }

  /// The decimal number that follows a prefix and ends the text, when it is in a range.
  static func number(
    after prefix: String, in text: Substring, _ range: ClosedRange<Int>
  ) -> Int? {
    guard text.hasPrefix(prefix) else { return nil }
    let digits = text.dropFirst(prefix.count)
    guard !digits.isEmpty, digits.utf8.count <= 9, digits.utf8.allSatisfy({ (48...57) ~= $0 })
    else { return nil }
    guard digits.utf8.count == 1 || digits.utf8.first != 48 else { return nil }
    guard let value = Int(digits), range.contains(value) else { return nil }
    return value
  }
}
