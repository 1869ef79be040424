import ArchSimText
import Testing

@Suite struct AppendFileTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try TextFile.read(path), as: UTF8.self)
  }

  @Test func grows() throws {
    let directory = try TestDirectory()
    let path = "\(directory.path)/trials.jsonl"
    do {
      var file = try AppendFile(path)
      try file.append("one\n")
      #expect(file.size == 4)
      #expect(try text(path) == "")
      try file.synchronize()
      #expect(try text(path) == "one\n")
      try file.append("twö\n")
      #expect(file.size == 9)
    }
    #expect(try text(path) == "one\ntwö\n")
    do {
      var file = try AppendFile(path, truncatingTo: 4)
      #expect(file.size == 4)
      try file.append("three\n")
      try file.synchronize()
    }
    #expect(try text(path) == "one\nthree\n")
    do {
      let file = try AppendFile(path)
      #expect(file.size == 10)
    }
  }

  @Test func blocksAreWrittenInOrder() throws {
    let directory = try TestDirectory()
    let path = "\(directory.path)/big"
    var expected = ""
    do {
      var file = try AppendFile(path)
      for index in 0..<20_000 {
        let line = "line \(index)\n"
        expected += line
        try file.append(line)
      }
      #expect(file.size == expected.utf8.count)
    }
    #expect(try text(path) == expected)
  }

  @Test(arguments: [UInt64(1), 2, 3]) func whatWasAddedIsReadBack(seed: UInt64) throws {
    let directory = try TestDirectory()
    var state = seed
    func integer(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var file = try AppendFile("\(directory.path)/log")
    var expected: [UInt8] = []
    for _ in 0..<300 {
      let bytes = (0..<integer(below: 1000)).map { _ in UInt8(integer(below: 256)) }
      expected += bytes
      try file.append(bytes)
      let start = integer(below: expected.count + 1)
      let end = start + integer(below: expected.count - start + 1)
      #expect(try file.read(start..<end) == Array(expected[start..<end]), "seed \(seed)")
    }
    #expect(try file.read(expected.count - 1..<expected.count + 5) == expected.suffix(1))
    try file.synchronize()
    #expect(try TextFile.read("\(directory.path)/log") == expected)
  }

  private func failure(_ path: String, truncatingTo length: Int? = nil) -> Diagnostic? {
    do {
      _ = try AppendFile(path, truncatingTo: length)
      return nil
    } catch { return error }
  }

  @Test func refusesWhatItCannotOwn() throws {
    let directory = try TestDirectory()
    let path = "\(directory.path)/a"
    let file = try AppendFile(path)
    #expect(failure(path)?.message == "cannot write this file: another run is writing it")
    #expect(file.size == 0)
    #expect(failure("/dev/full")?.message == "cannot write this file: it is not a regular file")
    #expect(failure(directory.path)?.message == "cannot write this file: it is a directory")
    #expect(failure("\(directory.path)/x/y")?.kind == .failure)
    #expect(failure("")?.kind == .usage)
    for length in [-1, 1] {
      #expect(
        failure("\(directory.path)/b", truncatingTo: length)?.message
          == "cannot write this file: expected at least \(length) bytes in it, found 0")
    }
  }
}
