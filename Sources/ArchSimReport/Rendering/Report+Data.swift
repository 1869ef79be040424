import ArchSimText

extension Report {
  /// One JSON object with all parts that are data.
  var jsonText: String {
    var json = JSONWriter(indented: true)
    json.beginObject()
    json.key("report")
    json.string(kind)
    for part in parts {
      switch part {
      case .lines, .items, .scatter: break
      case .facts(let facts):
        guard facts.isInData else { continue }
        json.key(facts.key)
        json.members(facts.facts.map { ($0.column, $0.value) })
      case .table(let table):
        guard table.isInData else { continue }
        json.key(table.key)
        json.beginArray()
        for row in table.rows { json.members(Array(zip(table.columns, row))) }
        json.endArray()
      }
    }
    json.endObject()
    return json.text + "\n"
  }

  /// The first table as comma-separated values; without one, all facts as names and values.
  var csvText: String {
    var csv = CSVWriter()
    for case .table(let table) in parts where table.isInData {
      let indices = table.columns.indices.filter {
        table.columns[$0].visibility != .textOnly
      }
      csv.row(indices.map { table.columns[$0].key })
      for row in table.rows { csv.row(indices.map { row[$0].dataText }) }
      return csv.text
    }
    csv.row(["name", "value"])
    for case .facts(let facts) in parts where facts.isInData {
      for fact in facts.facts where fact.column.visibility != .textOnly {
        csv.row([fact.column.key, fact.value.dataText])
      }
    }
    return csv.text
  }
}

extension JSONWriter {
  fileprivate mutating func members(_ members: [(Column, Cell)]) {
    beginObject()
    for (column, value) in members where column.visibility != .textOnly {
      key(column.key)
      cell(value)
    }
    endObject()
  }

  private mutating func cell(_ cell: Cell) {
    switch cell {
    case .text(let text): string(text)
    case .integer(let value): number(value)
    case .number(let value): number(value)
    case .boolean(let value): boolean(value)
    case .list(let items):
      beginArray()
      for item in items { string(item) }
      endArray()
    case .none: null()
    }
  }
}
