import ArchSimSearch

/// Spaces with parameters of every kind and some conditions, for checks that must hold in all.
func randomSpace(_ generator: inout SplitMix64) throws -> SearchSpace {
  let count = 1 + generator.integer(below: 6)
  var parameters: [SearchParameter] = []
  for position in 0..<count {
    var parameter = SearchParameter("p\(position)", randomDomain(&generator))
    if position > 0, generator.uniform() < 0.4 {
      let parent = generator.integer(below: position)
      if let allowed = someValues(of: parameters[parent].domain, &generator) {
        parameter.condition = .init(parameter: parent, allowed: allowed)
      }
    }
    parameters.append(parameter)
  }
  return try SearchSpace(parameters)
}

/// A space without reals, small enough to enumerate.
func randomSmallSpace(_ generator: inout SplitMix64) throws -> SearchSpace {
  while true {
    let space = try randomSpace(&generator)
    if let cardinality = space.cardinality, cardinality <= 2000 { return space }
  }
}

private func randomDomain(_ generator: inout SplitMix64) -> SearchParameter.Domain {
  switch generator.integer(below: 6) {
  case 0:
    let low = 10 * generator.normal()
    return .real(low...(low + 5 * generator.uniform()), logarithmic: false)
  case 1:
    let low = 0.001 + generator.uniform()
    return .real(low...(low * (1 + 1000 * generator.uniform())), logarithmic: true)
  case 2:
    let low = generator.integer(below: 20) - 10
    let width = generator.integer(below: 12)
    let step = 1 + generator.integer(below: 3)
    return .integer(low...(low + width), step: step, logarithmic: false)
  case 3:
    let low = 1 + generator.integer(below: 5)
    return .integer(low...(low + generator.integer(below: 60)), step: 1, logarithmic: true)
  case 4:
    var level = generator.normal()
    return .ordinal(
      (0...generator.integer(below: 6)).map { _ in
        level += 0.1 + 10 * generator.uniform()
        return level
      })
  default:
    return .categorical(count: 1 + generator.integer(below: 5))
  }
}

private func someValues(
  of domain: SearchParameter.Domain, _ generator: inout SplitMix64
) -> [Double]? {
  let all: [Double]
  switch domain {
  case .real: return nil
  case .integer(let range, let step, _):
    all = stride(from: range.lowerBound, through: range.upperBound, by: step).map { Double($0) }
  case .ordinal(let levels): all = levels
  case .categorical(let count): all = (0..<count).map { Double($0) }
  }
  let some = all.filter { _ in generator.uniform() < 0.5 }
  return some.isEmpty ? [all[generator.integer(below: all.count)]] : some
}
