/// Weights of a network as letters: four digits of a ``TreeText`` each, from which 8388608 is taken.
enum WeightText {
  /// The letters of some numbers.
  static func text(_ numbers: [Int32]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * numbers.count)
    for number in numbers {
      let number = Int(number) + zero
      for place in (0..<4).reversed() { bytes.append(TreeText.digits[number >> (6 * place) & 63]) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The numbers of some letters; nil where they are none.
  static func numbers(_ text: String) -> [Int32]? {
    let bytes = Array(text.utf8)
    guard bytes.count.isMultiple(of: 4) else { return nil }
    var numbers: [Int32] = []
    for start in stride(from: 0, to: bytes.count, by: 4) {
      var number = 0
      for byte in bytes[start..<start + 4] {
        guard let digit = TreeText.value(byte) else { return nil }
        number = number << 6 | digit
      }
      numbers.append(Int32(number - zero))
    }
    return numbers
  }

  private static let zero = ProxyNetwork.Layer.largestNumber + 1
}
