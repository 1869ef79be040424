import ArchSim
import Testing

@testable import ArchSimStudy

struct ProxyNetworkTests {
  @Test("a layer gives weighted sums, and units pass what is above zero")
  func forward() {
    // 2 inputs, 17 outputs: more than one vector.
    let step = 0.25
    let numbers = (0..<51).map { Int32($0 - 25) }
    let layer = ProxyNetwork.Layer(inputs: 2, outputs: 17, step: step, numbers: numbers)
    let network = ProxyNetwork(layers: [
      layer,
      ProxyNetwork.Layer(
        inputs: 17, outputs: 1, step: 1, numbers: [Int32](repeating: 1, count: 17) + [3]),
    ])
    let inputs: [Float] = [1.5, -2]
    var expected = 3.0
    for output in 0..<17 {
      let sum =
        step
        * (1.5 * Double(numbers[output]) - 2 * Double(numbers[17 + output])
          + Double(numbers[34 + output]))
      expected += max(sum, 0)
    }
    #expect(network.values(inputs) == [Float(expected)])
  }

  @Test("what has corners and products is learned, the same each time")
  func training() throws {
    let seed: UInt64 = 11
    var generator = SplitMix64(seed: seed)
    func truth(_ row: [Float]) -> [Float] {
      [max(row[0] + row[1], row[2]), row[0] * row[2], row[1]]
    }
    let rows = (0..<512).map { _ in (0..<3).map { _ in Float(2 * generator.uniform() - 1) } }
    func network(_ passes: Int) -> ProxyNetwork {
      var trainer = NetworkTrainer(inputs: 3, units: 16, outputs: 3, seed: seed)
      return trainer.train(rows, rows.map(truth), passes: passes)
    }
    #expect(network(2) == network(2))
    let learned = network(60)
    var errors = [Float](repeating: 0, count: 3)
    var squares = errors
    for _ in 0..<200 {
      let row = (0..<3).map { _ in Float(2 * generator.uniform() - 1) }
      for (output, (one, other)) in zip(learned.values(row), truth(row)).enumerated() {
        errors[output] += (one - other) * (one - other)
        squares[output] += other * other
      }
    }
    for output in 0..<3 {
      #expect(
        errors[output] < 0.15 * squares[output],
        "output \(output): \(errors[output]) of \(squares[output]), seed \(seed)")
    }
  }

  /// Designs of which every one is another, with a time that jumps along a diagonal.
  static func designs(_ count: Int, seed: UInt64) -> Dataset {
    var columns = ["a", "b", "c"].map { Dataset.Column($0, .number, .parameter) }
    columns.append(Dataset.Column("time", .number, unit: .seconds, .metric))
    var dataset = Dataset(study: "made-up", columns: columns)
    var generator = SplitMix64(seed: seed)
    for _ in 0..<count {
      let values = (0..<3).map { _ in 1 + 9 * generator.uniform() }
      dataset.rows.append(
        (values + [values[2] * (values[0] + values[1] > 11 ? 3 : 1)]).map { .number($0) })
    }
    return dataset
  }

  @Test("it has a share where it helps, and reads back from its file")
  func share() async throws {
    let (train, test, _) = try Self.designs(1600, seed: 5).divided(.random, fraction: 0.2, seed: 2)
    var settings = ProxyTests.quick
    settings.trees = 5
    let alone = try await Proxy.fit(train, settings: settings)
    #expect(alone.network == nil)
    settings.passes = 30
    settings.units = 16
    let one = try await Proxy.fit(train, settings: settings)
    let text = ProxyFile.text(one)
    #expect(one.network != nil)
    let before = alone.accuracies(on: test)[0].rootMeanSquaredRelativeError
    let after = one.accuracies(on: test)[0].rootMeanSquaredRelativeError
    #expect(after < before, "\(after) with the network, \(before) without")
    let read = try ProxyFile.parse(Array(text.utf8), file: "proxy.json")
    #expect(ProxyFile.text(read) == text)
    for row in test.rows.prefix(50) {
      let design = one.parameters(of: row, in: test)
      #expect(read.predict(design).metrics == one.predict(design).metrics)
    }
    for (old, new, message) in [
      ("\"network\":[{\"inputs\":", "\"network\":[{\"inputs\":1", "inputs, found"),
      ("\"network\":{\"output\":", "\"network\":{\"output\":9", "has no such output"),
    ] {
      #expect(text.contains(old) == true, "\(old)")
      let said = diagnosticText { () throws(Diagnostic) in
        try ProxyFile.parse(Array(text.replacing(old, with: new).utf8), file: "proxy.json")
      }
      #expect(said?.contains(message) == true, "\(old): \(said ?? "")")
    }
  }

  @Test("numbers of four digits are read back, and other letters are none")
  func letters() {
    let largest = Int32(ProxyNetwork.Layer.largestNumber)
    let numbers: [Int32] = [0, 1, -1, largest, -largest, 4096, -64]
    #expect(WeightText.numbers(WeightText.text(numbers)) == numbers)
    for text in ["A", "AAAAA", "AA*A"] { #expect(WeightText.numbers(text) == nil, "\(text)") }
  }
}
