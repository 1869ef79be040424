import ArchSimHardware
import ArchSimReport
import ArchSimSearch
import ArchSimServing
import ArchSimStudy
import ArchSimText
import ArchSimWorkload

/// What `archsim list` can list.
enum ListTopic: String, CaseIterable {
  case families
  case parameters
  case models
  case devices
  case clusters
  case formats
  case algorithms
  case metrics
  case constants

  /// One line for people.
  var summary: String {
    switch self {
    case .families: "kinds of accelerators"
    case .parameters: "design parameters of a family, with range, unit and default"
    case .models: "models in \(ModelFile.directory)"
    case .devices: "devices in \(ShippedFiles.devices.directory): peaks, memory, link, price"
    case .clusters: "clusters in \(ShippedFiles.clusters.directory): devices and links"
    case .formats: "number formats"
    case .algorithms: "search algorithms and their hyperparameters"
    case .metrics: "what objectives and constraints may name"
    case .constants: "constants of the technology models, with their sources"
    }
  }

  /// How many entries there are.
  var count: Int {
    switch self {
    case .families: AcceleratorFamilies.builtIn.count
    case .parameters: AcceleratorFamilies.builtIn.reduce(0) { $0 + $1.parameters.count }
    case .models: ModelFile.names().count
    case .devices: ShippedFiles.devices.names().count
    case .clusters: ShippedFiles.clusters.names().count
    case .formats: NumberFormat.names.count
    case .algorithms: SearchAlgorithms.all.count
    case .metrics: Metric.all.count
    case .constants: TechnologyConstants.all.count
    }
  }

  /// The list.
  ///
  /// - Parameters:
  ///   - name: The entry or group that is wanted, where the topic has such.
  ///   - console: Where files that cannot be read are warned of.
  /// - Returns: The list as a report.
  /// - Throws: A diagnostic when there is nothing of that name.
  func report(name: String?, _ console: Console) throws(Diagnostic) -> Report {
    switch self {
    case .families:
      return .families(try Self.choose(name, "family", AcceleratorFamilies.builtIn, \.name))
    case .parameters:
      return .parameters(
        of: try Self.choose(name, "family", AcceleratorFamilies.builtIn, \.name))
    case .models: return .models(try models(name, console))
    case .devices:
      let devices = try ShippedFiles.devices.contents(name, console)
      return .devices(devices.map { Report.ListedDevice(name: $0.name, device: $0.content) })
    case .clusters:
      let clusters = try ShippedFiles.clusters.contents(name, console)
      return .clusters(clusters.map { Report.ListedCluster(name: $0.name, cluster: $0.content) })
    case .formats:
      let names = try Self.choose(name, "format", NumberFormat.names, \.self)
      return .formats(names)
    case .algorithms:
      return .algorithms(try Self.choose(name, "algorithm", SearchAlgorithms.all, \.name))
    case .metrics:
      return .metrics(try Self.choose(name, "metric", Metric.all, \.name))
    case .constants:
      let uses = Constant.Category.allCases
      let chosen = try Self.choose(name, "use of constants", uses, \.rawValue)
      return .constants(chosen.flatMap(TechnologyConstants.constants(in:)))
    }
  }

  private static func choose<Entry>(
    _ name: String?, _ what: String, _ entries: [Entry], _ title: (Entry) -> String
  ) throws(Diagnostic) -> [Entry] {
    guard let name else { return entries }
    let chosen = entries.filter { title($0) == name }
    guard chosen.isEmpty else { return chosen }
    throw Diagnostic(
      "unknown \(what) '\(name)'", hint: didYouMean(name, among: entries.map(title)))
  }

  private func models(
    _ name: String?, _ console: Console
  ) throws(Diagnostic) -> [Report.ListedModel] {
    if let name {
      let file = try ModelFile(name)
      return [Report.ListedModel(name: file.name, model: file.architecture)]
    }
    guard TextFile.isDirectory(ModelFile.directory) else {
      throw Diagnostic(
        "there is no directory '\(ModelFile.directory)' here",
        hint: "models are looked up in the current directory")
    }
    var models: [Report.ListedModel] = []
    for name in ModelFile.names() {
      do throws(Diagnostic) {
        let file = try ModelFile("\(ModelFile.directory)/\(name).json")
        models.append(Report.ListedModel(name: file.name, model: file.architecture))
      } catch {
        console.warn(error)
      }
    }
    return models
  }
}
