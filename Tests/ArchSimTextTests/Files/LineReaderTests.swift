import Testing

@testable import ArchSimText

struct LineReaderTests {
  /// All lines, how many bytes they had, and whether something followed.
  static func lines(_ path: String) throws -> (lines: [[UInt8]], length: Int, hasRest: Bool) {
    var reader = try LineReader(path, what: "journal")
    var lines: [[UInt8]] = []
    while let line = try reader.next() { lines.append(line) }
    #expect(reader.number == lines.count)
    return (lines, reader.length, reader.hasRest)
  }

  /// What a call refuses with; nil when it does not.
  static func refusal(_ body: () throws(Diagnostic) -> Void) -> String? {
    do throws(Diagnostic) {
      try body()
      return nil
    } catch {
      return error.description
    }
  }

  /// Text of lines of all lengths, around the size of a block as well.
  static func text(seed: UInt64) -> [UInt8] {
    var state = seed
    var bytes: [UInt8] = []
    for _ in 0..<300 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let isLong = state >> 60 == 0
      let length = Int(state >> 33) % (isLong ? 200_000 : 900)
      bytes += [UInt8](repeating: UInt8(ascii: "a") + UInt8(state >> 59) % 26, count: length)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  @Test("the lines of a file are those between its line breaks, whatever their lengths")
  func split() throws {
    let directory = try TestDirectory()
    for seed in [UInt64(1), 2, 3] {
      let bytes = Self.text(seed: seed)
      for cut in [0, 1, 65_536, bytes.count / 2, bytes.count - 1, bytes.count] {
        let part = Array(bytes[..<cut])
        let path = "\(directory.path)/lines"
        try TextFile.writeAtomically(part, to: path)
        let found = try Self.lines(path)
        let end = (part.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        #expect(found.length == end, "seed \(seed), cut at \(cut)")
        #expect(found.hasRest == (end < cut), "seed \(seed), cut at \(cut)")
        let expected = part[..<end].split(
          separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).dropLast().map(Array.init)
        #expect(found.lines == expected, "seed \(seed), cut at \(cut)")
      }
    }
  }

  @Test("a compressed file reads like the one it was", arguments: FileCompression.allCases)
  func compressed(_ compression: FileCompression) throws {
    guard compression.program != nil else {
      print("skipped: there is no \(compression.rawValue) here")
      return
    }
    // A name that a shell would take apart.
    let directory = try TestDirectory()
    let path = "\(directory.path)/it's $HOME; x"
    let bytes = Self.text(seed: 9)
    try TextFile.writeAtomically(bytes, to: path)
    let expected = try Self.lines(path)
    var task = try FileCompression.Task(path, compression)
    try task.wait()
    #expect(!TextFile.exists(path))
    let packed = path + compression.suffix
    let size = try #require(TextFile.size(of: packed))
    #expect(size < bytes.count / 4)
    let found = try Self.lines(packed)
    #expect(found.lines == expected.lines && !found.hasRest)
    // Left in the middle, the program has more to say: nobody listens.
    do {
      var reader = try LineReader(packed)
      _ = try reader.next()
    }
    let whole = try TextFile.read(packed)
    try TextFile.writeAtomically(Array(whole[..<(whole.count / 2)]), to: packed)
    #expect(
      Self.refusal { () throws(Diagnostic) in
        var reader = try LineReader(packed, what: "journal")
        while try reader.next() != nil {}
      } == "\(packed): error: damaged journal: \(compression.rawValue) cannot read it")
  }

  @Test("what cannot be compressed stays as it is")
  func refused() throws {
    let directory = try TestDirectory()
    let path = "\(directory.path)/missing"
    let text = Self.refusal { () throws(Diagnostic) in
      var task = try FileCompression.Task(path, .gzip)
      try task.wait()
    }
    #expect(
      text == "\(path).gz: error: cannot write this file: gzip failed; is there room on the disk?")
    #expect(
      Self.refusal { () throws(Diagnostic) in _ = try LineReader(path, what: "journal") }
        == "\(path): error: no such journal")
    #expect(
      Self.refusal { () throws(Diagnostic) in _ = try LineReader(directory.path, what: "journal") }
        == "\(directory.path): error: expected a journal, found a directory")
  }

  @Test("a file is continued behind its last whole line")
  func wholeLines() throws {
    let directory = try TestDirectory()
    let path = "\(directory.path)/lines"
    for (old, kept) in [
      ("", ""), ("a", ""), ("a\n", "a\n"), ("a\nb", "a\n"),
      ("a\n" + String(repeating: "b", count: 200_000), "a\n"),
      (String(repeating: "b", count: 65_536) + "\n", String(repeating: "b", count: 65_536) + "\n"),
    ] {
      try TextFile.writeAtomically(old, to: path)
      do {
        var file = try AppendFile(path, keeping: .wholeLines)
        #expect(file.size == kept.utf8.count)
        try file.append("c\n")
        try file.synchronize()
      }
      let bytes = try TextFile.read(path)
      #expect(String(decoding: bytes, as: UTF8.self) == kept + "c\n")
    }
  }
}
