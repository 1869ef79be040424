public import ArchSimText

/// A way to write a run: one of those of `archsim report --format`.
///
/// A new one is a file with a constant of this type, and a line in ``all``.
public struct RunFormat: Sendable {
  /// The word by which `--format` calls it.
  public let name: String
  /// What is written and for whom, in a few words.
  public let summary: String
  /// Endings of file names that mean it, without the dot.
  public let fileExtensions: [String]
  /// Writes a run, or says why this one cannot be written so.
  public let text: @Sendable (ReportedRun) throws(Diagnostic) -> String
  /// Writes a run over plans, or says why this one cannot be written so; nil where none can.
  public let plans: (@Sendable (ReportedPlans) throws(Diagnostic) -> String)?

  /// Describes a format.
  ///
  /// - Parameters:
  ///   - name: The word by which `--format` calls it.
  ///   - summary: What is written and for whom, in a few words.
  ///   - fileExtensions: Endings of file names that mean it, without the dot.
  ///   - text: Writes a run, or throws a diagnostic that says why this one cannot be written so.
  ///   - plans: The same for a run over plans; nil where none can be written so.
  public init(
    _ name: String, _ summary: String, fileExtensions: [String],
    text: @escaping @Sendable (ReportedRun) throws(Diagnostic) -> String,
    plans: (@Sendable (ReportedPlans) throws(Diagnostic) -> String)? = nil
  ) {
    self.name = name
    self.summary = summary
    self.fileExtensions = fileExtensions
    self.text = text
    self.plans = plans
  }

  /// Writes a run over plans.
  ///
  /// - Parameter run: The run.
  /// - Returns: The text.
  /// - Throws: A diagnostic when runs over plans are not written so, or this one cannot be.
  public func text(of run: ReportedPlans) throws(Diagnostic) -> String {
    if let plans { return try plans(run) }
    let names = Self.all.filter { $0.plans != nil }.map(\.name)
    throw Diagnostic(
      "this is a run of 'archsim plan', which has no format '\(name)'",
      at: SourceLocation(file: run.directory), hint: "expected \(names.joined(separator: ", "))")
  }

  /// All formats, the one that is used unless somebody says otherwise first.
  public static let all: [RunFormat] = [
    .text, .markdown, .json, .csv, .html, .svg, .optunaJournal,
  ]

  /// The format of a name.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - location: Where it was said.
  /// - Returns: The format.
  /// - Throws: A diagnostic when there is none.
  public static func named(
    _ name: String, at location: SourceLocation? = nil
  ) throws(Diagnostic) -> RunFormat {
    if let format = all.first(where: { $0.name == name }) { return format }
    throw Diagnostic(
      "unknown format '\(name)'", at: location, hint: didYouMean(name, among: all.map(\.name)))
  }

  /// The format that the ending of a file's name means; nil when it means none.
  public static func ofFile(_ path: String) -> RunFormat? {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    let ending = path[path.index(after: dot)...].lowercased()
    return all.first { $0.fileExtensions.contains(ending) }
  }
}
