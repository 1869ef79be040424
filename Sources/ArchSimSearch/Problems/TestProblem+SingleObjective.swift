extension TestProblem {
  /// Three equal valleys in a plane.
  ///
  /// Branin 1972; constants as in Dixon and Szegő 1978. Minimum 0.397887357729738.
  public static let branin = TestProblem(
    "branin",
    [
      SearchParameter("x1", .real(-5...10, logarithmic: false)),
      SearchParameter("x2", .real(0...15, logarithmic: false)),
    ],
    optimum: 0.397_887_357_729_738
  ) { x in
    let pi = Double.pi
    let parabola = x[1] - 5.1 / (4 * pi * pi) * x[0] * x[0] + 5 / pi * x[0] - 6
    let wave = 10 * (1 - 1 / (8 * pi)) * cosine(x[0])
    return Outcome(objectives: [parabola * parabola + wave + 10])
  }

  /// Four wells of different depth in six dimensions.
  ///
  /// Hartman 1973; constants as in Dixon and Szegő 1978. Minimum −3.32236801141551.
  public static let hartmann6 = TestProblem(
    "hartmann6", SearchParameter.reals(6, in: 0...1), optimum: -3.322_368_011_415_51
  ) { x in
    let depths = [1.0, 1.2, 3.0, 3.2]
    let steepness: [[Double]] = [
      [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14],
      [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
    ]
    let centres: [[Double]] = [
      [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
      [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
      [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
      [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ]
    var value = 0.0
    for well in depths.indices {
      var distance = 0.0
      for axis in x.indices {
        let offset = x[axis] - centres[well][axis]
        distance += steepness[well][axis] * offset * offset
      }
      value -= depths[well] * exponential(-distance)
    }
    return Outcome(objectives: [value])
  }

  /// A narrow funnel in a nearly flat, rippled plain of ten dimensions, off the centre.
  ///
  /// Ackley 1987, over −15…30. Minimum 0 at the origin.
  public static let ackley10 = TestProblem(
    "ackley10", SearchParameter.reals(10, in: -15...30), optimum: 0
  ) { x in
    var squares = 0.0
    var waves = 0.0
    for value in x {
      squares += value * value
      waves += cosine(2 * Double.pi * value)
    }
    let count = Double(x.count)
    let funnel = -20 * exponential(-0.2 * (squares / count).squareRoot())
    return Outcome(objectives: [funnel - exponential(waves / count) + 20 + exponential(1)])
  }

  /// Eight parameters of every kind with categories that mislead.
  ///
  /// Two reals, three integers, a logarithmic real, a category, an ordinal. The category moves the
  /// optimum of the reals, and each wrong one has a local optimum of its own. Minimum 0 at
  /// (0.7, −0.4, 13, 10^−2.4, 1, 1, 6, 128).
  public static let mixed8 = TestProblem(
    "mixed8",
    [
      SearchParameter("x0", .real(-2...2, logarithmic: false)),
      SearchParameter("x1", .real(-2...2, logarithmic: false)),
      SearchParameter("k", .integer(0...20, step: 1, logarithmic: false)),
      SearchParameter("rate", .real(1e-5...1, logarithmic: true)),
      SearchParameter("activation", .categorical(count: 4)),
      SearchParameter("flag", .categorical(count: 2)),
      SearchParameter("depth", .integer(1...8, step: 1, logarithmic: false)),
      SearchParameter("width", .ordinal([16, 32, 64, 128, 256, 512])),
    ],
    optimum: 0
  ) { x in
    let traps: [(x: Double, y: Double, height: Double)] = [
      (0, 0, 1), (0.7, -0.4, 0), (-1.1, 0.9, 0.5), (1.4, 1.2, 0.8),
    ]
    let trap = traps[Int(x[4])]
    let isOn = x[5] == 1
    let depth = x[6]
    let dx = x[0] - trap.x
    let dy = x[1] - trap.y
    let ripple = sine(3 * dx)
    let exponent = logarithm(x[3]) / logarithm(10) + 3 - 0.1 * depth
    let doublings = logarithm(x[7]) / logarithm(2) - 7
    var value = trap.height + dx * dx + dy * dy + 0.5 * ripple * ripple
    value += 0.3 * exponent * exponent
    value += 0.02 * (x[2] - 13) * (x[2] - 13) * (isOn ? 1 : 1.5)
    value += 0.15 * doublings.magnitude * (1 + 0.1 * (8 - depth))
    value += 0.1 * (depth - 6) * (depth - 6) + (isOn ? 0 : 0.4)
    return Outcome(objectives: [value])
  }
}
