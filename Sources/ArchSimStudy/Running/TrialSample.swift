import ArchSimSearch

/// A sample of trials, drawn by their numbers.
///
/// Every number has a priority, which it is given by the seed of the study, and those of the lowest are
/// the sample (bottom-k sampling: Cohen, Kaplan, PODC 2007). So it depends neither on the order in which
/// trials come nor on where they were interrupted, and the sample of two samples is that of both.
struct TrialSample: Sendable {
  /// How many trials are drawn.
  let capacity: Int
  private let generator: SplitMix64
  private var entries: [(priority: UInt64, trial: Trial)] = []
  /// Above this no trial belongs to the sample.
  private var limit = UInt64.max

  init(capacity: Int, seed: UInt64) {
    self.capacity = capacity
    generator = SplitMix64(seed: seed).split(0x73_616D_706C_65)
  }

  mutating func add(_ trial: Trial) {
    guard capacity > 0 else { return }
    var own = generator.split(UInt64(bitPattern: Int64(trial.index)))
    let priority = own.next()
    guard priority <= limit else { return }
    entries.append((priority, trial))
    guard capacity <= Int.max / 2, entries.count >= 2 * capacity else { return }
    entries = drawn
    limit = entries.last?.priority ?? limit
  }

  /// Draws from two samples.
  mutating func append(_ other: TrialSample) {
    for entry in other.entries { add(entry.trial) }
  }

  /// The sample, in ascending order of trials.
  var trials: [Trial] {
    guard entries.count > capacity else { return entries.map(\.trial) }
    return drawn.map(\.trial).sorted { $0.index < $1.index }
  }

  /// Those of the lowest priorities, in ascending order of these.
  private var drawn: [(priority: UInt64, trial: Trial)] {
    Array(
      entries.sorted { ($0.priority, $0.trial.index) < ($1.priority, $1.trial.index) }
        .prefix(capacity))
  }
}
