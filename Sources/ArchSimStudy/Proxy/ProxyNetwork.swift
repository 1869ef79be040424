/// A network of rectified units that predicts all learned metrics of a design at once.
///
/// Trees learn jumps, but each from the designs of its own leaf; units are shared by all designs and
/// metrics, and see sums of parameters that trees cannot cut along. Their errors have little to do
/// with each other, so that a mean of both is better than either.
struct ProxyNetwork: Hashable, Sendable {
  /// Weights from all inputs, and from a constant 1 after them, to all outputs.
  struct Layer: Hashable, Sendable {
    let inputs: Int
    let outputs: Int
    /// What numbers are multiplied by.
    let step: Double
    /// For each input, the constant last, a whole number an output.
    let numbers: [Int32]
    /// The same as weights, filled up with zeros to whole vectors an input.
    private let weights: [SIMD16<Float>]

    static let largestNumber = 8_388_607

    init(inputs: Int, outputs: Int, step: Double, numbers: [Int32]) {
      self.inputs = inputs
      self.outputs = outputs
      self.step = step
      self.numbers = numbers
      let width = Self.width(outputs)
      var weights = [SIMD16<Float>](repeating: .zero, count: (inputs + 1) * width)
      for input in 0...inputs {
        for output in 0..<outputs {
          weights[input * width + output / 16][output % 16] = Float(
            Double(numbers[input * outputs + output]) * step)
        }
      }
      self.weights = weights
    }

    /// Rounds weights, which are filled up as ``weights`` are.
    init(inputs: Int, outputs: Int, rounding weights: [SIMD16<Float>]) {
      let width = Self.width(outputs)
      var plain: [Double] = []
      for input in 0...inputs {
        for output in 0..<outputs {
          plain.append(Double(weights[input * width + output / 16][output % 16]))
        }
      }
      let largest = plain.reduce(0) { max($0, $1.magnitude) }
      let step = largest.isFinite ? largest / Double(Self.largestNumber) : 0
      self.init(
        inputs: inputs, outputs: outputs, step: step,
        numbers: plain.map { step > 0 ? Int32(($0 / step).rounded()) : 0 })
    }

    /// Vectors of 16 that so many numbers need.
    static func width(_ count: Int) -> Int { (count + 15) / 16 }

    /// The weighted sums of some inputs, filled up to whole vectors.
    func sums(_ values: [Float]) -> [SIMD16<Float>] {
      let width = Self.width(outputs)
      var sums = Array(weights[(inputs * width)...])
      for input in 0..<inputs where values[input] != 0 {
        for place in 0..<width { sums[place] += weights[input * width + place] * values[input] }
      }
      return sums
    }
  }

  let layers: [Layer]

  /// One number an output.
  func values(_ inputs: [Float]) -> [Float] {
    var values = inputs
    for (index, layer) in layers.enumerated() {
      let sums = layer.sums(values)
      let isLast = index == layers.count - 1
      values = (0..<layer.outputs).map { output in
        let sum = sums[output / 16][output % 16]
        return isLast ? sum : max(sum, 0)
      }
    }
    return values
  }
}

/// What a network sees of a design: its scaled features, and the bins of those with few as one
/// number a bin.
struct NetworkInputs: Sendable {
  /// Features with few bins, and how many they have.
  private let leveled: [(feature: Int, bins: Int)]
  let count: Int

  /// Bins of a feature that get a number each: fewer are seen as well by the feature itself, of more
  /// each is seen too seldom.
  static let binCounts = 3...8

  init(_ features: ProxyFeatures) {
    leveled = features.bins.cuts.enumerated().compactMap { feature, cuts in
      Self.binCounts.contains(cuts.count + 1) ? (feature, cuts.count + 1) : nil
    }
    count = leveled.reduce(features.features.count) { $0 + $1.bins }
  }

  func row(_ values: [Double], _ bins: UnsafeBufferPointer<UInt8>) -> [Float] {
    var row = values.map { Float($0) }
    row.reserveCapacity(count)
    for (feature, count) in leveled {
      for bin in 0..<count { row.append(Int(bins[feature]) == bin ? 1 : 0) }
    }
    return row
  }
}

/// How a metric's trees and an output of the network make one prediction.
struct NetworkShare: Hashable, Sendable {
  /// The output of the network.
  var output: Int
  /// The share of the network in the mean of both.
  var share: Double
  /// The plane over the features to which the network adds its output.
  var plane: ResponseSurface
  /// What that output is multiplied by.
  var scale: Double

  /// The mean of what trees say and what the network says.
  func mean(_ trees: Double, _ row: [Double], _ outputs: [Float]) -> Double {
    (1 - share) * trees + share * (plane.value(row) + scale * Double(outputs[output]))
  }
}
