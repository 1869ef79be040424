import ArchSimText
import ArchSimWorkload
import Glibc
import Testing

/// The folder of the project, found from this file's own path.
let projectFolder: String = #filePath.split(separator: "/", omittingEmptySubsequences: false)
  .dropLast(3).joined(separator: "/")

/// A file of the project.
func projectFile(_ path: String) throws -> [UInt8] {
  try TextFile.read("\(projectFolder)/\(path)")
}

/// A model that the project ships.
func shippedModel(_ name: String) throws -> ModelArchitecture {
  try ModelArchitecture(config: shippedConfig(name))
}

/// The configuration of a model that the project ships.
func shippedConfig(_ name: String) throws -> JSONValue {
  let file = "Configs/models/\(name).json"
  return try JSONParser.parse(projectFile(file), file: file)
}

/// A model from the text of a configuration.
func model(_ text: String) throws -> ModelArchitecture {
  try ModelArchitecture(config: JSONParser.parse(Array(text.utf8), file: "config.json"))
}

/// The message of the diagnostic that an expression throws; empty when it throws none.
func diagnosis(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch let diagnostic as Diagnostic {
    return diagnostic.description
  } catch {
    return "not a diagnostic: \(error)"
  }
}

/// A small generator of our own, so that tests depend on no other target: SplitMix64 (Steele, Lea
/// and Flood, OOPSLA 2014).
struct TestRandom: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Whether files that tests compare with are to be written anew (`ARCHSIM_RECORD=1`).
func environmentAsksToRecord() -> Bool {
  guard let value = getenv("ARCHSIM_RECORD") else { return false }
  return String(cString: value) == "1"
}
