extension TextFile {
  /// Whether a path leads to anything.
  public static func exists(_ path: String) -> Bool {
    guard !path.utf8.contains(0) else { return false }
    return (try? SystemCalls.status(of: path)) != nil
  }

  /// Whether a path leads to a directory.
  public static func isDirectory(_ path: String) -> Bool {
    guard !path.utf8.contains(0) else { return false }
    return (try? SystemCalls.status(of: path))?.kind == .directory
  }

  /// Whether a path leads to a device, a socket or a pipe.
  public static func isStream(_ path: String) -> Bool {
    guard !path.utf8.contains(0), let status = try? SystemCalls.status(of: path) else {
      return false
    }
    return status.kind == .special || status.kind == .pipe
  }

  /// The names in a directory, sorted, without `.` and `..`.
  ///
  /// - Parameter path: The directory.
  /// - Returns: The names.
  /// - Throws: A diagnostic when it is not there, is no directory or cannot be read.
  public static func listDirectory(_ path: String) throws(Diagnostic) -> [String] {
    try requireUsable(path)
    do throws(SystemError) {
      return try SystemCalls.names(in: path).sorted()
    } catch {
      let location = SourceLocation(file: path)
      switch error.category {
      case .notFound where exists(path):
        throw Diagnostic("expected a directory, found a file", at: location)
      case .notFound: throw Diagnostic("no such directory", at: location)
      case .notPermitted: throw Diagnostic("no permission to read this directory", at: location)
      default:
        throw Diagnostic(
          "cannot read this directory: \(error.reason)", at: location, kind: .failure)
      }
    }
  }

  /// Creates a directory and those above it, as far as they are missing.
  ///
  /// - Parameter path: The directory; that it exists already is no error.
  /// - Throws: A diagnostic of kind ``Diagnostic/Kind/failure`` with the system's reason.
  public static func createDirectories(_ path: String) throws(Diagnostic) {
    try requireUsable(path)
    if isDirectory(path) { return }
    let parent = directory(of: path)
    if parent != path, !isDirectory(parent) { try createDirectories(parent) }
    do throws(SystemError) {
      try SystemCalls.makeDirectory(path)
    } catch {
      // Someone else may have made it meanwhile.
      guard !isDirectory(path) else { return }
      let reason = error.category == .alreadyExists ? "a file has this name" : error.reason
      throw Diagnostic(
        "cannot create the directory: \(reason)", at: SourceLocation(file: path), kind: .failure)
    }
  }

  /// Removes a file; that it is not there is no error.
  ///
  /// - Parameter path: The file.
  /// - Throws: A diagnostic of kind ``Diagnostic/Kind/failure`` with the system's reason.
  public static func remove(_ path: String) throws(Diagnostic) {
    try requireUsable(path)
    do throws(SystemError) {
      try SystemCalls.remove(path)
    } catch {
      guard error.category != .notFound else { return }
      throw Diagnostic(
        "cannot remove this file: \(error.reason)", at: SourceLocation(file: path), kind: .failure)
    }
  }

  /// Gives a file another name, for good once this has returned.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - newPath: Its new name, of the same directory; what had that name is gone.
  /// - Throws: A diagnostic of kind ``Diagnostic/Kind/failure`` with the system's reason.
  public static func rename(_ path: String, to newPath: String) throws(Diagnostic) {
    try requireUsable(newPath)
    do throws(SystemError) {
      try SystemCalls.rename(path, to: newPath)
    } catch {
      throw writeFailure(error, path: newPath)
    }
    synchronizeDirectory(of: newPath)
  }

  /// The bytes of a file; nil when it is not there.
  public static func size(of path: String) -> Int? {
    guard !path.utf8.contains(0) else { return nil }
    return (try? SystemCalls.status(of: path))?.size
  }

  /// The path of a directory's entry.
  static func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
  }

  /// The directory that holds a path: `.` for a bare name, `/` for the root.
  static func directory(of path: String) -> String {
    let utf8 = path.utf8
    var end = utf8.endIndex
    func drop(while isDropped: (UInt8) -> Bool) {
      while end > utf8.startIndex, isDropped(utf8[utf8.index(before: end)]) {
        end = utf8.index(before: end)
      }
    }
    drop { $0 == UInt8(ascii: "/") }
    drop { $0 != UInt8(ascii: "/") }
    guard end > utf8.startIndex else { return utf8.first == UInt8(ascii: "/") ? "/" : "." }
    drop { $0 == UInt8(ascii: "/") }
    return end == utf8.startIndex ? "/" : String(path[..<end])
  }

  /// What follows the last slash.
  static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// Refuses what the system would misread: it ends a path at its first NUL.
  static func requireUsable(_ path: String) throws(Diagnostic) {
    guard !path.isEmpty else { throw Diagnostic("expected a path, found an empty one") }
    guard !path.utf8.contains(0) else {
      throw Diagnostic("expected a path, found a NUL character in it")
    }
  }

  static func writeFailure(_ error: SystemError, path: String) -> Diagnostic {
    let parent = directory(of: path)
    let isParentMissing = error.category == .notFound && !isDirectory(parent)
    return writeFailure(
      isParentMissing ? "there is no directory '\(parent)'" : error.reason, path: path)
  }

  static func writeFailure(_ reason: String, path: String) -> Diagnostic {
    Diagnostic(
      "cannot write this file: \(reason)", at: SourceLocation(file: path), kind: .failure)
  }
}

/// Runs a call to the system and turns its error into what the user sees.
func attempt<Value: ~Copyable>(
  _ diagnose: (SystemError) -> Diagnostic, _ call: () throws(SystemError) -> Value
) throws(Diagnostic) -> Value {
  do throws(SystemError) {
    return try call()
  } catch {
    throw diagnose(error)
  }
}
