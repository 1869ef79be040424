import ArchSimSearch

/// Trains a network of two layers of units by Adam (Kingma and Ba, ICLR 2015) on batches of 128.
///
/// Weights begin as Glorot and Bengio (AISTATS 2010) draw them, and the rate falls to zero in a line.
/// The order of all sums is fixed, so that the same designs and seed give the same network.
struct NetworkTrainer {
  private static let batch = 128
  /// Vectors a batch.
  private static let blocks = batch / 16
  private static let rate: Float = 0.003

  /// A layer while it learns; arrays of weights are filled up to whole vectors an input.
  fileprivate struct Layer {
    let inputs: Int
    let outputs: Int
    /// Vectors an input.
    let width: Int
    var weights: [SIMD16<Float>]
    var gradient: [SIMD16<Float>]
    var mean: [SIMD16<Float>]
    var square: [SIMD16<Float>]
    /// What comes in, a row an input and then ones; and the errors of what goes out.
    var activations: [SIMD16<Float>]
    var errors: [SIMD16<Float>]

    init(inputs: Int, outputs: Int, _ generator: inout SplitMix64) {
      self.inputs = inputs
      self.outputs = outputs
      width = ProxyNetwork.Layer.width(outputs)
      let zeros = [SIMD16<Float>](repeating: .zero, count: (inputs + 1) * width)
      var weights = zeros
      let reach = (6 / Double(inputs + outputs)).squareRoot()
      for input in 0..<inputs {
        for output in 0..<outputs {
          weights[input * width + output / 16][output % 16] = Float(
            reach * (2 * generator.uniform() - 1))
        }
      }
      self.weights = weights
      gradient = zeros
      mean = zeros
      square = zeros
      activations = [SIMD16<Float>](
        repeating: .zero, count: max(inputs + 1, 16 * ((inputs + 15) / 16)) * NetworkTrainer.blocks)
      errors = [SIMD16<Float>](repeating: .zero, count: 16 * width * NetworkTrainer.blocks)
      setOnes()
    }

    mutating func setOnes() {
      for block in 0..<NetworkTrainer.blocks {
        activations[inputs * NetworkTrainer.blocks + block] = SIMD16(repeating: 1)
      }
    }
  }

  private var layers: [Layer]
  private var generator: SplitMix64

  init(inputs: Int, units: Int, outputs: Int, seed: UInt64) {
    var generator = SplitMix64(seed: seed).split(0x756e_6974)
    layers = []
    for (inputs, outputs) in [(inputs, units), (units, units), (units, outputs)] {
      layers.append(Layer(inputs: inputs, outputs: outputs, &generator))
    }
    self.generator = generator
  }

  /// Learns rows of inputs and what they should give.
  mutating func train(_ inputs: [[Float]], _ targets: [[Float]], passes: Int) -> ProxyNetwork {
    let batches = inputs.count / Self.batch
    var order = Array(inputs.indices)
    var step = 0
    var powers: (mean: Float, square: Float) = (1, 1)
    for _ in 0..<passes {
      generator.shuffle(&order)
      for batch in 0..<batches {
        let rows = order[(batch * Self.batch)..<((batch + 1) * Self.batch)]
        forward(rows, inputs)
        backward(rows, targets)
        powers = (powers.mean * 0.9, powers.square * 0.999)
        let rate = Self.rate * (1 - Float(step) / Float(passes * batches))
        for index in layers.indices { layers[index].learn(rate, powers) }
        step += 1
      }
    }
    return ProxyNetwork(
      layers: layers.map {
        ProxyNetwork.Layer(inputs: $0.inputs, outputs: $0.outputs, rounding: $0.weights)
      })
  }

