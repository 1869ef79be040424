public import ArchSimHardware
public import ArchSimSearch

/// What a parameter of a study's space changes.
public enum StudyTarget: Hashable, Sendable {
  /// Which of the study's designs it is, by position.
  case design
  /// A parameter of one of the designs, by position.
  case hardware(design: Int, parameter: Int)
  /// Sequences that run together.
  case batch
  /// Tokens of a prompt.
  case prompt
  /// Tokens that a sequence generates.
  case output
  /// How tensors are stored; the value is the position of a scheme.
  case quantization
}

/// A value for a target.
public struct StudyAssignment: Hashable, Sendable {
  /// What is set.
  public var target: StudyTarget
  /// To what: in the parameter's unit, or a position.
  public var value: Double
}

/// One of several names that each set something.
public struct StudyChoice: Hashable, Sendable {
  /// The name as written.
  public var name: String
  /// What it sets.
  public var assignments: [StudyAssignment]
}

/// A dimension of a study's space: what the search chooses, and what that means.
public struct StudyParameter: Hashable, Sendable {
  /// How the numbers of a search become settings.
  public enum Meaning: Hashable, Sendable {
    /// The number is the value of targets: of several where designs share a parameter's name.
    case number([StudyTarget])
    /// The number is a position in a list.
    case choices([StudyChoice], isNamed: Bool)
  }

  /// The name as written.
  public var name: String
  /// What a value means.
  public var meaning: Meaning
  /// The unit of numbers.
  public var unit: Unit

  /// The value as people write it.
  public func text(_ value: Double) -> String {
    switch meaning {
    case .number: return Quantity.exactText(value, unit)
    case .choices(let choices, _):
      let position = Int(exactly: value) ?? -1
      return choices.indices.contains(position) ? choices[position].name : "?"
    }
  }
}

/// The designs that a study chooses from, and how a point becomes a design.
public struct StudySpace: Sendable {
  /// One a dimension; which design it is comes first where there are several.
  public var parameters: [StudyParameter]
  /// The same as the search sees it.
  public var search: SearchSpace
}

/// A point of a space as a design and a workload.
public struct BoundDesign: Hashable, Sendable {
  /// The position of the design that the point starts from.
  public var design: Int
  /// One number a parameter of the design's family.
  public var values: [Double]
  /// What runs on it.
  public var workload: WorkloadChoice
}

extension StudySpace {
  /// The name of the parameter that says which design it is.
  static let designName = "design"

  /// Whether a point says which of several designs it is.
  var choosesDesign: Bool {
    guard case .choices(let choices, _) = parameters.first?.meaning else { return false }
    return choices.first?.assignments.first?.target == .design
  }

  /// Turns a point into a design: the one that it chooses, with what the point sets.
  ///
  /// A parameter that its condition switches off sets nothing, so the design's own value stays; so
  /// it does for a parameter that belongs to another design.
  public func bind(
    _ point: DesignPoint, to designs: [StudyDesign], _ workload: WorkloadChoice
  ) -> BoundDesign {
    let first = designPosition(of: point)
    var bound = BoundDesign(
      design: first, values: designs[first].hardware.values, workload: workload)
    if let scheme = designs[first].scheme { bound.workload.scheme = scheme }
    for (position, parameter) in parameters.enumerated() {
      guard search.isActive(parameter: position, at: point) else { continue }
      let value = point.values[position]
      switch parameter.meaning {
      case .number(let targets):
        for target in targets { bound.set(StudyAssignment(target: target, value: value)) }
      case .choices(let choices, _):
        guard let index = Int(exactly: value), choices.indices.contains(index) else { continue }
        for assignment in choices[index].assignments { bound.set(assignment) }
      }
    }
    return bound
  }

  /// The position of the design that a point chooses; 0 where there is one only.
  func designPosition(of point: DesignPoint) -> Int {
    guard choosesDesign, case .choices(let choices, _) = parameters[0].meaning,
      let index = Int(exactly: point.values[0]), choices.indices.contains(index),
      let assignment = choices[index].assignments.first
    else { return 0 }
    return Int(exactly: assignment.value) ?? 0
  }
}

extension BoundDesign {
  mutating func set(_ assignment: StudyAssignment) {
    let whole = Int(exactly: assignment.value) ?? 0
    switch assignment.target {
    case .design: break
    case .hardware(let owner, let position):
      if owner == design { values[position] = assignment.value }
    case .batch: workload.batch = whole
    case .prompt: workload.prompt = whole
    case .output: workload.output = whole
    case .quantization: workload.scheme = whole
    }
  }
}
