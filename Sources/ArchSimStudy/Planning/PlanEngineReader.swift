import ArchSimHardware
import ArchSimServing
public import ArchSimText

/// Reads the `engine` of a plan file: a preset, or a map that changes one.
enum PlanEngineReader {
  private static let keys = [
    "preset", "policy", "token_budget", "sequences", "page", "prefix_caching", "preemption",
    "reserved", "memory_fraction", "workspace", "routing", "expert_skew",
  ]

  static func read(_ value: YAMLValue, into study: inout PlanStudy) throws(Diagnostic) {
    if let name = value.scalar {
      study.engine = try PlanEngine.require(name, at: value.location)
      return
    }
    let map = try YAMLMap(value, "'engine'", keys: keys)
    if let preset = map["preset"] {
      study.engine = try PlanEngine.require(try preset.text("preset"), at: preset.location)
    }
    if let value = map["policy"] {
      study.engine.policy = try value.choice("policy", of: BatchingPolicy.self)
    }
    if let value = map["token_budget"] {
      study.engine.maximumBatchedTokens = try value.integer("token_budget", in: 1...1 << 24)
    }
    if let value = map["sequences"] {
      study.engine.maximumSequences = try value.integer("sequences", in: 1...1 << 20)
    }
    if let value = map["page"] {
      study.engine.pageTokens = try value.integer("page", in: 1...65_536)
    }
    if let value = map["prefix_caching"] {
      study.engine.cachesPrefixes = try value.boolean("prefix_caching")
    }
    if let value = map["reserved"] {
      study.engine.reservedShare = try value.share("reserved", in: 0...0.5)
    }
    if let value = map["memory_fraction"] {
      study.memory.fraction = try value.share("memory_fraction", in: 0.01...1)
    }
    if let value = map["workspace"] {
      study.memory.workspaceBytes = try value.quantity("workspace", .bytes, in: 0...1e18)
    }
    if let value = map["routing"] {
      study.routing = try value.choice("routing", of: RoutingPolicy.self)
    }
    if let value = map["expert_skew"] {
      study.experts = .powerLaw(try value.share("expert_skew", in: 1.01...10))
    }
    if let value = map["preemption"] {
      // A swap names the time that the host link takes for the cache of one token.
      if value.scalar == "recompute" {
        study.engine.preemption = .recompute
      } else {
        let swap = try YAMLMap(value, "'preemption'", keys: ["swap"])
        study.engine.preemption = .swap(
          secondsPerToken: try swap.require("swap").quantity(
            "swap", .seconds, in: DataSheet.latencies))
      }
    }
    try study.checkEngine(at: value.location)
  }
}

extension PlanStudy {
  /// Refuses budgets that leave no room for what decodes.
  public func checkEngine(at location: SourceLocation?) throws(Diagnostic) {
    guard engine.policy != .chunkedPrefill || engine.maximumBatchedTokens >= engine.maximumSequences
    else {
      throw Diagnostic(
        "a budget of \(engine.maximumBatchedTokens) tokens is less than the "
          + "\(engine.maximumSequences) sequences that may decode at once", at: location)
    }
  }
}

extension YAMLValue {
  /// A plain number in a range.
  func share(_ what: String, in range: ClosedRange<Double>) throws(Diagnostic) -> Double {
    let number = try self.number(what)
    guard range.contains(number) else {
      throw Diagnostic(
        "'\(what)' is \(Quantity.exactText(number, .none)), expected "
          + "\(Quantity.exactText(range.lowerBound, .none)) to "
          + Quantity.exactText(range.upperBound, .none), at: location)
    }
    return number
  }
}
