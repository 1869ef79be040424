import ArchSimReport
import ArchSimStudy
import ArchSimText
import ArgumentParser

/// `archsim proxy`: fast stand-ins for cost models.
struct ProxyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proxy",
    abstract: "Learn metrics from a dataset, judge what was learned, and use it.",
    discussion: """
      Example: learn from a run, setting a fifth of the designs aside to judge by

        archsim explore Configs/mixpe.yaml --algorithm random --budget 20000 --output runs/random
        archsim proxy fit runs/random --metrics latency,energy,area --output mixpe.proxy.json
        archsim proxy use mixpe.proxy.json --points designs.csv

      See docs/formats/proxy.md.
      """,
    subcommands: [
      ProxyFitCommand.self, ProxyEvaluateCommand.self, ProxyUseCommand.self,
      ProxyVerifyCommand.self,
    ])
}

/// `archsim proxy fit`: learns from a dataset.
struct ProxyFitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Learn metrics from runs or datasets, and judge by designs that were set aside.")

  @Argument(help: "Directories of 'explore' and 'tournament', or datasets.")
  var data: [String]

  @Option(name: .shortAndLong, help: "The file that the proxy is written to.")
  var output: String

  @Option(help: "Metrics to learn, with commas between; by default all.")
  var metrics: String?

  @Option(help: "How designs are set aside: by chance (random, the default) or by-algorithm.")
  var split: String?

  @Option(parsing: .unconditional, help: "The share that is set aside; 0.2 by default.")
  var fraction: Double?

  @Option(
    name: .customLong("hold-out"),
    help: ArgumentHelp(
      "Set aside the designs of these algorithms, with commas between.", valueName: "names"))
  var heldOut: String?

  @Option(parsing: .unconditional, help: "The source of all chance; 1 by default.")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "Trees of a metric at most; 300 by default.")
  var trees: Int?

  @Option(
    parsing: .unconditional,
    help: "Leaves of a tree at most; by default one for 200 designs, within 256 and 1024.")
  var leaves: Int?

  @Option(parsing: .unconditional, help: "Questions on the way to a leaf at most; 30 by default.")
  var depth: Int?

  @Option(parsing: .unconditional, help: "What share of an error a tree mends; 0.1 by default.")
  var rate: Double?

  @Option(
    parsing: .unconditional,
    help: "How often the network sees all designs, 0 for none; 80 by default.")
  var passes: Int?

  @Option(parsing: .unconditional, help: "Metrics learned at a time; by default one a processor.")
  var threads: Int?

  @OptionGroup var outputOptions: OutputOptions

  func run() async throws {
    let console = outputOptions.console
    let settings = try self.settings()
    try RunReader.requireNoFileOfRun(output)
    if let fraction, !(fraction > 0 && fraction < 1) {
      throw Diagnostic(
        "expected a share between 0 and 1, found \(fraction)",
        at: SourceLocation(file: "--fraction"))
    }
    let names = metrics.map { $0.split(separator: ",").map { String($0.filter { $0 != " " }) } }
    guard names?.isEmpty != true else {
      throw Diagnostic("expected names, found none", at: SourceLocation(file: "--metrics"))
    }
    let division =
      try SavedDataset.division(
        split ?? (heldOut == nil ? "random" : nil), heldOut: heldOut, fraction: fraction)
      ?? .random
    let dataset = try SavedDataset.merged(data)
    let share = fraction ?? 0.2
    let parts: (train: Dataset, test: Dataset, heldOut: [String])
    do throws(Diagnostic) {
      parts = try dataset.divided(division, fraction: share, seed: settings.seed)
    } catch {
      var located = error
      located.location = SourceLocation(file: heldOut == nil ? "--split" : "--hold-out")
      throw located
    }
    let start = ContinuousClock.now
    let proxy: Proxy
    do throws(Diagnostic) {
      proxy = try await Proxy.fit(
        parts.train, metrics: names, settings: settings, threads: threads)
    } catch {
      var located = error
      located.location = SourceLocation(file: names == nil ? data[0] : "--metrics")
      throw located
    }
    try TextFile.writeAtomically(ProxyFile.text(proxy), to: output)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    console.remark(
      "learned \(proxy.metrics.count) metrics in \(siText(seconds, unit: "s")), wrote \(output)")
    let percent = (share * 100).text(significantDigits: 3)
    let words =
      division == .random
      ? "at random: \(percent) % of the designs set aside, seed \(settings.seed)"
      : "by algorithm: \(parts.heldOut.joined(separator: ", ")) set aside"
    try console.write(
      Report.proxy(
        proxy.accuracies(on: parts.test), existence: proxy.existenceAccuracy(on: parts.test),
        learned: parts.train.distinct().rows.count, division: words),
      as: outputOptions.format ?? .table)
  }

  private func settings() throws(Diagnostic) -> ProxySettings {
    var settings = ProxySettings()
    func check(_ isRight: Bool, _ option: String, _ expected: String) throws(Diagnostic) {
      guard !isRight else { return }
      throw Diagnostic("expected \(expected)", at: SourceLocation(file: option))
    }
    try check((1...100_000).contains(trees ?? 1), "--trees", "1 to 100000")
    try check((2...65_536).contains(leaves ?? 2), "--leaves", "2 to 65536")
    try check((1...30).contains(depth ?? 1), "--depth", "1 to 30")
    try check((rate ?? 1) > 0 && (rate ?? 1) <= 1, "--rate", "a share above 0 and at most 1")
    try check((0...10_000).contains(passes ?? 0), "--passes", "0 to 10000")
    try check((1...1024).contains(threads ?? 1), "--threads", "1 to 1024")
    if let trees { settings.trees = trees }
    if let leaves { settings.leaves = leaves }
    if let depth { settings.depth = depth }
    if let rate { settings.rate = rate }
    if let passes { settings.passes = passes }
    if let seed { settings.seed = seed }
    return settings
  }
}

