/// Paths as text: what a file says of another is relative to itself.
enum FilePath {
  /// The path of a file that another one names.
  static func resolve(_ path: String, relativeTo file: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return normalized(path) }
    return normalized(file[...slash] + path)
  }

  /// A path as a file says it that is kept elsewhere; both paths are absolute.
  static func relative(_ path: String, toFileAt file: String) -> String {
    let target = normalized(path).split(separator: "/")
    let folder = normalized(file).split(separator: "/").dropLast()
    let shared = zip(target, folder).prefix { $0 == $1 }.count
    let up = [Substring](repeating: "..", count: folder.count - shared)
    return (up + target.dropFirst(shared)).joined(separator: "/")
  }

  static func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
  }

  /// What follows the last slash.
  static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  /// The path without `.` and `a/..`.
  static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !path.hasPrefix("/") {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
  }
}
