import ArchSimHardware
public import ArchSimWorkload

/// Requests in the order of their arrival: a trace, or as many as chance makes.
///
/// Time can run faster or slower than when they were recorded: ``scaled(by:)`` gives the same
/// requests at another rate, which is how a service's capacity is sought.
public struct RequestSource: Sendable {
  /// Where the requests come from.
  public enum Origin: Sendable {
    /// A recorded trace.
    case trace(RequestTrace)
    /// Chance.
    case synthetic(SyntheticRequests)
  }

  /// Where the requests come from.
  public let origin: Origin
  /// How much faster than recorded they come.
  public private(set) var speed = 1.0

  /// Creates a source of a trace's requests.
  public init(_ trace: RequestTrace) { origin = .trace(trace) }

  /// Creates a source of synthetic requests.
  public init(_ requests: SyntheticRequests) { origin = .synthetic(requests) }

  /// Makes the same requests come so many times as fast.
  ///
  /// - Parameter factor: Above 0; other numbers leave the source as it is.
  /// - Returns: The source at the other speed.
  public func scaled(by factor: Double) -> RequestSource {
    guard factor > 0, factor.isFinite else { return self }
    var scaled = self
    scaled.speed *= factor
    return scaled
  }

  /// The same requests several times, one after the other at the same rate.
  ///
  /// The first request of a copy comes one mean interval after the last of the copy before. Copies
  /// share no blocks of prompts, so that a prefix cache gains nothing by the repetition. Chance makes
  /// more requests instead.
  ///
  /// - Parameter times: How often, at least 1.
  /// - Returns: The longer source; itself where its requests have no rate.
  public func repeated(_ times: Int) -> RequestSource {
    guard times > 1, requestsPerSecond > 0, requestsPerSecond.isFinite else { return self }
    var longer: RequestSource
    switch origin {
    case .trace(let trace): longer = RequestSource(trace.repeated(times))
    case .synthetic(var requests):
      requests.count = clampedProduct(requests.count, times)
      longer = RequestSource(requests)
    }
    longer.speed = speed
    return longer
  }

  /// Mean arrivals a second at this speed; 0 where it is not known, infinite for all at once.
  public var requestsPerSecond: Double {
    switch origin {
    case .trace(let trace): trace.requestsPerSecond * speed
    case .synthetic(let requests): requests.arrivals.requestsPerSecond * speed
    }
  }

  /// Requests that will come.
  public var count: Int {
    switch origin {
    case .trace(let trace): trace.requests.count
    case .synthetic(let requests): max(0, requests.count)
    }
  }
}

extension RequestTrace {
  /// The trace several times, one after the other.
  fileprivate func repeated(_ times: Int) -> RequestTrace {
    let period = spanSeconds * Double(requests.count) / Double(max(1, requests.count - 1))
    var all: [Request] = []
    var lists: [[Int]] = []
    all.reserveCapacity(requests.count * times)
    for copy in 0..<times {
      for request in requests {
        var request = request
        request.arrivalSeconds += Double(copy) * period
        all.append(request)
        guard !blocks.isEmpty else { continue }
        lists.append(
          blocks[request.blockStart..<request.blockStart + request.blockCount].map {
            Int($0) + copy * distinctBlockCount
          })
      }
    }
    return RequestTrace(
      name: name, notes: notes, requests: all, blockLists: lists, blockTokens: blockTokens)
  }
}

/// Gives the requests of a source one after the other.
struct RequestCursor {
  private var synthetic: SyntheticRequests.Iterator?
  private let requests: [Request]
  private var index = 0
  private let speed: Double
  /// The blocks of all prompts.
  let blocks: [Int32]
  let blockTokens: Int
  let distinctBlockCount: Int

  init(_ source: RequestSource) {
    speed = source.speed
    switch source.origin {
    case .trace(let trace):
      requests = trace.requests
      blocks = trace.blocks
      blockTokens = trace.blockTokens
      distinctBlockCount = trace.distinctBlockCount
    case .synthetic(let generator):
      synthetic = generator.makeIterator()
      requests = []
      blocks = []
      blockTokens = 0
      distinctBlockCount = 0
    }
  }

  mutating func next() -> Request? {
    var request: Request
    if synthetic != nil {
      guard let made = synthetic?.next() else { return nil }
      request = made
    } else {
      guard index < requests.count else { return nil }
      request = requests[index]
      index += 1
    }
    request.arrivalSeconds /= speed
    return request
  }
}
