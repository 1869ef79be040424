import ArchSimReport
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// `archsim doctor`: what of the optional tools is there.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what was found of the optional tools, and what each is for.",
    discussion: """
      archsim itself needs none of them. Example: a Python of another environment

        ARCHSIM_PYTHON=venv/bin/python archsim doctor
      """)

  @OptionGroup var outputOptions: OutputOptions

  func run() throws {
    var table = Table(
      "checks",
      columns: [
        Column("name", "what", "The tool"),
        Column("found", "found", overflow: .cutStart, "Its path or version, or no"),
        Column("purpose", "for", priority: 90, minimumWidth: 20, overflow: .wrap, "What uses it"),
      ])
    for check in Self.checks() {
      table.append([.text(check.name), .text(check.found ?? "no"), .text(check.purpose)])
    }
    var report = Report("doctor")
    var facts = Facts("machine")
    facts.append(Column("version", "archsim", "The version"), .text(Version.number))
    facts.append(
      Column("commit", "checkout", "The commit checked out where archsim was built"),
      Cell(Version.commit))
    facts.append(
      Column("processors", "processors", "Threads that runs use unless told otherwise"),
      .integer(StudyRunner.defaultThreads))
    report.add(facts)
    report.add(table)
    try outputOptions.console.write(report, as: outputOptions.format ?? .table)
  }

  private struct Check {
    var name: String
    var found: String?
    var purpose: String
  }

  private static func checks() -> [Check] {
    let configs = TextFile.isDirectory(ModelFile.directory)
    var checks = [
      Check(
        name: ModelFile.directory, found: configs ? "\(ModelFile.names().count) models" : nil,
        purpose: "models by name, where archsim runs in its checkout")
    ]
    let python = System.environment("ARCHSIM_PYTHON") ?? System.find(program: "python3")
    checks.append(Check(name: "python3", found: python, purpose: "the examples in docs/examples"))
    for (name, purpose) in [
      ("gymnasium", "agents of reinforcement learning on archsim gym"),
      ("optuna", "searching with Optuna; reading exported journals"),
      ("ray", "sweeps over many machines"),
      ("scalesim", "SCALE-Sim as the evaluator of a study"),
    ] {
      checks.append(
        Check(
          name: "python: \(name)", found: python.flatMap { version(of: name, python: $0) },
          purpose: purpose))
    }
    let programs: [(names: [String], purpose: String)] = [
      (["chromium", "chromium-browser", "google-chrome"], "testing HTML reports"),
      (["sbatch"], "arrays of jobs on Slurm"),
      (["mpirun"], "shards under Open MPI"),
      (["parallel"], "shards under GNU parallel"),
      (["gzip"], "compressed journals"),
      (["zstd"], "compressed journals, faster"),
      (["docc"], "documentation of the libraries"),
    ]
    for (names, purpose) in programs {
      checks.append(
        Check(
          name: names[0], found: names.lazy.compactMap(System.find).first, purpose: purpose))
    }
    return checks
  }

  /// The version of a Python package, found without importing it.
  private static func version(of package: String, python: String) -> String? {
    let quoted =
      "'"
      + python.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
    let script = "import importlib.metadata as m; print(m.version(\\\"\(package)\\\"))"
    return System.output(ofShell: "\(quoted) -c \"\(script)\" 2>/dev/null")?
      .split(separator: "\n").first.map(String.init)
  }
}
