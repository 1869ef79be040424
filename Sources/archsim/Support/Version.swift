import ArchSimText

/// What was built, and from what.
enum Version {
  /// The version of the package.
  static let number = "0.1.0"

  /// The version, and the commit of the checkout that holds the executable.
  static var text: String {
    commit.map { "\(number) (checkout at \($0.prefix(12)))" } ?? number
  }

  /// The commit that is checked out where the executable lies, which is what was built unless the
  /// checkout has moved on since; nil for an executable that was installed elsewhere.
  static var commit: String? {
    let parts = (System.executable ?? "").split(separator: "/")
    guard let build = parts.lastIndex(of: ".build") else { return nil }
    let git = "/" + parts[..<build].joined(separator: "/") + "/.git"
    guard let head = line(of: "\(git)/HEAD") else { return nil }
    guard head.hasPrefix("ref: ") else { return isHash(head) ? head : nil }
    let reference = String(head.dropFirst(5))
    if let hash = line(of: "\(git)/\(reference)"), isHash(hash) { return hash }
    let packed = (try? TextFile.read("\(git)/packed-refs")) ?? []
    return String(decoding: packed, as: UTF8.self).split(separator: "\n")
      .first { $0.hasSuffix(" \(reference)") }
      .map { String($0.prefix { $0 != " " }) }.flatMap { isHash($0) ? $0 : nil }
  }

  private static func line(of path: String) -> String? {
    guard let bytes = try? TextFile.read(path, limit: 4096) else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count >= 40 && text.allSatisfy(\.isHexDigit)
  }
}
