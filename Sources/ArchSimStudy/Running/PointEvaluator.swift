import ArchSimSearch
import ArchSimText

/// Evaluates the points of a study, whoever it is that can: its models, or a program.
enum PointEvaluator: Sendable {
  case models(ModelEvaluator)
  case program(ProgramEvaluator)

  /// Chooses as the study says.
  ///
  /// - Parameters:
  ///   - study: The study.
  ///   - runDirectory: Where a program's answers are kept; nil to keep them in memory.
  ///   - keepsAnswers: Whether a program's answers are kept at all.
  /// - Throws: A diagnostic when the program cannot be found, or its answers cannot be kept.
  init(
    _ study: Study, runDirectory: String? = nil, keepsAnswers: Bool = true
  ) throws(Diagnostic) {
    if let settings = study.evaluator {
      self = .program(
        try ProgramEvaluator(
          study, settings, runDirectory: runDirectory, keepsAnswers: keepsAnswers))
    } else {
      self = .models(ModelEvaluator(study))
    }
  }

  /// Evaluates points; the answers are in the order of the points.
  ///
  /// - Parameters:
  ///   - points: Points of the study's space.
  ///   - threads: Threads at most, for models; a program has processes of its own.
  ///   - cancellation: A switch to end early.
  /// - Returns: The answers up to the first that was given up because of `cancellation`.
  /// - Throws: A diagnostic when no answer can be had at all.
  mutating func evaluate(
    _ points: [DesignPoint], threads: Int, cancellation: CancellationFlag?
  ) async throws(Diagnostic) -> [Trial.Outcome] {
    switch self {
    case .models(var models):
      let outcomes = try await models.evaluate(
        points, threads: threads, cancellation: cancellation)
      self = .models(models)
      return outcomes
    case .program(let program):
      return try await WaitingWork.run { () throws(Diagnostic) in
        try program.evaluate(points, cancellation: cancellation)
      }
    }
  }

  /// Evaluates points here and now, one after the other.
  ///
  /// - Parameter points: Points of the study's space.
  /// - Returns: The answers, in the order of the points.
  /// - Throws: A diagnostic as ``evaluate(_:threads:cancellation:)`` does.
  mutating func evaluate(_ points: [DesignPoint]) throws(Diagnostic) -> [Trial.Outcome] {
    switch self {
    case .models(var models):
      var outcomes: [Trial.Outcome] = []
      outcomes.reserveCapacity(points.count)
      for point in points { outcomes.append(try models.evaluate(point)) }
      self = .models(models)
      return outcomes
    case .program(let program):
      return try program.evaluate(points, cancellation: nil)
    }
  }
}
