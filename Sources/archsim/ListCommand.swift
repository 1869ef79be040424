import ArchSimHardware
import ArchSimReport
import ArchSimSearch
import ArchSimText
import ArgumentParser

/// `archsim list`: the words that files and options may use.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List families, models, devices, formats, algorithms and more.",
    discussion: """
      Example: the design parameters of one family, with ranges, units and defaults, \
      all devices, and one cluster

        archsim list parameters tiled-array
        archsim list devices
        archsim list clusters 8xh100

      Without a topic it says what there is to list.
      """)

  @Argument(help: "One of the topics that 'archsim list' shows.")
  var topic: String?

  @Argument(help: "One entry alone; of parameters the family, of constants the use.")
  var name: String?

  @OptionGroup var outputOptions: OutputOptions

  func run() throws {
    let report = try report()
    try outputOptions.console.write(report, as: outputOptions.format ?? .table)
  }

  private func report() throws(Diagnostic) -> Report {
    guard let topic else { return Self.overview() }
    guard let topic = ListTopic(rawValue: topic) else {
      throw Diagnostic(
        "nothing to list is called '\(topic)'",
        hint: didYouMean(topic, among: ListTopic.allCases.map(\.rawValue)))
    }
    return try topic.report(name: name, outputOptions.console)
  }

  private static func overview() -> Report {
    var table = Table(
      "topics",
      columns: [
        Column("topic", "list …", "What to write after 'archsim list'"),
        Column("count", "entries", "How many there are"),
        Column("summary", "what", minimumWidth: 20, overflow: .wrap, "One line"),
      ])
    for topic in ListTopic.allCases {
      table.append([.text(topic.rawValue), .integer(topic.count), .text(topic.summary)])
    }
    var report = Report("list")
    report.add(table)
    return report
  }
}
