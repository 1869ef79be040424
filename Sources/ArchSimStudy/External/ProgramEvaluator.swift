import ArchSimSearch
import ArchSimText
import Synchronization

/// Evaluates points by a program: questions and answers are lines of JSON.
///
/// Processes live as long as the run and are started when they are needed. Which of them answers
/// does not matter: the answers are in the order of the points, whatever the number of processes.
/// One thread serves all of them, since it has nothing to do but wait.
final class ProgramEvaluator: Sendable {
  private struct State: ~Copyable {
    var workers: [ProgramWorker] = []
    var cache: EvaluationCache
    var questions = 0
  }

  private let settings: EvaluatorSettings
  private let wire: ProgramProtocol
  private let journal: Journal
  private let workerLimit: Int
  private let state: Mutex<State>

  /// Milliseconds between two looks at the switch that ends a run early.
  private static let patience = 100

  /// Prepares; no process is started yet.
  ///
  /// - Throws: A diagnostic when there is no such program, or its answers cannot be kept.
  init(
    _ study: Study, _ settings: EvaluatorSettings, runDirectory: String?,
    keepsAnswers: Bool = true
  ) throws(Diagnostic) {
    try Self.requireProgram(settings)
    self.settings = settings
    wire = ProgramProtocol(study: study, settings: settings)
    journal = Journal(study: study)
    workerLimit = settings.workers ?? Machine.processorCount
    state = Mutex(
      State(
        cache: try EvaluationCache(
          study, settings, runDirectory: runDirectory, isKept: keepsAnswers)))
  }

  deinit {
    state.withLock { state in
      // All are told first, so that they end side by side.
      for index in state.workers.indices { state.workers[index].closeInput() }
      for index in state.workers.indices {
        state.workers[index].waitForEnd(milliseconds: 500)
        state.workers[index].stop(patience: 500)
      }
    }
  }

  /// Makes sure that the program can be started.
  static func requireProgram(_ settings: EvaluatorSettings) throws(Diagnostic) {
    let location = SourceLocation(file: settings.directory)
    guard TextFile.isDirectory(settings.directory) else {
      throw Diagnostic("there is no directory to run the evaluator in", at: location)
    }
    let name = settings.command.first ?? ""
    if name.contains("/") {
      let path = FilePath.resolve(name, relativeTo: settings.directory + "/")
      guard TextFile.exists(path) else {
        throw Diagnostic("there is no evaluator '\(name.shortened)'", at: location)
      }
      guard ChildProcess.isExecutable(path), !TextFile.isDirectory(path) else {
        throw Diagnostic(
          "the evaluator '\(name.shortened)' is not executable", at: location,
          hint: "make it so with 'chmod +x', or name its interpreter first")
      }
      return
    }
    let isFound = ChildProcess.searchPath.contains {
      ChildProcess.isExecutable(FilePath.join($0, name))
    }
    guard !isFound else { return }
    let isHere = TextFile.exists(FilePath.join(settings.directory, name))
    throw Diagnostic(
      "there is no program '\(name.shortened)' in PATH", at: location,
      hint: isHere ? "write ./\(name) for the file beside the study" : nil)
  }

  /// Evaluates points, as many at a time as there are processes.
  ///
  /// - Parameters:
  ///   - points: Points of the study's space.
  ///   - cancellation: A switch to end early; running processes are ended then.
  /// - Returns: The answers up to the first that was given up because of `cancellation`.
  /// - Throws: A diagnostic when no process can be started, or answers cannot be kept.
  func evaluate(
    _ points: [DesignPoint], cancellation: CancellationFlag?
  ) throws(Diagnostic) -> [Trial.Outcome] {
    try state.withLock { (state) throws(Diagnostic) in
      try evaluate(points, &state, cancellation)
    }
  }

