import ArchSimStudy
import ArgumentParser

/// `archsim gym`: a study as an environment for agents in any language.
struct GymCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gym",
    abstract: "Serve a study to agents as JSON lines on standard input and output.",
    discussion: """
      Example: what a study is, and one of its designs by the numbers of its levels

        archsim gym Configs/mixpe.yaml <<END
        {"id": 1, "command": "spec"}
        {"id": 2, "command": "step", "point": [1, 0, 2, 3, 1, 0], "echo": true}
        END

      Requests are spec, reset, step, explain, ask, tell and close; docs/formats/gym.md describes \
      them. A request that makes no sense is answered with its error. The end of the input ends \
      the session.
      """)

  @Argument(help: "A study file.")
  var study: String

  func run() throws {
    try GymServer(study: study, role: .environment).run()
  }
}

/// `archsim worker`: the part of the gym that evaluates, for drivers of many processes.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Evaluate designs of a study for a driver: the gym's spec, step and close.",
    discussion: """
      Example: two designs by name

        echo '{"points": [{"array.rows": 64}, {"array.rows": 128}], "command": "step"}' |
          archsim worker Configs/systolic.yaml

      A worker uses one core, so that a driver starts one a core and decides what each evaluates. \
      docs/formats/gym.md describes the lines.
      """)

  @Argument(help: "A study file.")
  var study: String

  func run() throws {
    try GymServer(study: study, role: .worker).run()
  }
}