  private mutating func forward(_ rows: ArraySlice<Int>, _ inputs: [[Float]]) {
    for (sample, row) in rows.enumerated() {
      for (input, value) in inputs[row].enumerated() {
        layers[0].activations[input * Self.blocks + sample / 16][sample % 16] = value
      }
    }
    for index in layers.indices {
      // Only what is read: an array that is held twice would be copied when written.
      let (weights, activations) = (layers[index].weights, layers[index].activations)
      let (count, width) = (layers[index].inputs, 16 * layers[index].width)
      let next = index + 1
      func write(_ sums: inout [SIMD16<Float>]) {
        Self.multiply(
          weights, (1, width), rows: width, depth: count + 1, activations, blocks: Self.blocks,
          into: &sums)
      }
      guard next < layers.count else {
        write(&layers[index].errors)
        break
      }
      write(&layers[next].activations)
      for place in 0..<layers[index].outputs * Self.blocks {
        let sum = layers[next].activations[place]
        layers[next].activations[place] = sum.replacing(with: 0, where: sum .< 0)
      }
      layers[next].setOnes()
    }
  }

  private mutating func backward(_ rows: ArraySlice<Int>, _ targets: [[Float]]) {
    let last = layers.count - 1
    for (sample, row) in rows.enumerated() {
      for (output, target) in targets[row].enumerated() {
        layers[last].errors[output * Self.blocks + sample / 16][sample % 16] -= target
      }
    }
    for place in layers[last].errors.indices {
      layers[last].errors[place] *= 1 / Float(Self.batch)
    }
    for index in layers.indices.reversed() {
      let (weights, activations) = (layers[index].weights, layers[index].activations)
      let (count, width) = (layers[index].inputs, 16 * layers[index].width)
      let errors = layers[index].errors
      Self.multiply(
        activations, (Self.batch, 1), rows: count + 1, depth: Self.batch,
        Self.turned(errors, rows: width), blocks: width / 16, into: &layers[index].gradient)
      guard index > 0 else { break }
      Self.multiply(
        weights, (width, 1), rows: count, depth: width, errors, blocks: Self.blocks,
        into: &layers[index - 1].errors)
      for place in 0..<count * Self.blocks {
        let isSilent = activations[place] .<= 0
        layers[index - 1].errors[place].replace(with: 0, where: isSilent)
      }
    }
  }

  /// The transpose of rows of one batch.
  private static func turned(_ values: [SIMD16<Float>], rows: Int) -> [SIMD16<Float>] {
    var turned = [SIMD16<Float>](repeating: .zero, count: values.count)
    values.withUnsafeBytes { values in
      turned.withUnsafeMutableBytes { turned in
        let from = values.bindMemory(to: Float.self)
        let to = turned.bindMemory(to: Float.self)
        for row in 0..<rows {
          for sample in 0..<batch { to[sample * rows + row] = from[row * batch + sample] }
        }
      }
    }
    return turned
  }

  /// The product of a matrix, whose strides are given, and one of whole vectors a row.
  private static func multiply(
    _ one: [SIMD16<Float>], _ strides: (row: Int, column: Int), rows: Int, depth: Int,
    _ other: [SIMD16<Float>], blocks: Int, into product: inout [SIMD16<Float>]
  ) {
    one.withUnsafeBytes { one in
      other.withUnsafeBufferPointer { other in
        product.withUnsafeMutableBufferPointer { product in
          let one = one.bindMemory(to: Float.self)
          for block in 0..<blocks {
            // Two rows at a time, as many as registers hold; the last may be done twice.
            for first in stride(from: 0, to: rows, by: 2) {
              let second = min(first + 1, rows - 1)
              var sums = (SIMD16<Float>.zero, SIMD16<Float>.zero)
              for place in 0..<depth {
                let vector = other[place * blocks + block]
                sums.0 += vector * one[first * strides.row + place * strides.column]
                sums.1 += vector * one[second * strides.row + place * strides.column]
              }
              product[first * blocks + block] = sums.0
              product[second * blocks + block] = sums.1
            }
          }
        }
      }
    }
  }
}

extension NetworkTrainer.Layer {
  /// A step of Adam; powers are those of its two factors of decay.
  fileprivate mutating func learn(_ rate: Float, _ powers: (mean: Float, square: Float)) {
    let scale = 1 / (1 - powers.square)
    let rate = rate / (1 - powers.mean)
    for place in weights.indices {
      let slope = gradient[place]
      mean[place] = mean[place] * 0.9 + slope * 0.1
      square[place] = square[place] * 0.999 + slope * slope * 0.001
      weights[place] -= mean[place] * rate / ((square[place] * scale).squareRoot() + 1e-8)
    }
  }
}