  private func evaluate(
    _ points: [DesignPoint], _ state: inout State, _ cancellation: CancellationFlag?
  ) throws(Diagnostic) -> [Trial.Outcome] {
    var batch = Batch(points.map(journal.text), retries: settings.retries)
    for index in points.indices {
      guard let answer = try state.cache.answer(to: batch.texts[index]) else { continue }
      batch.finish(index, answer)
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !batch.isDone {
      if cancellation?.isCancelled == true {
        for index in state.workers.indices where !state.workers[index].isIdle {
          state.workers[index].stop(patience: 500)
        }
        break
      }
      try ask(&batch, &state)
      wait(state.workers)
      for index in state.workers.indices {
        try proceed(index, &batch, &state, &buffer)
      }
    }
    try state.cache.synchronize()
    return Array(batch.outcomes.prefix { $0 != nil }.compactMap(\.self))
  }

  /// Gives every idle process a question.
  private func ask(_ batch: inout Batch, _ state: inout State) throws(Diagnostic) {
    for index in 0..<workerLimit {
      guard let point = batch.next() else { return }
      if index == state.workers.count { state.workers.append(ProgramWorker()) }
      guard state.workers[index].isIdle else {
        batch.putBack(point)
        continue
      }
      state.questions += 1
      batch.question[state.questions] = point
      do throws(ChildProcess.Refusal) {
        try state.workers[index].ask(
          wire.request(batch.texts[point], identifier: state.questions),
          number: state.questions, settings)
      } catch {
        throw Diagnostic(
          "cannot start the evaluator '\(settings.command[0].shortened)': \(error.reason)",
          at: SourceLocation(file: settings.directory), kind: .failure)
      }
    }
  }

  private func wait(_ workers: [ProgramWorker]) {
    let now = ContinuousClock.now
    var interests: [ChildProcess.Interest] = []
    var milliseconds = Self.patience
    for worker in workers where !worker.isIdle {
      interests += worker.interests
      milliseconds = min(milliseconds, worker.millisecondsLeft(at: now))
    }
    ChildProcess.wait(for: &interests, milliseconds: milliseconds)
  }

  private func proceed(
    _ index: Int, _ batch: inout Batch, _ state: inout State, _ buffer: inout [UInt8]
  ) throws(Diagnostic) {
    guard let question = state.workers[index].question,
      let event = state.workers[index].proceed(&buffer, settings),
      let point = batch.question.removeValue(forKey: question)
    else { return }
    let complaint = state.workers[index].complaint
    switch event {
    case .line(let line):
      switch wire.answer(line, identifier: question) {
      case .outcome(var outcome):
        if case .failed(var failure) = outcome {
          failure.output = complaint
          outcome = .failed(failure)
        }
        batch.finish(point, outcome)
        try state.cache.keep(outcome, of: batch.texts[point])
      case .nonsense(let reason):
        state.workers[index].stop(patience: 0)
        batch.fail(point, TrialFailure(reason, output: complaint))
      }
    case .lost(_, wasUsed: true):
      // It may be a program that answers once; only a new process tells whether it is the design.
      batch.putBack(point)
    case .lost(let reason, wasUsed: false):
      batch.fail(point, TrialFailure(reason, output: complaint))
    }
  }
}

/// Points that are evaluated together.
private struct Batch {
  /// The points as text.
  let texts: [String]
  private(set) var outcomes: [Trial.Outcome?]
  /// The point of every open question.
  var question: [Int: Int] = [:]
  /// Points that wait for a process, the next one last.
  private var waiting: [Int]
  private var triesLeft: [Int]
  private var missing: Int

  init(_ texts: [String], retries: Int) {
    self.texts = texts
    outcomes = Array(repeating: nil, count: texts.count)
    waiting = texts.indices.reversed()
    triesLeft = Array(repeating: retries, count: texts.count)
    missing = texts.count
  }

  var isDone: Bool { missing == 0 }

  mutating func next() -> Int? {
    while let point = waiting.popLast() {
      if outcomes[point] == nil { return point }
    }
    return nil
  }

  mutating func putBack(_ point: Int) { waiting.append(point) }

  mutating func finish(_ point: Int, _ outcome: Trial.Outcome) {
    outcomes[point] = outcome
    missing -= 1
  }

  /// Tries a point again as often as the study allows.
  mutating func fail(_ point: Int, _ failure: TrialFailure) {
    guard triesLeft[point] > 0 else {
      finish(point, .failed(failure))
      return
    }
    triesLeft[point] -= 1
    waiting.append(point)
  }
}
