import ArchSimStudy
import ArchSimText
import ArchSimWorkload

/// A model that the user named, and where it was found.
struct ModelFile {
  /// Where models that have a name are kept, seen from the current directory.
  static let directory = "Configs/models"

  /// The name by which results call it.
  let name: String
  /// The `config.json`.
  let path: String
  /// The file as read.
  let bytes: [UInt8]
  /// The configuration.
  let configuration: JSONValue
  /// The model.
  let architecture: ModelArchitecture

  /// Finds and reads a model.
  ///
  /// - Parameter argument: The path of a `config.json`, or of the directory that holds it, or the
  ///   name of a shipped model.
  /// - Throws: A diagnostic when there is no such model or its configuration is wrong.
  init(_ argument: String) throws(Diagnostic) {
    path = try Self.path(of: argument)
    name = Self.name(of: path)
    bytes = try TextFile.read(
      path, limit: ModelArchitecture.configurationLimit, what: "model configuration")
    configuration = try JSONParser.parse(bytes, file: path)
    architecture = try ModelArchitecture(config: configuration)
  }

  /// The names of the shipped models, none when the directory is not there.
  static func names() -> [String] {
    guard let files = try? TextFile.listDirectory(directory) else { return [] }
    let suffix = ".json"
    return files.filter { $0.hasSuffix(suffix) && !$0.hasSuffix(".hf_quant_config.json") }
      .map { String($0.dropLast(suffix.count)) }
  }

  /// How the checkpoint itself is quantized, and the file that says so; nil when none does.
  ///
  /// - Returns: The scheme and the file.
  /// - Throws: A diagnostic when the recipe is wrong or of an unknown kind.
  func checkpointQuantization() throws(Diagnostic) -> (scheme: QuantizationScheme, source: String)?
  {
    try QuantizationScheme.ofCheckpoint(at: path, configuration: configuration)
  }

  private static func path(of argument: String) throws(Diagnostic) -> String {
    if TextFile.isDirectory(argument) { return argument + "/config.json" }
    let isPath = argument.contains("/") || argument.hasSuffix(".json")
    if isPath || TextFile.exists(argument) { return argument }
    let shipped = "\(directory)/\(argument).json"
    if TextFile.exists(shipped) { return shipped }
    guard TextFile.isDirectory(directory) else {
      throw Diagnostic(
        "no model '\(argument)': there is no directory '\(directory)' here",
        hint: "give the path of a config.json")
    }
    throw Diagnostic(
      "no model '\(argument)' in \(directory)",
      hint: nearestName(to: argument, among: names()).map { "did you mean '\($0)'?" }
        ?? "see 'archsim list models', or give the path of a config.json")
  }

  /// The file's name without extension, or its directory's where the file is called `config.json`.
  private static func name(of path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard let file = parts.last else { return path }
    if file == "config.json", parts.count > 1 { return parts[parts.count - 2] }
    guard let dot = file.lastIndex(of: "."), dot > file.startIndex else { return file }
    return String(file[..<dot])
  }
}
