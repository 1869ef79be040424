import ArchSimText
import ArgumentParser

/// The command line: one subcommand a file.
@main
struct Archsim: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archsim",
    abstract: "Design-space exploration of hardware for language models.",
    discussion: """
      Example: the best arrays for a model, then what one token costs on a given one

        archsim explore Configs/mixpe.yaml --budget 2000
        archsim trace llama2-7b --quantization w4a8kv8-g128 -o decode.csv
        archsim replay decode.csv --hardware Configs/hardware/mixpe-28nm.yaml

      Results go to standard output, everything else to standard error. The exit code is 0; or 1 \
      when a run failed or differs from its golden file; or 2 when the command or a file is wrong.
      """,
    version: Version.text,
    subcommands: [
      InitCommand.self,
      ExploreCommand.self,
      MergeCommand.self,
      ReportCommand.self,
      TournamentCommand.self,
      DatasetCommand.self,
      ProxyCommand.self,
      PlanCommand.self,
      CompareCommand.self,
      ReplayCommand.self,
      TraceCommand.self,
      ValidateCommand.self,
      ListCommand.self,
      GymCommand.self,
      WorkerCommand.self,
      DoctorCommand.self,
    ])

  /// Runs the command that the arguments name.
  static func main() async {
    System.ignoreClosedPipes()
    System.occupyClosedStreams()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try requireKnownSubcommand(arguments)
      var command = try parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch  where exitCode(for: error) == .success {
      // A request for help or for the version, which the parser throws as well.
      let text = fullMessage(for: error)
      do {
        try Console().write(text.hasSuffix("\n") ? text : text + "\n")
      } catch {
        end(error, arguments)
      }
    } catch {
      end(error, arguments)
    }
  }

  private static func end(_ error: any Error, _ arguments: [String]) -> Never {
    var known: any ParsableCommand.Type = self
    var words = ["archsim"]
    for argument in arguments {
      let subcommands = known.configuration.subcommands
      guard let next = subcommands.first(where: { $0.configuration.commandName == argument }) else {
        break
      }
      known = next
      words.append(argument)
    }
    let failure = Failure(error, command: words.joined(separator: " "))
    if let line = failure.line { Console.say(line) }
    System.exit(failure.exitCode)
  }

  private static var subcommandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// The parser would call an unknown one an unexpected argument, and `help` would not mind it.
  private static func requireKnownSubcommand(_ arguments: [String]) throws(Diagnostic) {
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
    guard let name = words.first, !name.hasPrefix("-"), !subcommandNames.contains(name) else {
      return
    }
    throw Diagnostic(
      "unknown subcommand '\(name)'",
      hint: didYouMean(name, among: subcommandNames) ?? "see 'archsim --help'")
  }
}
