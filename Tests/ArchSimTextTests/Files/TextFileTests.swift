import ArchSimText
import Glibc
import Testing

/// A new directory for one test, removed with what is in it.
final class TestDirectory {
  let path: String

  init() throws {
    var template = Array("/tmp/archsim-text-XXXXXX".utf8CString)
    let made = mkdtemp(&template).map { String(cString: $0) }
    path = try #require(made)
  }

  deinit {
    func remove(_ path: String) {
      if TextFile.isDirectory(path), let names = try? TextFile.listDirectory(path) {
        for name in names { remove("\(path)/\(name)") }
      }
      Glibc.remove(path)
    }
    remove(path)
  }
}

@Suite struct TextFileTests {
  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
  func whatIsWrittenIsRead(size: Int) throws {
    let directory = try TestDirectory()
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = "\(directory.path)/a.bin"
    try TextFile.writeAtomically(bytes, to: path)
    #expect(try TextFile.read(path) == bytes)
    #expect(try TextFile.read(path, limit: size) == bytes)
    #expect(try TextFile.listDirectory(directory.path) == ["a.bin"])
  }

  @Test func errorsNameTheFileAndTheWayOut() throws {
    let directory = try TestDirectory()
    let root = directory.path
    try TextFile.writeAtomically("x: 1\n", to: "\(root)/mixpe.yaml")
    func message(_ path: String, limit: Int = 100) -> String {
      do {
        return "read \(try TextFile.read(path, limit: limit, what: "study file").count) bytes"
      } catch { return error.description }
    }
    #expect(
      message("\(root)/mxpe.yaml")
        == "\(root)/mxpe.yaml: error: no such study file (did you mean '\(root)/mixpe.yaml'?)")
    // The ending alone makes no two files alike, and does not keep them apart.
    #expect(message("\(root)/large.yaml") == "\(root)/large.yaml: error: no such study file")
    #expect(message("\(root)/mixpe.yml").hasSuffix("(did you mean '\(root)/mixpe.yaml'?)"))
    #expect(
      message("\(root)/sub/deep/x.yaml")
        == "\(root)/sub/deep/x.yaml: error: no such study file "
        + "(there is no directory '\(root)/sub')")
    #expect(
      message("\(root)/mixpe.yaml/x")
        == "\(root)/mixpe.yaml/x: error: no such study file ('\(root)/mixpe.yaml' is no directory)")
    #expect(message(root) == "\(root): error: expected a study file, found a directory")
    #expect(
      message("\(root)/mixpe.yaml", limit: 4)
        == "\(root)/mixpe.yaml: error: expected a study file of at most 4 B, found 5 B")
    #expect(message("\(root)/mixpe.yaml", limit: -1).contains("of at most -1 B"))
    #expect(message("\(root)/mixpe.yaml", limit: .max) == "read 5 bytes")
    #expect(
      message("/dev/zero") == "/dev/zero: error: expected a study file, found a device or socket")
    #expect(message("") == "error: expected a path, found an empty one")
    #expect(message("a\0b") == "error: expected a path, found a NUL character in it")
    #expect(message(String(repeating: "x", count: 5000)).contains("File name too long"))
  }

  /// The superuser may read everything, so there the file is simply read.
  @Test func permissionsAreReported() throws {
    let directory = try TestDirectory()
    let path = "\(directory.path)/secret"
    try TextFile.writeAtomically("x", to: path)
    chmod(path, 0)
    guard geteuid() != 0 else {
      #expect(try TextFile.read(path) == [0x78])
      return
    }
    let error = #expect(throws: Diagnostic.self) { try TextFile.read(path) }
    #expect(error?.description == "\(path): error: no permission to read this file")
  }

  @Test func pipesAreReadUpToTheLimit() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let text = Array("hello".utf8)
    #expect(write(ends[1], text, text.count) == 5)
    let path = "/proc/self/fd/\(ends[0])"
    let error = #expect(throws: Diagnostic.self) { try TextFile.read(path, limit: 4) }
    #expect(error?.message == "expected a file of at most 4 B, found more")
    #expect(write(ends[1], text, text.count) == 5)
    close(ends[1])
    #expect(try TextFile.read(path, limit: 5) == text)
    close(ends[0])
  }

  /// A command must not hang because it was given the wrong file.
  @Test func pipesWithoutAnotherEndAreRefused() throws {
    let directory = try TestDirectory()
    let path = "\(directory.path)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let reading = #expect(throws: Diagnostic.self) { try TextFile.read(path, what: "layer trace") }
    #expect(
      reading?.description
        == "\(path): error: expected a layer trace, found a pipe that nobody writes to")
    let writing = #expect(throws: Diagnostic.self) { try TextFile.writeAtomically("a", to: path) }
    #expect(
      writing?.description == "\(path): error: cannot write this file: nobody reads it")
  }

  @Test func pipesAreWaitedForAtBothEnds() throws {
    let directory = try TestDirectory()
    let (pipe, file) = ("\(directory.path)/pipe", "\(directory.path)/file")
    #expect(mkfifo(pipe, 0o600) == 0)
    // More than a pipe holds, so that both ends have to wait for one another.
    let bytes = [UInt8](repeating: 7, count: 1 << 20)
    try TextFile.writeAtomically(bytes, to: file)
    let writer = try #require(popen("sleep 0.1; cat \(file) > \(pipe)", "r"))
    #expect(try TextFile.read(pipe) == bytes)
    #expect(pclose(writer) == 0)
    let reader = try #require(popen("sleep 0.1; cmp \(pipe) \(file)", "r"))
    try TextFile.writeAtomically(bytes, to: pipe)
    #expect(pclose(reader) == 0)
  }

  /// Files of /proc have a size of zero and contents nevertheless.
  @Test func filesWithoutASizeAreRead() throws {
    #expect(try !TextFile.read("/proc/self/status").isEmpty)
  }

  @Test func writingKeepsPermissionsAndLinks() throws {
    let directory = try TestDirectory()
    let (file, link) = ("\(directory.path)/file", "\(directory.path)/link")
    try TextFile.writeAtomically("old", to: file)
    chmod(file, 0o640)
    #expect(symlink("file", link) == 0)
    try TextFile.writeAtomically("new", to: link)
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(try TextFile.read(file) == Array("new".utf8))
  }

  @Test func failedWritesLeaveNothing() throws {
    let directory = try TestDirectory()
    func failure(_ path: String) -> String {
      do {
        try TextFile.writeAtomically("x", to: path)
        return "written"
      } catch {
        #expect(error.kind == .failure)
        return error.message
      }
    }
    let missing = "\(directory.path)/no"
    #expect(failure("\(missing)/x") == "cannot write this file: there is no directory '\(missing)'")
    #expect(failure(directory.path) == "cannot write this file: it is a directory")
    #expect(failure("/dev/full") == "cannot write this file: No space left on device")
    let long = String(repeating: "x", count: 300)
    #expect(failure("\(directory.path)/\(long)") == "cannot write this file: File name too long")
    #expect(try TextFile.listDirectory(directory.path).isEmpty)
    try TextFile.writeAtomically("x", to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func directoriesAreMadeAndListed() throws {
    let directory = try TestDirectory()
    let root = directory.path
    try TextFile.createDirectories("\(root)/a/b//c/")
    try TextFile.createDirectories("\(root)/a/b/c")
    #expect(TextFile.isDirectory("\(root)/a/b/c"))
    for name in ["z", "b", "ä", "a2"] { try TextFile.writeAtomically("", to: "\(root)/a/\(name)x") }
    #expect(try TextFile.listDirectory("\(root)/a") == ["a2x", "b", "bx", "zx", "äx"])
    #expect(TextFile.exists("\(root)/a/zx") && !TextFile.isDirectory("\(root)/a/zx"))
    #expect(!TextFile.exists("\(root)/nothing") && !TextFile.exists(""))
    let error = #expect(throws: Diagnostic.self) {
      try TextFile.createDirectories("\(root)/a/zx/deep")
    }
    #expect(error?.message == "cannot create the directory: a file has this name")
    let listing = #expect(throws: Diagnostic.self) { try TextFile.listDirectory("\(root)/a/zx") }
    #expect(listing?.message == "expected a directory, found a file")
  }
}
