import ArchSimText

/// Trees as letters, a digit of base 64 each.
///
/// Nodes come in preorder. A node begins with its feature, counted from 1, in as many digits as the
/// number of features needs; 0 says that it is a leaf. Then a question has its bin in one digit, and a
/// leaf its number in three, with 131072 added. High digits come first.
struct TreeText {
  private let featureCount: Int
  private let width: Int
  static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let zero = BoostedTree.largestNumber + 1

  init(featureCount: Int) {
    self.featureCount = featureCount
    var width = 1
    var reach = 64
    while reach <= featureCount {
      width += 1
      reach *= 64
    }
    self.width = width
  }

  func text(_ tree: BoostedTree) -> String {
    var bytes: [UInt8] = []
    func append(_ number: Int, width: Int) {
      for place in (0..<width).reversed() { bytes.append(Self.digits[number >> (6 * place) & 63]) }
    }
    for node in tree.nodes {
      append(Int(node.feature) + 1, width: width)
      if node.feature >= 0 {
        append(Int(node.bin), width: 1)
      } else {
        append(Int(node.link) + Self.zero, width: 3)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The tree of some letters; nil when they are none.
  func tree(_ text: String, step: Double) -> BoostedTree? {
    var nodes: [BoostedTree.Node] = []
    /// Questions whose left side is being read.
    var open: [Int] = []
    var isOver = false
    var bytes = text.utf8[...]
    func next(_ width: Int) -> Int? {
      guard bytes.count >= width else { return nil }
      var number = 0
      for byte in bytes.prefix(width) {
        guard let digit = Self.value(byte) else { return nil }
        number = number << 6 | digit
      }
      bytes = bytes.dropFirst(width)
      return number
    }
    while !isOver {
      guard let first = next(width), first <= featureCount else { return nil }
      if first > 0 {
        guard let bin = next(1) else { return nil }
        open.append(nodes.count)
        nodes.append(BoostedTree.Node(feature: Int32(first - 1), bin: UInt8(bin), link: 0))
        continue
      }
      guard let number = next(3) else { return nil }
      nodes.append(BoostedTree.Node(feature: -1, bin: 0, link: Int32(number - Self.zero)))
      // What follows a leaf is the right side of the last question that has none.
      if let question = open.popLast() {
        nodes[question].link = Int32(nodes.count)
      } else {
        isOver = true
      }
    }
    return bytes.isEmpty ? BoostedTree(nodes: nodes, step: step) : nil
  }

  /// What a digit stands for; nil for other letters.
  static func value(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
