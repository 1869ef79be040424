import ArchSimWorkload

extension Report {
  /// Number formats.
  ///
  /// - Parameter names: Names of formats; what is none is left out.
  /// - Returns: The report.
  public static func formats(_ names: [String]) -> Report {
    var table = Table(
      "formats",
      columns: [
        Column("name", "format", "The name in traces, schemes and files"),
        Column("kind", "kind", "integer, floating-point, ternary, …"),
        Column("bits", "bits", "Bits of one element"),
        Column("block", "block", "Elements that share a scale of the format"),
        Column("scale_bits", "scale bits", "Bits of that scale"),
        Column(
          "bits_per_element", "bits stored", digits: 5, "Bits of an element with its share of scale"
        ),
      ])
    for name in names {
      guard let format = NumberFormat(name: name) else { continue }
      table.append([
        .text(name), .text(kind(format.element)), .integer(format.element.bits),
        format.blockSize > 0 ? .integer(format.blockSize) : .none,
        format.blockSize > 0 ? .integer(format.blockScaleBits) : .none,
        .number(format.bitsPerElement),
      ])
    }
    var report = Report("formats")
    report.add(table)
    return report
  }

  private static func kind(_ element: ElementFormat) -> String {
    switch element {
    case .integer(_, let isSigned): isSigned ? "signed integer" : "unsigned integer"
    case .floatingPoint(let exponent, let mantissa): "floating point e\(exponent)m\(mantissa)"
    case .exponent: "power of two"
    case .ternary: "ternary"
    }
  }
}
