/// One line of the benchmark's table.
struct Measurement {
  let name: String
  let value: Double
  let unit: String
}

/// Seconds of wall time that `body` takes, at best over several rounds: the best is what the machine
/// can do when nothing else disturbs it.
func bestSeconds(rounds: Int = 20, _ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  var best = Double.infinity
  for _ in 0..<rounds {
    let elapsed = try clock.measure(body)
    best = min(
      best,
      Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
  }
  return best
}
