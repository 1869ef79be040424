/// A promise that a cost model or a search algorithm broke, and where.
///
/// ```swift
/// let findings = AcceleratorConformance(family: AcceleratorFamily(MyArray.self)).findings(seed: 1)
/// #expect(findings.isEmpty, "\(findings)")
/// ```
public struct ConformanceFinding: Hashable, Sendable, CustomStringConvertible {
  /// The promise.
  public let check: ConformanceCheck
  /// What was expected and what was found, with the seed that shows it again.
  public let message: String

  /// Creates a finding.
  public init(check: ConformanceCheck, message: String) {
    self.check = check
    self.message = message
  }

  /// The promise and the message in one line.
  public var description: String { "\(check.rawValue): \(message)" }
}

/// Gathers findings: the first example of each check in full, and how many more there were.
///
/// A class, because every step of a check adds to the same findings, and the messages read the step
/// that adds them.
final class FindingCollector {
  private let seed: UInt64
  private var examples: [(check: ConformanceCheck, message: String, count: Int)] = []

  init(seed: UInt64) {
    self.seed = seed
  }

  /// Notes that a promise was broken.
  func add(_ check: ConformanceCheck, _ message: @autoclosure () -> String) {
    if let position = examples.firstIndex(where: { $0.check == check }) {
      examples[position].count += 1
    } else {
      examples.append((check, message(), 1))
    }
  }

  /// Notes that a promise was broken unless a condition holds.
  func require(
    _ condition: Bool, _ check: ConformanceCheck, _ message: @autoclosure () -> String
  ) {
    if !condition { add(check, message()) }
  }

  /// One finding a check, in the order in which they were met.
  var findings: [ConformanceFinding] {
    examples.map { example in
      let more = example.count > 1 ? "; and \(example.count - 1) more like it" : ""
      return ConformanceFinding(
        check: example.check, message: "\(example.message) (seed \(seed))\(more)")
    }
  }
}
