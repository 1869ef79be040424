import ArchSimStudy
import Testing

@testable import ArchSimReport

@Suite struct RunDifferencesTests {
  private typealias View = RunComparisonView<PlanResult>

  @Test func whatOnlySomeStudiesHaveIsOneRow() {
    let device = ["name", "memory"] + (0..<30).map { "parameters.p\($0)" }
    let rows =
      [StudyDifference(key: "search.seed", values: ["1", "2"])]
      + device.map {
        StudyDifference(key: "cluster.pools.a.device.\($0)", values: ["A-\($0)", nil])
      }
      + [StudyDifference(key: "constraints", values: ["[power <= 1 W]", nil])]
      + device.map {
        StudyDifference(key: "cluster.pools.b.device.\($0)", values: [nil, "B-\($0)"])
      }
    #expect(
      View.grouped(rows) == [
        rows[0],
        StudyDifference(key: "cluster.pools.a.device", values: ["A-name, 32 keys", nil]),
        rows[33],
        StudyDifference(key: "cluster.pools.b.device", values: [nil, "B-name, 32 keys"]),
      ])
  }

  @Test func whatAllStudiesHaveAndFewKeysAreReadOneByOne() {
    let changed = (0..<40).map {
      StudyDifference(key: "hardware.parameters.p\($0)", values: ["\($0)", "0"])
    }
    #expect(View.grouped(changed) == changed)
    let few = (0..<6).map { StudyDifference(key: "requests.limit.p\($0)", values: [nil, "1"]) }
    #expect(View.grouped(few) == few)
    // Keys of the file itself have nothing in common.
    let apart = (0..<10).map { StudyDifference(key: "key\($0).a", values: [nil, "1"]) }
    #expect(View.grouped(apart) == apart)
    #expect(View.grouped([]) == [])
  }
}
