import ArchSimHardware
public import ArchSimServing
public import ArchSimText
public import ArchSimWorkload

/// Requests for plans: read, cut short and sped up.
public enum PlanRequests {
  /// Reads a request trace.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The first so many requests; nil for all.
  /// - Returns: The requests, warnings of what was assumed, and the file as a run keeps it.
  /// - Throws: A diagnostic with line and column.
  public static func read(
    _ path: String, limit: Int? = nil
  ) throws(Diagnostic) -> (source: RequestSource, warnings: [Diagnostic], input: StudyInput) {
    let bytes = try TextFile.read(path, what: "request trace")
    let (trace, warnings) = try RequestTrace.read(bytes: bytes, file: path)
    let input = StudyInput(name: "inputs/\(FilePath.name(of: path))", bytes: bytes)
    return (RequestSource(limit.map(trace.first) ?? trace), warnings, input)
  }

  /// The same requests at another rate.
  ///
  /// - Throws: A diagnostic when the requests have no rate of their own, as when all come at once.
  public static func source(
    _ source: RequestSource, at rate: Double, _ location: SourceLocation?
  ) throws(Diagnostic) -> RequestSource {
    let own = source.requestsPerSecond
    guard own > 0, own.isFinite else {
      throw Diagnostic(
        "requests that all come at once have no rate to change", at: location,
        hint: "leave out the rate")
    }
    return source.scaled(by: rate / own)
  }

  /// How many requests exceed a context window; of those that chance makes the first are looked at.
  static func overlong(_ source: RequestSource, window: Int) -> (count: Int, all: Int) {
    let requests =
      switch source.origin {
      case .trace(let trace): trace.requests
      case .synthetic(let chance): Array(chance.prefix(sampleCount))
      }
    let count = requests.count { clampedSum($0.promptTokens, $0.outputTokens) > window }
    return (count, requests.count)
  }

  private static let sampleCount = 10_000
}

extension RequestSource {
  /// The first requests, at the same rate.
  ///
  /// - Parameter count: How many, at least 1.
  /// - Returns: The fewer requests, or all where there are not more.
  public func first(_ count: Int) -> RequestSource {
    let shorter: RequestSource
    switch origin {
    case .trace(let trace): shorter = RequestSource(trace.first(count))
    case .synthetic(var requests):
      requests.count = min(requests.count, max(1, count))
      shorter = RequestSource(requests)
    }
    return shorter.scaled(by: speed)
  }
}

extension RequestTrace {
  /// The first requests of the trace, with the blocks that their prompts share.
  ///
  /// - Parameter count: How many, at least 1.
  /// - Returns: The shorter trace, or the whole one where it is not longer.
  public func first(_ count: Int) -> RequestTrace {
    guard count < requests.count else { return self }
    let kept = Array(requests.prefix(max(1, count)))
    let lists = kept.map { request in
      blocks[request.blockStart..<request.blockStart + request.blockCount].map(Int.init)
    }
    return RequestTrace(
      name: name, notes: notes, requests: kept, blockLists: lists, blockTokens: blockTokens)
  }
}

extension PlanStudy {
  /// What of the requests cannot be served by any plan, for the user to know beforehand.
  public var requestWarnings: [Diagnostic] {
    guard let window = model.maximumContext else { return [] }
    let (count, all) = PlanRequests.overlong(requests, window: window)
    guard count > 0 else { return [] }
    return [
      Diagnostic(
        "\(count) of \(all) requests exceed the context window of \(window) tokens: they are "
          + "not served", at: SourceLocation(file: requestsName), kind: .warning)
    ]
  }
}
