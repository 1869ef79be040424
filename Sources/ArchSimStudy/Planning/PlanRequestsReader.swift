import ArchSimServing
import ArchSimText
import ArchSimWorkload

/// Reads the `requests` of a plan file: a trace, or what chance is to make.
enum PlanRequestsReader {
  private static let traceKeys = ["trace", "limit", "rate"]
  private static let chanceKeys = [
    "count", "arrivals", "rate", "variation", "prompt", "output",
    "seed",
  ]
  private static let lengthKeys = ["mean", "deviation", "from", "to"]
  private static let rates = 1e-6...1e9

  struct Requests {
    var source: RequestSource
    var name: String
    var warnings: [Diagnostic] = []
    var input: StudyInput?
  }

  static func read(_ value: YAMLValue) throws(Diagnostic) -> Requests {
    if value.scalar != nil { return try trace(value, limit: nil) }
    guard let file = value["trace"] else { return try chance(value) }
    let map = try YAMLMap(value, "'requests'", keys: traceKeys)
    var requests = try trace(file, limit: try map["limit"]?.integer("limit", in: 1...Int.max))
    if let rate = map["rate"] {
      requests.source = try PlanRequests.source(
        requests.source, at: try rate.share("rate", in: rates), rate.location)
    }
    return requests
  }

  private static func trace(_ value: YAMLValue, limit: Int?) throws(Diagnostic) -> Requests {
    let path = try ClusterFile.path(of: value, what: "request trace")
    let read = try PlanRequests.read(path, limit: limit)
    return Requests(
      source: read.source, name: PlanFile.stem(path), warnings: read.warnings, input: read.input)
  }

  private enum Arrivals: String, CaseIterable {
    case even
    case poisson
    case gamma
    case atOnce = "at-once"
  }

  private static func chance(_ value: YAMLValue) throws(Diagnostic) -> Requests {
    let map = try YAMLMap(value, "'requests'", keys: chanceKeys)
    let kind = try map["arrivals"]?.choice("arrivals", of: Arrivals.self) ?? .poisson
    let arrivals: ArrivalProcess
    if kind == .atOnce {
      if let rate = map["rate"] {
        throw Diagnostic("requests that come at once have no 'rate'", at: rate.location)
      }
      arrivals = .atOnce
    } else {
      let rate = try map.require("rate").share("rate", in: rates)
      switch kind {
      case .even: arrivals = .even(requestsPerSecond: rate)
      case .gamma:
        arrivals = .gamma(
          requestsPerSecond: rate,
          variation: try map.require("variation").share("variation", in: 0.01...100))
      case .poisson, .atOnce: arrivals = .poisson(requestsPerSecond: rate)
      }
    }
    if kind != .gamma, let variation = map["variation"] {
      throw Diagnostic("'variation' belongs to gamma arrivals", at: variation.location)
    }
    let requests = SyntheticRequests(
      count: try map.require("count").integer("count", in: 1...100_000_000), arrivals: arrivals,
      prompt: try length(try map.require("prompt"), "prompt"),
      output: try length(try map.require("output"), "output"),
      seed: UInt64(try map["seed"]?.integer("seed", in: 0...Int.max) ?? 1))
    return Requests(source: RequestSource(requests), name: "\(kind.rawValue) arrivals")
  }

  /// A number; a range, evenly; or mean and deviation, log-normal.
  private static func length(
    _ value: YAMLValue, _ what: String
  ) throws(Diagnostic) -> LengthDistribution {
    let tokens = 1...RequestTrace.tokenLimit
    if value.scalar != nil { return .fixed(try value.integer(what, in: tokens)) }
    let map = try YAMLMap(value, "'\(what)'", keys: lengthKeys)
    let least = try map["from"]?.integer("from", in: tokens) ?? 1
    let most = try map["to"]?.integer("to", in: tokens) ?? 1_000_000
    guard least <= most else {
      throw Diagnostic("'from' is more than 'to'", at: value.location)
    }
    guard let mean = map["mean"] else {
      _ = try map.require("from")
      _ = try map.require("to")
      return .uniform(least...most)
    }
    return .logNormal(
      mean: try mean.share("mean", in: 1...1e9),
      deviation: try map.require("deviation").share("deviation", in: 0...1e9),
      within: least...most)
  }
}
