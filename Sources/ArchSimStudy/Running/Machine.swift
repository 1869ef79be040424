import Glibc

/// What is asked of the machine.
enum Machine {
  /// Processors that run threads now.
  static var processorCount: Int {
    max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }
}
