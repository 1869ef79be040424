public import ArchSimText

/// Files of published numbers with what our models answer.
public struct Validation: Sendable {
  /// Whether a row may stand as it is.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// Ours lies within the tolerance.
    case held
    /// It does not, and the row says why.
    case exception
    /// It does not.
    case missed
  }

  /// A row with our answer.
  public struct Outcome: Sendable {
    /// The row.
    public let row: ValidationRow
    /// What our model says.
    public let ours: Double
    /// Ours over theirs; nil where bounds were published.
    public let ratio: Double?
    /// Whether the row may stand.
    public let verdict: Verdict

    /// Ours over theirs, less one; nil where bounds were published.
    public var error: Double? { ratio.map { $0 - 1 } }
    /// Whether the row names an exception that it does not need.
    public var isNeedlessException: Bool { verdict == .held && row.exception != nil }

    init(_ row: ValidationRow, ours: Double) {
      self.row = row
      self.ours = ours
      let isHeld: Bool
      switch row.published {
      case .range(let least, let most):
        ratio = nil
        isHeld = ours >= least ?? -.infinity && ours <= most ?? .infinity
      case .value(let theirs):
        // Times 1e-9 of a nanojoule and the like must not cost the last bit.
        let share = ours / theirs
        ratio = share
        let slack = 1e-9
        isHeld =
          switch row.tolerance {
          case .exact: abs(share - 1) <= slack
          case .relative(let tolerance): abs(share - 1) <= tolerance + slack
          case .absolute(let tolerance):
            abs(ours - theirs) <= tolerance * (1 + slack) + abs(theirs) * slack
          }
      }
      verdict = isHeld ? .held : row.exception == nil ? .missed : .exception
    }
  }

  /// What the rows of a source come to.
  public struct Summary: Hashable, Sendable {
    /// Rows.
    public var rows = 0
    /// Rows that publish bounds rather than a number.
    public var bounds = 0
    /// Rows to which constants of ours were fitted.
    public var fitted = 0
    /// Mean of the magnitudes of errors; nil without numbers.
    public var mean: Double?
    /// Median of them.
    public var median: Double?
    /// The largest.
    public var worst: Double?
    /// Share of the numbers that are met within a tenth.
    public var withinTenth: Double?
    /// Share of the numbers that are met within a quarter.
    public var withinQuarter: Double?
    /// Rows outside of their tolerance that say why.
    public var exceptions = 0
    /// Rows outside of their tolerance.
    public var missed = 0

    /// Sums outcomes up.
    public init(_ outcomes: [Outcome]) {
      rows = outcomes.count
      fitted = outcomes.count { $0.row.isFitted }
      exceptions = outcomes.count { $0.verdict == .exception }
      missed = outcomes.count { $0.verdict == .missed }
      let errors = outcomes.compactMap(\.error).map(\.magnitude).sorted()
      bounds = rows - errors.count
      guard let largest = errors.last else { return }
      let count = Double(errors.count)
      mean = errors.reduce(0, +) / count
      let middle = errors.count / 2
      median =
        errors.count.isMultiple(of: 2)
        ? (errors[middle - 1] + errors[middle]) / 2 : errors[middle]
      worst = largest
      withinTenth = Double(errors.count { $0 <= 0.1 }) / count
      withinQuarter = Double(errors.count { $0 <= 0.25 }) / count
    }
  }

  /// A file with our answers.
  public struct Section: Sendable {
    /// The file.
    public let file: ValidationFile
    /// A row each.
    public let outcomes: [Outcome]
    /// What they come to.
    public var summary: Summary { Summary(outcomes) }
  }

  /// The files in their order.
  public let sections: [Section]

  /// Asks our models for every row.
  ///
  /// - Parameter files: The rows.
  /// - Throws: A diagnostic when a model refuses to answer.
  public init(_ files: [ValidationFile]) throws(Diagnostic) {
    var cache = ValidationCache()
    var sections: [Section] = []
    for file in files {
      var outcomes: [Outcome] = []
      for row in file.rows {
        outcomes.append(Outcome(row, ours: try row.quantity.value(&cache)))
      }
      sections.append(Section(file: file, outcomes: outcomes))
    }
    self.sections = sections
  }

  /// What all rows come to.
  public var summary: Summary { Summary(sections.flatMap(\.outcomes)) }

  /// What the rows come to that no constant of ours was fitted to.
  public var unfittedSummary: Summary {
    Summary(sections.flatMap(\.outcomes).filter { !$0.row.isFitted })
  }
}
