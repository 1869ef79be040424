import ArchSimReport
import ArchSimStudy
import ArchSimText
import Synchronization

/// One line on the screen that says how far a run is; nothing where standard error is no screen.
final class ProgressLine: Sendable {
  private struct State {
    var lastShown: Duration?
    var width = 0
  }

  private let isShown = System.isTerminal(.error)
  private let columns = System.screenWidth(of: .error) ?? 80
  private let study: Study?
  private let state = Mutex(State())

  /// Makes a line that is not drawn yet.
  ///
  /// - Parameter study: The study whose best values it shows.
  init(study: Study? = nil) {
    self.study = study
  }

  /// Time between two drawings, so that drawing costs nothing.
  private static let interval = Duration.milliseconds(100)

  /// Draws the line anew, unless it has just been drawn.
  func show(_ progress: StudyProgress) {
    show(at: progress.elapsed) {
      ProgressText.line(progress, study: study, width: max(0, columns - 1))
    }
  }

  /// Draws the line of a tournament anew, unless it has just been drawn.
  func show(_ progress: TournamentProgress) {
    show(at: progress.elapsed) { Self.text(progress) }
  }

  private func show(at elapsed: Duration, _ text: () -> String) {
    guard isShown else { return }
    state.withLock { state in
      if let last = state.lastShown, elapsed - last < Self.interval { return }
      state.lastShown = elapsed
      draw(text(), &state)
    }
  }

  /// Wipes the line.
  func clear() {
    guard isShown else { return }
    state.withLock { state in
      draw("", &state)
      state.width = 0
    }
  }

  private func draw(_ text: String, _ state: inout State) {
    let text = String(text.prefix(max(0, columns - 1)))
    // Blanks over what was longer, so that no control codes are needed.
    let blanks = String(repeating: " ", count: max(0, state.width - text.count))
    state.width = text.count
    try? System.write("\r\(text)\(blanks)\r\(text)", to: .error)
  }

  private static func text(_ progress: TournamentProgress) -> String {
    let seconds = progress.elapsed / .seconds(1)
    let done = Double(progress.runs - progress.resumedRuns)
    let percent = Double(progress.runs) / Double(max(1, progress.plannedRuns)) * 100
    var text =
      "\(percent.text(fractionDigits: 0)) %  \(progress.runs.groupedText) of "
      + "\(progress.plannedRuns.groupedText) runs  \(progress.trials.groupedText) trials  "
      + "\(progress.designs.groupedText) designs"
    guard done > 0, seconds > 0 else { return text }
    text +=
      "  \(ProgressText.clock(Double(progress.plannedRuns - progress.runs) * seconds / done)) left"
    return text
  }
}
