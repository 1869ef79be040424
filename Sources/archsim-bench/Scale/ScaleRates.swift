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
    if way == .shares {
      let share = (sweep.designs / workers).rounded(.up)
      let given = Self.processors(sweep, wanted: workers)
      let speed = min(1, given / workers)
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
    let work = work(way, batch: size)
    let driverWork = driverWork(way, batch: size)
    // The part of a processor that a driver wants where it has none of its own.
    let driverPart = sweep.sharesProcessors ? min(1, driverWork * workers / work) : 0
    let given = Self.processors(sweep, wanted: workers + driverPart)
    // The part of a processor that each worker gets.
    let speed = min(1, given / (workers + driverPart))
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
      mergeSeconds: 0, driverShare: driver / max(alone, total / given),
      bytes: batches * bytes(way, batch: size), limit: limit)
  }

  /// What a worker and its actor do with a batch.
  private func work(_ way: Way, batch: Double) -> Double {
    let design = way == .all ? answerSeconds : frontSeconds
    return requestSeconds + batch * design + bytes(way, batch: batch) / lineBytes * actorSeconds
  }

  /// What a driver does with a batch, besides waiting for its disk.
  private func driverWork(_ way: Way, batch: Double) -> Double {
    driverSeconds + bytes(way, batch: batch) * driverByteSeconds
  }

  /// What comes back of a batch: a front has no more lines than there are designs.
  private func bytes(_ way: Way, batch: Double) -> Double {
    way == .all ? batch * lineBytes : min(frontBytes, batch * lineBytes)
  }

  /// Processors that fall to processes that want so many, where others want them too, all alike.
  static func processors(_ sweep: ScaleCase, wanted: Double) -> Double {
    let all = wanted + sweep.others
    guard all > sweep.processors else { return wanted }
    return sweep.processors * wanted / all
  }

  /// Workers that keep the driver busy all the time: more do not help.
  func saturation(_ way: Way, batch: Double) -> Double {
    work(way, batch: batch) / (driverWork(way, batch: batch) + syncSeconds)
  }
}
