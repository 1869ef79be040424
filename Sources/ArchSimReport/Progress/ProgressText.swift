import ArchSimHardware
public import ArchSimStudy
import ArchSimText

/// How far a run is, in a line for a terminal.
public enum ProgressText {
  /// The line.
  ///
  /// What does not fit is left out whole: the least important first.
  ///
  /// - Parameters:
  ///   - progress: How far the run is.
  ///   - study: The study whose objectives are shown with their best values; nil for plans.
  ///   - width: Columns of the screen.
  /// - Returns: One line of at most `width` characters, without its end.
  public static func line(
    _ progress: StudyProgress, study: Study? = nil, width: Int
  ) -> String {
    let seconds = progress.elapsed / .seconds(1)
    let done = Double(progress.trials - progress.resumedTrials)
    let percent = Double(progress.trials) / Double(max(1, progress.budget)) * 100
    // In the order of the line, with what matters: the least is left out first.
    var items: [(text: String, weight: Int)] = [
      ("\(percent.text(fractionDigits: 0)) %", 9),
      ("\(progress.trials.groupedText) of \(progress.budget.groupedText) trials", 8),
      ("\(progress.feasibleTrials.groupedText) feasible", 3),
      ("front \(progress.frontSize)", 4),
    ]
    for (objective, best) in zip(study?.objectives ?? [], progress.best) {
      guard let best, let study else { continue }
      let value = study.metrics[objective.metric].unit.text(best, significantDigits: 3)
      items.append(("\(objective.name.spaced) \(value)", 5))
    }
    if let hypervolume = progress.hypervolume {
      items.append(("hypervolume \(hypervolume.text(fractionDigits: 3))", 2))
    }
    if done > 0, seconds > 0 {
      let rate = done / seconds
      items.append(("\(rate.text(significantDigits: 3))/s", 6))
      let left = Double(progress.budget - progress.trials) / rate
      items.append(("\(clock(left)) left", 7))
    }
    while items.reduce(-2, { $0 + $1.text.count + 2 }) > width, items.count > 1 {
      // Of several that matter as little, the last.
      guard let least = items.indices.reversed().min(by: { items[$0].weight < items[$1].weight })
      else { break }
      items.remove(at: least)
    }
    return String(items.map(\.text).joined(separator: "  ").prefix(max(0, width)))
  }

  /// Seconds as people read them: `45 s`, `12:05 min`, `3:20 h`.
  public static func clock(_ seconds: Double) -> String {
    guard seconds < 1e7 else { return "many days" }
    let whole = Int(max(0, seconds).rounded(.up))
    func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60):\(pad(whole % 60)) min" }
    return "\(whole / 3600):\(pad(whole / 60 % 60)) h"
  }
}
