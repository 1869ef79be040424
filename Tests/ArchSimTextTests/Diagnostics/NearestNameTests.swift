import ArchSimText
import Testing

@Suite struct NearestNameTests {
  static let keys = ["energy", "array", "Buffers", "tile_m", "tile_n"]

  @Test(arguments: [
    ("arry", "array"), ("arary", "array"), ("ARRAY", "array"), ("buffer", "Buffers"),
    ("enrgey", "energy"), ("tile_k", "tile_m"),
  ])
  func findsTheNameThatWasMeant(name: String, meant: String) {
    #expect(nearestName(to: name, among: Self.keys) == meant, "for \(name)")
  }

  @Test(arguments: ["", "zebra", "a", String(repeating: "array", count: 14)])
  func findsNothingThatIsFar(name: String) {
    #expect(nearestName(to: name, among: Self.keys) == nil, "for \(name)")
  }

  @Test func oneLetterIsNotNearToAnother() {
    #expect(nearestName(to: "y", among: ["m", "n"]) == nil)
    #expect(nearestName(to: "M", among: ["n", "m"]) == "m")
    #expect(nearestName(to: "x", among: ["", "x1"]) == "x1")
  }

  @Test func garbageIsCheap() {
    let garbage = String(repeating: "e\u{301}", count: 1_000_000)
    #expect(nearestName(to: garbage, among: Self.keys) == nil)
  }

  @Test func saysTheNearestOrAll() {
    #expect(didYouMean("arry", among: Self.keys) == "did you mean 'array'?")
    #expect(
      didYouMean("zebra", among: ["x1", "y1"]) == "expected one of x1, y1")
    #expect(didYouMean("zebra", among: (0..<13).map { "name\($0)" }) == nil)
    #expect(didYouMean("zebra", among: [String]()) == nil)
  }

  /// The distance is symmetric for words of one length, so nearness of one is nearness of the other.
  @Test func neighboursFindEachOther() {
    let words = ["abc", "abd", "bac", "xbc", "zzz", "acb"]
    for first in words {
      for second in words {
        let there = nearestName(to: first, among: [second]) != nil
        let back = nearestName(to: second, among: [first]) != nil
        #expect(there == back, "\(first) and \(second)")
      }
    }
  }
}