/// `archsim proxy evaluate`: judges a proxy by a dataset.
struct ProxyEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judge a proxy by all designs of runs or datasets.",
    discussion: """
      What the proxy learned from should not be among them: 'archsim dataset --split' sets designs \
      aside.
      """)

  @Argument(help: "A proxy, as 'proxy fit' writes it.")
  var proxy: String

  @Argument(help: "Directories of 'explore' and 'tournament', or datasets.")
  var data: [String]

  @OptionGroup var outputOptions: OutputOptions

  func run() throws {
    let proxy = try ProxyFile.read(proxy)
    let dataset = try SavedDataset.merged(data)
    try proxy.requireParameters(dataset, at: SourceLocation(file: data[0]))
    let accuracies = proxy.accuracies(on: dataset)
    guard !accuracies.isEmpty else {
      throw Diagnostic(
        "there is no design with a metric that the proxy predicts",
        at: SourceLocation(file: data[0]))
    }
    try outputOptions.console.write(
      Report.proxy(
        accuracies, existence: proxy.existenceAccuracy(on: dataset), learned: nil,
        division: "all designs of \(data.joined(separator: ", "))"),
      as: outputOptions.format ?? .table)
  }
}

/// `archsim proxy use`: predicts metrics of designs.
struct ProxyUseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "use",
    abstract: "Predict the metrics of designs.",
    discussion: """
      Designs are a dataset, or any CSV file with a column a parameter: numbers in base units, \
      choices by name, nothing where a parameter is switched off.
      """)

  @Argument(help: "A proxy, as 'proxy fit' writes it.")
  var proxy: String

  @Option(help: "The file of designs.")
  var points: String

  @Option(name: .shortAndLong, help: "The file of predictions; without it they are printed.")
  var output: String?

  func run() throws {
    if let output { try RunReader.requireNoFileOfRun(output) }
    let proxy = try ProxyFile.read(proxy)
    let designs = try ProxyPoints.read(points, for: proxy)
    let text = ProxyPoints.text(designs, predictedBy: proxy)
    if let output {
      try TextFile.writeAtomically(text, to: output)
    } else {
      try Console().write(text)
    }
  }
}
