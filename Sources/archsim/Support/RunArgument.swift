import ArchSimStudy
import ArchSimText

/// The directory of a run of `explore` or of `plan`, as an argument names it.
struct RunArgument {
  /// Its path, without the slash that completion puts at the end, which would stand in pages.
  let path: String
  /// Whether it is a run over plans.
  let isOfPlans: Bool

  /// - Throws: A diagnostic when there is no run there.
  init(_ argument: String) throws(Diagnostic) {
    path =
      argument.count > 1 && argument.hasSuffix("/") ? String(argument.dropLast()) : argument
    isOfPlans = PlanReader.isRun(path)
    guard isOfPlans || RunReader.isRun(path) else {
      throw Diagnostic(
        "there is no run here: expected 'study.yaml' or 'plan.yaml' in it",
        at: SourceLocation(file: path))
    }
  }
}
