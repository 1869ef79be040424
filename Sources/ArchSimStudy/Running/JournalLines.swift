import ArchSimHardware
import ArchSimText

/// What journals of all kinds have in common: numbered lines of JSON, the last of which may be torn.
enum JournalLines {
  /// Reads a journal.
  ///
  /// - Parameters:
  ///   - bytes: The file as read.
  ///   - file: Its name in locations.
  ///   - first: The number of its first trial, which is not 0 in a share of a run.
  ///   - entry: What a line means, given its number.
  /// - Returns: The entries, and the bytes of the file that hold them: a last line without its line
  ///   break was torn by a crash and does not count.
  /// - Throws: A diagnostic at the first line that is none.
  static func read<Entry>(
    _ bytes: [UInt8], file: String, first: Int = 0,
    _ entry: (JSONValue, Int) throws(Diagnostic) -> Entry
  ) throws(Diagnostic) -> (entries: [Entry], length: Int) {
    var entries: [Entry] = []
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      do throws(Diagnostic) {
        let value = try JSONParser.parse(Array(bytes[start..<end]), file: file)
        let index = try value.require("trial").requireInteger("trial")
        guard index == first + entries.count else {
          throw Diagnostic(
            "expected trial \(first + entries.count), found trial \(index)", at: value.location)
        }
        entries.append(try entry(value, index))
      } catch {
        throw Diagnostic(
          "damaged journal: \(error.message)",
          at: SourceLocation(
            file: file, line: entries.count + 1, column: error.location?.column),
          hint: "delete this line and all below it to resume from what is before",
          kind: .failure)
      }
      start = end + 1
    }
    return (entries, start)
  }

  /// A number; what JSON has no number for was written as null.
  static func number(_ object: JSONValue, _ name: String) throws(Diagnostic) -> Double {
    let value = try object.require(name)
    return value.isNull ? .nan : try value.requireNumber(name)
  }

  /// Why a design cannot be.
  static func infeasibility(_ reason: JSONValue) throws(Diagnostic) -> Infeasibility {
    let symbol = try reason.require("unit").requireString("unit")
    return Infeasibility(
      try reason.require("resource").requireString("resource"),
      required: try number(reason, "required"), available: try number(reason, "available"),
      unit: Unit.allCases.first { $0.symbol == symbol } ?? .none)
  }

  /// Writes why a design cannot be, under the key `infeasible`.
  static func write(_ reason: Infeasibility, to json: inout JSONWriter) {
    json.key("infeasible")
    json.beginObject()
    json.key("resource")
    json.string(reason.resource)
    json.key("required")
    json.number(reason.required)
    json.key("available")
    json.number(reason.available)
    json.key("unit")
    json.string(reason.unit.symbol)
    json.endObject()
  }
}
