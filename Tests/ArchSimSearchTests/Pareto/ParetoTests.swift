import Testing

@testable import ArchSimSearch

@Suite struct ParetoTests {
  private func randomVectors(
    _ count: Int, _ width: Int, _ generator: inout SplitMix64
  ) -> [[Double]] {
    (0..<count).map { _ in (0..<width).map { _ in Double(generator.integer(below: 6)) } }
  }

  @Test(arguments: 1...4) func archiveEqualsBruteForce(width: Int) {
    var generator = SplitMix64(seed: UInt64(width))
    for round in 0..<10 {
      let vectors = randomVectors(60, width, &generator)
      var archive = ParetoArchive(objectiveCount: width)
      var feasible: [Int] = []
      for (index, vector) in vectors.enumerated() {
        let violation = generator.uniform() < 0.2 ? 1.0 : -1.0
        if violation < 0 { feasible.append(index) }
        archive.insert(
          Observation(
            point: DesignPoint([Double(index)]), objectives: vector, violations: [violation]),
          payload: index)
      }
      let front = feasible.filter { index in
        !feasible.contains { dominates(vectors[$0], vectors[index]) }
      }
      #expect(archive.entries.map(\.payload) == front, "width \(width), round \(round)")
    }
  }

  @Test func archiveKeepsTheSamePointOnceAndRefusesWhatIsNotADesign() {
    var archive = ParetoArchive(objectiveCount: 2)
    func offer(_ point: Double, _ objectives: [Double]) -> Bool {
      archive.insert(
        Observation(point: DesignPoint([point]), objectives: objectives), payload: 0)
    }
    #expect(offer(1, [1, 2]))
    #expect(!offer(1, [1, 2]))
    #expect(offer(2, [1, 2]))
    #expect(!offer(3, []))
    #expect(!offer(3, [0]))
    #expect(!offer(3, [.nan, 0]))
    #expect(archive.entries.count == 2)
    #expect(offer(4, [1, 1]))
    #expect(archive.entries.count == 1)
  }

  @Test(arguments: 1...4) func frontsArePeeledOneByOne(width: Int) {
    var generator = SplitMix64(seed: UInt64(10 + width))
    for _ in 0..<10 {
      let vectors = randomVectors(50, width, &generator)
      var rest = Array(vectors.indices)
      for front in nonDominatedSort(vectors) {
        let expected = rest.filter { index in
          !rest.contains { dominates(vectors[$0], vectors[index]) }
        }
        #expect(front == expected)
        rest.removeAll { expected.contains($0) }
      }
      #expect(rest.isEmpty)
    }
  }

  @Test func crowdingIsTheSizeOfTheBoxBetweenNeighbours() {
    let distances = crowdingDistance([[0, 4], [1, 2], [3, 1], [4, 0]])
    #expect(distances == [.infinity, 3.0 / 4 + 3.0 / 4, 3.0 / 4 + 2.0 / 4, .infinity])
    #expect(crowdingDistance([[1, 1]]) == [.infinity])
    #expect(crowdingDistance([]).isEmpty)
  }
}
