/// Steps from a design to one like it.
struct LocalMoves: Sendable {
  let space: SearchSpace

  /// A change of one parameter: to another category, or along its scale.
  struct Move: Sendable, Hashable {
    var position: Int
    /// 1 or −1 along the scale; for categories the index of the new one.
    var direction: Int
  }

  /// Every move from a design, the parameters that are switched off left out.
  func moves(from values: [Double]) -> [Move] {
    var moves: [Move] = []
    for (position, axis) in space.axes.enumerated() where axis.levelCount != 1 {
      guard space.isActive(position, in: values) else { continue }
      if axis.isOrdered {
        moves += [Move(position: position, direction: 1), Move(position: position, direction: -1)]
      } else {
        // Of many categories a few, those that follow the present one.
        let current = axis.level(nearest: values[position])
        for step in 1...min(axis.levelCount - 1, 16) {
          moves.append(
            Move(position: position, direction: (current + step) % axis.levelCount))
        }
      }
    }
    return moves
  }

  /// Makes a move of a length, in units of the scale but at least one level; `nil` at an end.
  func apply(_ move: Move, length: Double, to values: [Double]) -> DesignPoint? {
    let axis = space.axes[move.position]
    var moved = values
    if !axis.isOrdered {
      moved[move.position] = axis.value(ofLevel: move.direction)
    } else {
      let old = values[move.position]
      let unit = axis.unit(of: old) + Double(move.direction) * length
      var value = axis.value(ofUnit: unit)
      if value == old, axis.levelCount > 1 {
        value = axis.value(ofLevel: axis.level(nearest: old) + move.direction)
      }
      guard value != old else { return nil }
      moved[move.position] = value
    }
    space.canonicalize(&moved)
    return DesignPoint(moved)
  }

  /// The shortest step worth making: one level, or a thousandth of a continuous scale.
  ///
  /// On logarithmic scales levels are nearest at the upper end; a longer step from below would jump
  /// over levels.
  func leastLength(_ position: Int) -> Double {
    let axis = space.axes[position]
    guard axis.levelCount > 0 else { return 0x1p-10 }
    guard axis.isOrdered, axis.levelCount > 1 else { return 1 / Double(axis.levelCount) }
    let last = axis.levelCount - 1
    return axis.unit(of: axis.value(ofLevel: last)) - axis.unit(of: axis.value(ofLevel: last - 1))
  }

  /// A design in which each parameter differs with a probability, by a normal step on its scale.
  ///
  /// At least one parameter differs, if any can.
  func neighbour(
    of point: DesignPoint, probability: Double, deviation: Double,
    using generator: inout SplitMix64
  ) -> DesignPoint {
    var values = point.values
    let certain = generator.integer(below: values.count)
    for position in values.indices {
      let isChosen = generator.uniform() < probability
      guard isChosen || position == certain else { continue }
      let axis = space.axes[position]
      guard axis.levelCount != 1 else { continue }
      if axis.isOrdered {
        values[position] = step(values[position], on: axis, deviation, using: &generator)
      } else {
        let level = axis.level(nearest: values[position])
        let other = generator.integer(below: axis.levelCount - 1)
        values[position] = axis.value(ofLevel: other < level ? other : other + 1)
      }
    }
    space.canonicalize(&values)
    return DesignPoint(values)
  }

  private func step(
    _ value: Double, on axis: ParameterAxis, _ deviation: Double,
    using generator: inout SplitMix64
  ) -> Double {
    let draw = generator.normal() * deviation
    let unit = axis.unit(of: value) + draw
    // Turned back at the ends, so that they are neither avoided nor favoured.
    let folded = unit < 0 ? -unit : unit > 1 ? 2 - unit : unit
    let next = axis.value(ofUnit: folded)
    guard next == value, axis.levelCount > 1 else { return next }
    let level = axis.level(nearest: value)
    let isUpward = level == 0 || (level < axis.levelCount - 1 && draw > 0)
    return axis.value(ofLevel: isUpward ? level + 1 : level - 1)
  }
}
