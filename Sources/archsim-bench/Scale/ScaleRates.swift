/// What the parts of a sweep cost one core, in seconds of its time and in bytes.
struct ScaleRates: Equatable {
  /// Who evaluates, and what comes back.
  enum Way: String, CaseIterable {
    /// `explore --shard`, every process with a journal of its own, then `merge`.
    case shares
    /// Workers of a driver, which gets a line a design.
    case all
    /// Workers of a driver, which gets the front of each batch.
    case front
  }

  /// What a process costs before its first design.
  var startSeconds = 0.0
  /// A design of `explore` with its line in the journal.
  var exploreSeconds = 0.0
  /// That line.
  var journalBytes = 0.0
  /// A design of `merge`, which is one process.
  var mergeSeconds = 0.0
  /// A request to a worker, whatever it asks for.
  var requestSeconds = 0.0
  /// A design that a worker evaluates and writes.
  var answerSeconds = 0.0
  /// A design that a worker evaluates for a front.
  var frontSeconds = 0.0
  /// What a worker's actor, in Python, does with a design's line; nothing where none comes back.
  var actorSeconds = 0.0
  /// A design's line on the way to the driver and in its journal.
  var lineBytes = 0.0
  /// The lines of the front of a batch.
  var frontBytes = 0.0
  /// A batch at the driver: handing out, waiting, writing.
  var driverSeconds = 0.0
  /// A byte at the driver.
  var driverByteSeconds = 0.0
  /// What the driver waits for its disk, a batch.
  var syncSeconds = 0.0
}

/// A sweep, and what it runs on.
struct ScaleCase: Equatable {
  var designs: Double
  /// Processes that evaluate.
  var workers: Double
  /// Processors for these, and for the driver where it shares them.
  var processors: Double
  /// Whether the driver has none of its own.
  var sharesProcessors = false
  /// Other threads that want these processors all the time.
  var others = 0.0
  /// Designs of a batch.
  var batch = 1.0
}

/// What a sweep is predicted to take.
struct ScalePrediction: Equatable {
  /// What it is that more workers do not help against, or do.
  enum Limit: String {
    case workers
    case processors
    case driver
    case merge
  }

  var seconds: Double
  /// Seconds of all processors together.
  var processorSeconds: Double
  /// Seconds of one process at the end.
  var mergeSeconds: Double
  /// The part of the time in which the driver is busy; beyond 1 it would be.
  var driverShare: Double
  /// Bytes on disk, without what `merge` writes anew.
  var bytes: Double
  var limit: Limit
}

extension ScaleRates {
  /// Predicts a sweep as stations in a row, of which the slowest counts.
  ///
  /// Workers are a station of as many places as there are workers, the driver is one of one place, and
  /// the processors bear the work of all. Each has twice as many batches before it as it can take, so
  /// that none waits for another; what is left over in the end is a whole batch.
  func prediction(_ way: Way, _ sweep: ScaleCase) -> ScalePrediction {
    let workers = max(1, min(sweep.workers, (sweep.designs / sweep.batch).rounded(.up)))
    let given = Self.processors(sweep, wanted: workers)
    // The part of a processor that each process gets.
    let speed = min(1, given / (sweep.sharesProcessors ? workers + 1 : workers))
    if way == .shares {
      let share = (sweep.designs / workers).rounded(.up)
      let alone = (startSeconds + share * exploreSeconds) / speed
      let work = workers * startSeconds + sweep.designs * exploreSeconds
      let merge = sweep.designs * mergeSeconds
      let evaluation = max(alone, work / given)
      return ScalePrediction(
        seconds: evaluation + merge, processorSeconds: work + merge, mergeSeconds: merge,
        driverShare: 0, bytes: sweep.designs * journalBytes,
        limit: merge > evaluation ? .merge : alone < work / given ? .processors : .workers)
    }
    let batches = (sweep.designs / sweep.batch).rounded(.up)
    // The last batch may be smaller, and a space smaller than a batch.
    let size = min(sweep.batch, sweep.designs)
    let work = requestSeconds + size * (way == .all ? answerSeconds + actorSeconds : frontSeconds)
    let lines = way == .all ? size * lineBytes : frontBytes
    let driverWork = driverSeconds + lines * driverByteSeconds
    let driver = batches * (driverWork + syncSeconds)
    // Whole batches: a worker that has one more than others is waited for.
    let alone = (startSeconds + (batches / workers).rounded(.up) * work) / speed
    var total = workers * startSeconds + batches * work
    if sweep.sharesProcessors { total += batches * driverWork }
    let seconds = max(alone, driver, total / given)
    let limit: ScalePrediction.Limit =
      seconds == driver ? .driver : seconds == alone ? .workers : .processors
    return ScalePrediction(
      seconds: seconds, processorSeconds: workers * startSeconds + batches * (work + driverWork),
      mergeSeconds: 0, driverShare: driver / max(alone, total / given), bytes: batches * lines,
      limit: limit)
  }

  /// Processors that fall to so many processes where others want them too, all alike.
  static func processors(_ sweep: ScaleCase, wanted: Double) -> Double {
    // A driver that shares them is a process more, though it rarely wants a whole one.
    let own = sweep.sharesProcessors ? wanted + 1 : wanted
    let all = own + sweep.others
    guard all > sweep.processors else { return own }
    return sweep.processors * own / all
  }

  /// Workers that keep the driver busy all the time: more do not help.
  func saturation(_ way: Way, batch: Double) -> Double {
    let design = way == .all ? answerSeconds + actorSeconds : frontSeconds
    let lines = way == .all ? batch * lineBytes : frontBytes
    return (requestSeconds + batch * design)
      / (driverSeconds + syncSeconds + lines * driverByteSeconds)
  }
}
