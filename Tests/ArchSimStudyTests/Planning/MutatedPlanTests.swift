import ArchSim
import Testing

@testable import ArchSimStudy

/// Files of plans, clusters, devices and links with chance's changes are read or refused.
struct MutatedPlanTests {
  private static let files: [String] = {
    var files: [String] = []
    for folder in ["", "clusters/", "devices/", "links/"] {
      let names = (try? TextFile.listDirectory(Repository.path("Configs/" + folder))) ?? []
      files += names.filter { $0.hasSuffix(".yaml") && (!folder.isEmpty || $0.hasPrefix("plan-")) }
        .map { folder + $0 }
    }
    return files
  }()

  /// Reads bytes as what their folder says, as if they stood in the file's place.
  private static func read(_ bytes: [UInt8], as file: String) throws(Diagnostic) {
    let path = Repository.path("Configs/" + file)
    if file.hasPrefix("clusters/") {
      _ = try ClusterFile.parse(bytes, file: path)
    } else if file.hasPrefix("plan-") {
      let study = try PlanFile.parse(bytes, file: path)
      _ = study.requestWarnings + study.priceWarnings
      _ = try PlanFile.text(study)
    } else if file.hasPrefix("devices/") {
      let cluster = "pools: {a: {levels: [{link: ../links/pcie4.yaml, count: 2}], device: "
      let text = String(decoding: bytes, as: UTF8.self)
      let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      _ = try ClusterFile.parse(
        Array((cluster + "{" + lines.joined(separator: ", ") + "}}}").utf8), file: path)
    } else {
      let text = String(decoding: bytes, as: UTF8.self)
      let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      let cluster =
        "pools: {a: {device: ../devices/l40s.yaml, levels: [{count: 2, link: {"
        + lines.joined(separator: ", ") + "}}]}}"
      _ = try ClusterFile.parse(Array(cluster.utf8), file: path)
    }
  }

  /// Traces are long; what is changed is the plan file.
  private static func content(_ file: String) throws -> [UInt8] {
    let text = String(
      decoding: try TextFile.read(Repository.path("Configs/" + file)), as: UTF8.self)
    let kept = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    return Array((kept.joined(separator: "\n") + "\n").utf8)
  }

  @Test("the files themselves are read so", arguments: files)
  func originals(_ file: String) throws {
    try Self.read(try Self.content(file), as: file)
  }

  @Test("a file with any bytes changed is read or refused in one line, and never crashes")
  func bytes() throws {
    let seed: UInt64 = 41
    var generator = SplitMix64(seed: seed)
    let interesting = Array("\n\t:-{}[]&*!|>'\"%@`#,?. 019ebW\0\u{FF}".utf8)
    var refused = 0
    for round in 0..<500 {
      let file = Self.files[round % Self.files.count]
      var bytes = try Self.content(file)
      for _ in 0...generator.integer(below: 3) {
        let index = generator.integer(below: bytes.count)
        switch generator.integer(below: 3) {
        case 0: bytes[index] = interesting[generator.integer(below: interesting.count)]
        case 1: bytes.remove(at: index)
        default: bytes.insert(interesting[generator.integer(below: interesting.count)], at: index)
        }
      }
      do throws(Diagnostic) {
        try Self.read(bytes, as: file)
      } catch {
        refused += 1
        let line = error.description
        #expect(!line.contains("\n"), "seed \(seed), round \(round): \(line)")
      }
    }
    #expect(refused > 100)
  }

  @Test("a file with any scalar replaced is read or refused at its place, and never crashes")
  func scalars() throws {
    let seed: UInt64 = 43
    var generator = SplitMix64(seed: seed)
    let values = MutatedStudyTests.values + ["0 W", "1e300 s", "-1 GB", "1e-300 B/s", "plan.yaml"]
    var refused = 0
    for round in 0..<400 {
      let file = Self.files[round % Self.files.count]
      let text = String(decoding: try Self.content(file), as: UTF8.self)
      let matches = text.matches(of: /[:,\[] ?([^ ,\n\]\}\{\[:]+)/).map {
        $0.output.1.startIndex..<$0.output.1.endIndex
      }
      let range = matches[generator.integer(below: matches.count)]
      let value = values[generator.integer(below: values.count)]
      let changed = String(text[..<range.lowerBound]) + value + text[range.upperBound...]
      do throws(Diagnostic) {
        try Self.read(Array(changed.utf8), as: file)
      } catch {
        refused += 1
        let line = error.description
        #expect(!line.contains("\n"), "seed \(seed), round \(round): \(line)")
        #expect(error.location != nil, "seed \(seed), round \(round): \(line)")
      }
    }
    #expect(refused > 100)
  }
}
