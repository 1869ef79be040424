import ArchSimText

extension LayerTrace {
  /// The trace as a file: comments with its name, phase and notes, a header, a line a row.
  ///
  /// Reading it back gives an equal trace, as long as the name and the notes are single lines.
  public var csvText: String {
    var head = "# name: \(Self.oneLine(name))\n"
    if let phase { head += "# phase: \(phase.rawValue)\n" }
    for note in notes { head += "# \(Self.oneLine(note))\n" }
    var writer = CSVWriter()
    writer.text = head
    writer.row(Self.columns + Self.optionalColumns)
    for row in rows {
      let operation = row.operation
      writer.row([
        row.name, operation.kind.name, "\(operation.m)", "\(operation.k)", "\(operation.n)",
        "\(operation.batch)", operation.weights.format.name, operation.activations.name,
        operation.output.name, "\(operation.weights.groupSize)", "\(row.repeatCount)",
        "\(operation.weights.scaleBits)", operation.weights.hasZeroPoint ? "yes" : "no",
        operation.fusion.name,
      ])
    }
    return writer.text
  }

  private static func oneLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 10 || $0 == 13 }) else { return text }
    return String(text.map { $0.isNewline ? " " : $0 })
  }
}
