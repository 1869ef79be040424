import ArchSimStudy

extension RunComparisonView {
  /// In what the studies differ, a column a run.
  var differences: Table {
    var table = Table("differences", columns: differenceColumns, isInText: false)
    for row in comparison.differences {
      table.append([.text(row.key)] + row.values.map { Cell($0) })
    }
    return table
  }

  /// The same for people: what only some studies have, such as another device with all of its
  /// parameters, is one row.
  var shownDifferences: Table {
    var table = Table(
      "", title: "In what the studies differ", columns: differenceColumns, isInData: false)
    for group in Self.grouped(comparison.differences) {
      table.append([.text(group.key)] + group.values.map { .text($0 ?? "–") })
    }
    return table
  }

  private var differenceColumns: [Column] {
    var columns = [Column("key", "differs in", "The key of the study file")]
    for (index, run) in comparison.runs.enumerated() {
      columns.append(
        Column(
          "run_\(index + 1)", run.name, priority: index < 2 ? Column.required : 50,
          minimumWidth: 16, overflow: .wrap, "What the study of this run says"))
    }
    return columns
  }

  /// Keys below one, of which the same studies have none, that people read one by one.
  private static var mostKeys: Int { 6 }

  /// Differences with those below a key that only some studies have as one, when they are many.
  static func grouped(_ differences: [StudyDifference]) -> [StudyDifference] {
    var shown: [StudyDifference] = []
    var rest = differences[...]
    while let first = rest.first {
      let isMissing = first.values.map { $0 == nil }
      var path = first.key.split(separator: ".")
      var count = 0
      if isMissing.contains(true) {
        for row in rest {
          let common = zip(path, row.key.split(separator: ".")).prefix { $0 == $1 }.count
          guard common > 1, row.values.map({ $0 == nil }) == isMissing else { break }
          path.removeLast(path.count - common)
          count += 1
        }
      }
      guard count > mostKeys else {
        shown.append(first)
        rest = rest.dropFirst()
        continue
      }
      let group = rest.prefix(count)
      let name = group.first { $0.key.hasSuffix(".name") }
      let values = first.values.indices.map { run -> String? in
        guard !isMissing[run] else { return nil }
        let words = name?.values[run].map { "\($0), " } ?? ""
        return words + "\(count) keys"
      }
      shown.append(StudyDifference(key: path.joined(separator: "."), values: values))
      rest = rest.dropFirst(count)
    }
    return shown
  }
}
