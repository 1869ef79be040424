import ArchSimText

/// Makes sure that the number of an option is one that makes sense.
///
/// - Throws: A diagnostic when it is not.
func requireOption(
  _ value: Int?, _ option: String, in range: ClosedRange<Int>
) throws(Diagnostic) {
  guard let value, !range.contains(value) else { return }
  let expected =
    range.upperBound == .max
    ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  throw Diagnostic("expected \(expected), found \(value)", at: SourceLocation(file: option))
}
