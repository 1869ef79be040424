import ArchSim
import Testing

@testable import ArchSimStudy

/// Steps of designs that are named by their numbers.
struct GymRangeTests {
  /// Conditions, so that numbers are no plain digits, and objectives that conflict.
  static let conditional =
    "study: gym-range\n" + StudyText.workload + "hardware: hardware/systolic-28nm.yaml\n" + """
      space:
        dataflow: [os, ws, is]
        array.rows: [8, 16, 32, 64, 512]
        array.columns: {powers: {from: 16, to: 128}, when: {dataflow: [os, is]}}
        clock: [300 MHz, 500 MHz]
      objectives: [minimize latency, minimize area]
      constraints: [area <= 6 mm2]

      """

  private static func results(
    _ session: inout GymSession, _ members: String
  ) throws -> [JSONValue] {
    let answer = try GymSessionTests.ask(&session, "{\"command\":\"step\",\(members)}")
    return try answer.require("results").requireArray("results")
  }

  @Test("every design of a space is named once, and says what it says by its point")
  func everyDesign() throws {
    var session = try GymSessionTests.session(Self.conditional)
    // Two of three dataflows have four widths, the third has one.
    let count = 5 * 2 * (2 * 4 + 1)
    var points: Set<String> = []
    var start = 0
    // Parts of uneven sizes, so that no boundary is special.
    for size in [1, 7, 32, count - 40] {
      let found = try Self.results(
        &session, "\"first\":\(start),\"count\":\(size),\"echo\":true")
      try #require(found.count == size)
      for (place, result) in found.enumerated() {
        #expect(try result.require("index").requireInteger("") == start + place)
        let point = try GymSessionTests.text(result["point"])
        #expect(points.insert(point).inserted, "\(point) is there twice")
        let single = session.reply(
          to: Array("{\"command\":\"step\",\"echo\":true,\"point\":\(point)}".utf8))
        let text = try GymSessionTests.text(result)
        let expected = "{\"index\":\(start + place),\(single?.dropFirst() ?? "")"
        #expect(
          try text == GymSessionTests.text(try GymSessionTests.value(expected)), "\(point)")
      }
      start += size
    }
    #expect(points.count == count)
    let answer = try GymSessionTests.ask(
      &session, #"{"command":"step","first":90,"count":1}"#)
    #expect(answer["error"] != nil, "there is no design 90")
  }

  @Test("the front of a range is what no design of it beats, and fronts of parts make it")
  func front() throws {
    var session = try GymSessionTests.session(Self.conditional)
    let all = try Self.results(&session, #""first":0,"count":90"#)
    let costs = try all.map { result -> [Double]? in
      guard try result.require("feasible").requireBoolean("") else { return nil }
      let metrics = try result.require("metrics")
      return try ["latency", "area"].map { try metrics.require($0).requireNumber("") }
    }
    func isBeaten(_ own: [Double], among others: ArraySlice<[Double]?>) -> Bool {
      others.contains { other in
        guard let other else { return false }
        return zip(other, own).allSatisfy { $0 <= $1 } && other != own
      }
    }
    func front(_ range: Range<Int>) -> [Int] {
      range.filter { index in
        guard let own = costs[index] else { return false }
        return !isBeaten(own, among: costs[range])
      }
    }
    var ofParts: [Int] = []
    for range in [0..<90, 0..<1, 0..<31, 31..<77, 77..<90] {
      let answer = try GymSessionTests.ask(
        &session,
        "{\"command\":\"step\",\"first\":\(range.lowerBound),\"count\":\(range.count),"
          + "\"keep\":\"front\"}")
      #expect(try answer.require("count").requireInteger("") == range.count)
      #expect(
        try answer.require("feasible").requireInteger("")
          == costs[range].count(where: { $0 != nil }))
      #expect(try answer.require("failed").requireInteger("") == 0)
      let found = try answer.require("results").requireArray("results")
      let indices = try found.map { try $0.require("index").requireInteger("") }
      #expect(indices == front(range), "\(range)")
      for (index, result) in zip(indices, found) {
        let own = try result.require("costs").requireArray("").map { try $0.requireNumber("") }
        #expect(own == costs[index])
        #expect(
          try GymSessionTests.text(result["metrics"])
            == GymSessionTests.text(all[index]["metrics"]))
      }
      if range.count > 1, range.count < 90 { ofParts += indices }
    }
    let kept = ofParts.filter { index in
      !isBeaten(costs[index] ?? [], among: ofParts.map { costs[$0] }[...])
    }
    #expect(kept == front(0..<90))
    #expect(kept.count > 1 && kept.count < 60, "\(kept.count): a front of nothing tells nothing")
  }

  @Test("a range without a feasible design has no front")
  func nothingFeasible() throws {
    let text = Self.conditional.replacing("area <= 6 mm2", with: "area <= 1e-9 mm2")
    var session = try GymSessionTests.session(text)
    let answer = session.reply(
      to: Array(#"{"command":"step","first":0,"count":90,"keep":"front"}"#.utf8))
    #expect(answer == #"{"count":90,"feasible":0,"failed":0,"results":[]}"#)
  }

  @Test("numbers are refused where designs have none")
  func endless() throws {
    var session = try GymSessionTests.session(GymSessionTests.mixed)
    let answer = session.reply(to: Array(#"{"id":1,"command":"step","first":0,"count":1}"#.utf8))
    #expect(
      answer
        == #"{"id":1,"error":"the designs of this space have no numbers, since there is no end of "#
        + #"them"}"#)
  }
}
