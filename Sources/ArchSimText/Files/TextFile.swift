/// Whole files: reading with a limit, and writing without a moment of half a file.
public enum TextFile {
  /// 64 MiB: what a configuration, model or trace may have unless the caller says otherwise.
  public static let defaultLimit = 64 << 20

  /// Reads a whole file.
  ///
  /// Regular files are measured before they are read; pipes are read up to the limit, and refused
  /// when nobody opens them for writing. Devices and sockets are refused, as they may have no end.
  ///
  /// - Parameters:
  ///   - path: The file; no name is special.
  ///   - limit: Bytes that it may have.
  ///   - what: What the file is to the user, for the error message: `study file`.
  /// - Returns: The bytes of the file.
  /// - Throws: A diagnostic that names the file and what is wrong with it.
  public static func read(
    _ path: String, limit: Int = defaultLimit, what: String = "file"
  ) throws(Diagnostic) -> [UInt8] {
    try requireUsable(path)
    let diagnose = { (error: SystemError) in readFailure(error, path: path, what: what) }
    // Before opening as well: opening a device can have effects.
    let before = try attempt(diagnose) { () throws(SystemError) in try SystemCalls.status(of: path)
    }
    try requireReadable(before, limit: limit, path: path, what: what)
    let descriptor = try attempt(diagnose) { () throws(SystemError) in
      try SystemCalls.open(path, before.kind == .pipe ? .readPipe : .read)
    }
    defer { try? SystemCalls.close(descriptor) }
    let status = try attempt(diagnose) { () throws(SystemError) in
      try SystemCalls.status(of: descriptor)
    }
    try requireReadable(status, limit: limit, path: path, what: what)

    // One byte more than allowed shows that there is more.
    let most = max(0, min(limit, Int.max - 1)) + 1
    var bytes = [UInt8](repeating: 0, count: min(most, max(status.size + 1, 1 << 16)))
    var count = 0
    var isFirst = before.kind == .pipe
    while true {
      let read = try attempt(diagnose) { () throws(SystemError) in
        isFirst
          ? try SystemCalls.readFirst(descriptor, into: &bytes)
          : try SystemCalls.read(descriptor, into: &bytes, from: count)
      }
      isFirst = false
      guard let read else {
        throw Diagnostic(
          "expected a \(what), found a pipe that nobody writes to",
          at: SourceLocation(file: path))
      }
      count += read
      if read == 0 { break }
      guard count < most else {
        throw Diagnostic(
          "expected a \(what) of at most \(sizeText(limit)), found more",
          at: SourceLocation(file: path))
      }
      if count == bytes.count {
        let more = min(most - count, count)
        bytes.append(contentsOf: repeatElement(0, count: more))
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Replaces a file by new contents, so that at every moment either the old or the new is there.
  ///
  /// The contents go to a temporary file in the same directory, to the disk, and then to the name.
  /// Permissions of the old file are kept and symbolic links are followed. What exists and is not a
  /// regular file, such as `/dev/stdout`, is written directly.
  ///
  /// - Parameters:
  ///   - bytes: The whole contents.
  ///   - path: The file; its directory must exist.
  /// - Throws: A diagnostic of kind ``Diagnostic/Kind/failure`` with the system's reason. Nothing is
  ///   left behind then.
  public static func writeAtomically(_ bytes: [UInt8], to path: String) throws(Diagnostic) {
    try requireUsable(path)
    let diagnose = { (error: SystemError) in writeFailure(error, path: path) }
    let old = try? SystemCalls.status(of: path)
    if let old, old.kind == .directory {
      throw writeFailure("it is a directory", path: path)
    }
    if let old, old.kind != .regular {
      let descriptor = try attempt(diagnose) { () throws(SystemError) in
        try SystemCalls.open(path, .write)
      }
      defer { try? SystemCalls.close(descriptor) }
      try attempt(diagnose) { () throws(SystemError) in try writeAll(bytes, to: descriptor) }
      return
    }
    let target = (try? SystemCalls.resolve(path)) ?? path
    let (temporary, descriptor) = try attempt(diagnose) { () throws(SystemError) in
      try openTemporary(in: directory(of: target))
    }
    do throws(SystemError) {
      do throws(SystemError) {
        if let old { try SystemCalls.setPermissions(descriptor, old.permissions) }
        try writeAll(bytes, to: descriptor)
        try SystemCalls.synchronize(descriptor, dataOnly: false)
      } catch {
        try? SystemCalls.close(descriptor)
        throw error
      }
      try SystemCalls.close(descriptor)
      try SystemCalls.rename(temporary, to: target)
    } catch {
      try? SystemCalls.remove(temporary)
      throw writeFailure(error, path: path)
    }
    synchronizeDirectory(of: target)
  }

  /// Replaces a file by new text, so that at every moment either the old or the new is there.
  ///
  /// - Parameters:
  ///   - text: The whole contents, written as UTF-8.
  ///   - path: The file; its directory must exist.
  /// - Throws: A diagnostic of kind ``Diagnostic/Kind/failure`` with the system's reason.
  public static func writeAtomically(_ text: String, to path: String) throws(Diagnostic) {
    try writeAtomically(Array(text.utf8), to: path)
  }
}

extension TextFile {
  private static func requireReadable(
    _ status: SystemCalls.Status, limit: Int, path: String, what: String
  ) throws(Diagnostic) {
    let location = SourceLocation(file: path)
    switch status.kind {
    case .directory: throw Diagnostic("expected a \(what), found a directory", at: location)
    case .special: throw Diagnostic("expected a \(what), found a device or socket", at: location)
    case .pipe: return
    case .regular:
      guard status.size > limit else { return }
      throw Diagnostic(
        "expected a \(what) of at most \(sizeText(limit)), found \(sizeText(status.size))",
        at: location)
    }
  }

  static func readFailure(_ error: SystemError, path: String, what: String) -> Diagnostic {
    let location = SourceLocation(file: path)
    switch error.category {
    case .notFound:
      return Diagnostic("no such \(what)", at: location, hint: nearestPath(to: path))
    case .notPermitted:
      return Diagnostic("no permission to read this \(what)", at: location)
    case .isDirectory:
      return Diagnostic("expected a \(what), found a directory", at: location)
    default:
      return Diagnostic(
        "cannot read this \(what): \(error.reason)", at: location, kind: .failure)
    }
  }

  /// A hint for a path that does not exist: its neighbour of nearly the same name, or the first
  /// directory on the way that is missing.
  ///
  /// - Parameter path: The path.
  /// - Returns: The hint; nil when nothing is near.
  public static func nearestPath(to path: String) -> String? {
    let parent = directory(of: path)
    guard isDirectory(parent) else {
      var missing = parent
      while case let above = directory(of: missing), above != missing, !isDirectory(above) {
        missing = above
      }
      return exists(missing) ? "'\(missing)' is no directory" : "there is no directory '\(missing)'"
    }
    let names = ((try? SystemCalls.names(in: parent)) ?? []).sorted()
    guard let near = nearestFile(to: name(of: path), among: names) else { return nil }
    let prefix = String(decoding: path.utf8.dropLast(name(of: path).utf8.count), as: UTF8.self)
    return "did you mean '\(prefix)\(near)'?"
  }

  /// The file that a mistyped name most likely meant: the ending that many files have makes no two
  /// of them alike.
  private static func nearestFile(to name: String, among names: [String]) -> String? {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else {
      return nearestName(to: name, among: names)
    }
    let ending = name[dot...]
    let stems = names.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }
    if let stem = nearestName(to: String(name[..<dot]), among: stems) { return stem + ending }
    return nearestName(to: name, among: names.filter { !$0.hasSuffix(ending) })
  }

  static func openTemporary(
    in directory: String
  ) throws(SystemError) -> (path: String, descriptor: Int32) {
    var attempt = 0
    while true {
      let path = join(directory, ".archsim-\(SystemCalls.processIdentifier)-\(attempt).tmp")
      do throws(SystemError) {
        return (path, try SystemCalls.open(path, .create))
      } catch {
        guard error.category == .alreadyExists, attempt < 10_000 else { throw error }
        attempt += 1
      }
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var start = 0
    while start < bytes.count {
      start += try SystemCalls.write(descriptor, bytes, from: start)
    }
  }

  /// Makes the new name last; file systems that cannot do so for a directory do it themselves.
  static func synchronizeDirectory(of path: String) {
    guard let descriptor = try? SystemCalls.open(directory(of: path), .read) else { return }
    try? SystemCalls.synchronize(descriptor, dataOnly: false)
    try? SystemCalls.close(descriptor)
  }
}

/// A size for a message: exact, so that a limit passed by one byte does not look like no limit.
private func sizeText(_ bytes: Int) -> String { "\(bytes.groupedText) B" }
