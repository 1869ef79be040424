import ArchSimHardware
import ArchSimReport
import ArchSimText
import ArchSimWorkload
import Testing

@Suite struct GoldenCyclesTests {
  private static func trace(_ names: [String], k: Int = 256) -> LayerTrace {
    LayerTrace(
      name: "test",
      rows: names.map { name in
        TraceRow(
          name: name,
          operation: Operator(
            .gemm, m: 8, k: k, n: 64, weights: TensorQuantization(.int8), activations: .int8,
            output: .fp16), repeatCount: 3)
      })
  }

  private static func replay(_ trace: LayerTrace) throws -> ReplayedTrace {
    let family = try #require(AcceleratorFamilies.builtIn.first)
    return try ReplayedTrace(trace, on: family, values: family.defaultValues)
  }

  @Test func aFileReadsBackAsWhatWasReplayed() throws {
    let replayed = try Self.replay(Self.trace(["a", "b, with a comma", "#c"]))
    let golden = GoldenCycles(replayed)
    let text = golden.csvText(comments: ["trace: x, hardware: y"])
    #expect(text.hasPrefix("# trace: x, hardware: y\nname,cycles,stall_cycles\n"))
    let read = try GoldenCycles(parsing: Array(text.utf8), file: "golden.csv")
    #expect(read == golden)
    #expect(read.differences(from: golden).isEmpty)
  }

  @Test func rowsThatAreMissingSurplusOrChangedAreDifferences() throws {
    let actual = GoldenCycles(try Self.replay(Self.trace(["a", "b", "b", "new"])))
    var expected = actual
    expected.rows[0].cycles += 1
    expected.rows[3].name = "old"
    let differences = expected.differences(from: actual)
    #expect(differences.map(\.name) == ["a", "new", "old"])
    #expect(differences.map(\.traceRow) == [1, 4, nil])
    #expect(differences.map { $0.expected == nil } == [false, true, false])
    #expect(differences.map { $0.actual == nil } == [false, false, true])
    // The second of two rows of one name is matched with the second.
    expected = actual
    expected.rows[2].stallCycles += 1
    #expect(expected.differences(from: actual).map(\.traceRow) == [3])
  }

  @Test func wrongFilesAreRefusedWithTheirPlace() {
    func message(_ text: String) -> String {
      do throws(Diagnostic) {
        _ = try GoldenCycles(parsing: Array(text.utf8), file: "g.csv")
        return "accepted"
      } catch {
        return error.description
      }
    }
    #expect(
      message("name,cycles,stalls\n")
        == "g.csv:1:13: error: unknown column 'stalls' (expected name,cycles,stall_cycles)")
    #expect(message("name,cycles\n").hasPrefix("g.csv:1"))
    #expect(message("name,cycles,stall_cycles\na,1.5,0\n").hasPrefix("g.csv:2:3: error: "))
  }
}
