import ArchSimStudy

/// Ctrl-C, and a polite `kill`: the first one asks the run to end, the second ends the process.
enum Interrupt {
  /// Thrown by the first Ctrl-C.
  static let flag = CancellationFlag()

  /// From now on Ctrl-C throws the switch instead of ending the process.
  static func watch() {
    // A handler may store to an atomic but must not be the first to make it.
    _ = flag
    System.onFirstInterrupt { _ in Interrupt.flag.cancel() }
  }
}
