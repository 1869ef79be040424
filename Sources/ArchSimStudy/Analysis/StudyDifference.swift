public import ArchSimText

/// A key of study files in which studies differ.
public struct StudyDifference: Hashable, Sendable {
  /// The path of the key, with dots between: `search.seed`.
  public var key: String
  /// What each study says, lists in brackets; nil where a study has no such key.
  public var values: [String?]

  /// Describes a difference.
  ///
  /// - Parameters:
  ///   - key: The path of the key.
  ///   - values: What each study says; nil where it has no such key.
  public init(key: String, values: [String?]) {
    self.key = key
    self.values = values
  }

  /// In what studies differ, in the order of the first study, then of the second, and so on.
  ///
  /// Studies are compared with everything said (``StudyFile/text(_:)``), so that it does not matter
  /// how their files were written. Contents of their inputs count, by the name of the file.
  ///
  /// - Parameter studies: At least one study, of plans or of designs.
  /// - Returns: The keys whose values are not the same in all.
  /// - Throws: A diagnostic when a study cannot be read back, which is a mistake of this program.
  public static func differences(of studies: [AskedStudy]) throws(Diagnostic) -> [StudyDifference] {
    var rows: [StudyDifference] = []
    var positions: [String: Int] = [:]
    func note(_ key: String, _ value: String, _ column: Int) {
      let row: Int
      if let known = positions[key] {
        row = known
      } else {
        row = rows.count
        positions[key] = row
        rows.append(
          StudyDifference(key: key, values: [String?](repeating: nil, count: studies.count)))
      }
      rows[row].values[column] = value
    }
    for (column, study) in studies.enumerated() {
      let value = try YAMLReader.parse(Array(study.text.utf8), file: study.name, what: "study")
      for (key, text) in leaves(of: value, under: "") { note(key, text, column) }
      for input in study.inputs {
        note("contents of \(input.name)", fingerprint(input.bytes), column)
      }
    }
    return rows.filter { row in row.values.contains { $0 != row.values[0] } }
  }

  /// In what studies of designs differ.
  ///
  /// - Parameter studies: At least one study.
  /// - Returns: The keys whose values are not the same in all.
  /// - Throws: A diagnostic when a study cannot be read back, which is a mistake of this program.
  public static func differences(of studies: [Study]) throws(Diagnostic) -> [StudyDifference] {
    try differences(of: studies.map(AskedStudy.init))
  }

  /// Scalars by the path of their key; a list of scalars is one.
  private static func leaves(of value: YAMLValue, under path: String) -> [(String, String)] {
    switch value.content {
    case .scalar(let text): return [(path, text)]
    case .sequence(let elements):
      let texts = elements.compactMap(\.scalar)
      guard texts.count != elements.count else {
        return [(path, "[\(texts.joined(separator: ", "))]")]
      }
      // Maps of a list are known by their name where they have one.
      return elements.enumerated().flatMap { index, element in
        leaves(of: element, under: "\(path).\(element["name"]?.scalar ?? "\(index + 1)")")
      }
    case .mapping(let members):
      return members.flatMap { member in
        leaves(of: member.value, under: path.isEmpty ? member.key : "\(path).\(member.key)")
      }
    }
  }

  /// A short number that differs for different contents: FNV-1a, 64 bits (Fowler, Noll, Vo, 1991).
  private static func fingerprint(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return "\(bytes.count) B, \(String(hash, radix: 16))"
  }
}
