import ArchSimText

extension TraceRow {
  /// What is wrong with the sizes of the row, if anything: all are at least 1, and the work and the
  /// operands of all repeats together can be counted in 63 bits.
  func problem() -> String? {
    let sizes = [
      ("m", operation.m), ("k", operation.k), ("n", operation.n), ("batch", operation.batch),
      ("repeat", repeatCount),
    ]
    for (name, size) in sizes where size < 1 {
      return "'\(name)' is \(size), expected at least 1"
    }
    // 2^12 leaves room for bits of an element and for operations of a multiply-accumulate.
    var product = 1 << 12
    for (_, size) in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow else {
        return "m·k·n·batch·repeat is more than 2^51, too much to count exactly"
      }
      product = next
    }
    return nil
  }
}
