import ArchSimText
import Dispatch

/// Work that waits for other processes, on a thread that may wait.
///
/// Tasks share as many threads as there are processors. One that blocks takes a thread from all
/// others, so that where a few programs hang, not even the task that would give them up could run.
enum WaitingWork {
  /// Does work on a thread of its own, and has the caller's task wait for it.
  static func run<Value: Sendable>(
    _ work: @escaping @Sendable () throws(Diagnostic) -> Value
  ) async throws(Diagnostic) -> Value {
    let result = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<Value, Diagnostic>, Never>) in
      // A queue that is not one of the global ones gets a thread however many others are blocked.
      DispatchQueue(label: "archsim.waiting").async {
        do throws(Diagnostic) {
          continuation.resume(returning: .success(try work()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }
}
