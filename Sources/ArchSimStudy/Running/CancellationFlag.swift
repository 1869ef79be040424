import Synchronization

/// A switch that ends a run early, such as the command line's on Ctrl-C.
///
/// It may be thrown from anywhere, a signal handler's queue included; the run then finishes the
/// designs at hand, writes its journal and returns what it has.
public final class CancellationFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  /// A switch that is not thrown.
  public init() {}

  /// Throws the switch.
  public func cancel() {
    flag.store(true, ordering: .releasing)
  }

  /// Whether the switch is thrown.
  public var isCancelled: Bool { flag.load(ordering: .acquiring) }
}
