/// Ranks individuals and keeps the best of them.
///
/// Constraint domination (Deb 2000): who is feasible beats who is not; of two who are not, the
/// smaller violation wins; of two who are, the objectives decide. Feasible individuals are sorted
/// into fronts and, within the front that does not fit, by crowding distance (NSGA-II); the others
/// follow, each smaller violation a front of its own. With one objective this is plain elitism.
func survivors(
  of individuals: [Individual], count: Int, objectiveCount: Int, equalsPerFront: Int = .max
) -> [Individual] {
  var kept: [Individual] = []
  kept.reserveCapacity(count)
  let feasible = individuals.filter { $0.violation == 0 }
  let fronts =
    objectiveCount == 1
    ? levels(of: feasible) : ArchSimSearch.fronts(of: feasible, equals: equalsPerFront)
  for (rank, front) in fronts.enumerated() {
    guard kept.count < count else { return kept }
    var members = front.map { feasible[$0] }
    let crowding =
      objectiveCount == 1
      ? members.map { _ in 0 }
      : crowdingDistance(ObjectiveMatrix(members.map(\.objectives)), of: Array(front.indices))
    for index in members.indices {
      members[index].rank = rank
      members[index].crowding = crowding[index]
    }
    if kept.count + members.count > count {
      let order = members.indices.sorted { a, b in
        crowding[a] == crowding[b] ? a < b : crowding[a] > crowding[b]
      }
      members = order.prefix(count - kept.count).sorted().map { members[$0] }
    }
    kept += members
  }
  let infeasible = individuals.filter { $0.violation > 0 }
  let order = infeasible.indices.sorted { a, b in
    let left = infeasible[a].violation
    let right = infeasible[b].violation
    return left == right ? a < b : left < right
  }
  for (place, index) in order.enumerated() where kept.count < count {
    var member = infeasible[index]
    member.rank = fronts.count + place
    kept.append(member)
  }
  return kept
}

/// Individuals by ascending objective, those with the same value together.
private func levels(of individuals: [Individual]) -> [[Int]] {
  let order = individuals.indices.sorted { a, b in
    let left = individuals[a].objectives[0]
    let right = individuals[b].objectives[0]
    return left == right ? a < b : left < right
  }
  var fronts: [[Int]] = []
  var previous = Double.nan
  for index in order {
    let value = individuals[index].objectives[0]
    if value == previous {
      fronts[fronts.count - 1].append(index)
    } else {
      fronts.append([index])
      previous = value
    }
  }
  return fronts
}

/// Fronts of individuals of which only so many have the same objectives.
///
/// The others come after all fronts, in fronts of their own (Fortin, Parizeau: *Revisiting the NSGA-II
/// crowding-distance computation*, GECCO 2013, on what copies do to a front).
private func fronts(of individuals: [Individual], equals limit: Int) -> [[Int]] {
  guard limit < individuals.count else {
    return nonDominatedSort(ObjectiveMatrix(individuals.map(\.objectives)))
  }
  var equals: [[Double]: Int] = [:]
  var groups: [[Int]] = []
  for (index, individual) in individuals.enumerated() {
    let number = equals[individual.objectives, default: 0]
    equals[individual.objectives] = number + 1
    if number / limit == groups.count { groups.append([]) }
    groups[number / limit].append(index)
  }
  return groups.flatMap { members in
    nonDominatedSort(ObjectiveMatrix(members.map { individuals[$0].objectives })).map { front in
      front.map { members[$0] }
    }
  }
}
