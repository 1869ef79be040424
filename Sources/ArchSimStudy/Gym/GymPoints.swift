import ArchSimHardware
import ArchSimSearch
import ArchSimText

/// How points are said: by names and values, or by the numbers of levels.
struct GymPoints: Sendable {
  let study: Study
  /// How many levels each parameter has to those who count: real ones are divided evenly.
  let levelCounts: [Int]
  private let positions: [String: Int]
  private let levels: [Levels]
  private let hasConditions: Bool

  /// Levels that a real parameter is divided into, its ends included.
  static let realLevels = 101

  /// The value of each level.
  private enum Levels: Sendable {
    case listed([Double])
    case stepped(from: Int, by: Int)
  }

  /// Prepares the space of a study.
  ///
  /// - Throws: A diagnostic when a parameter makes no space by itself, which cannot be.
  init(_ study: Study) throws(Diagnostic) {
    self.study = study
    let search = study.space.search.parameters
    positions = Dictionary(
      uniqueKeysWithValues: search.indices.map { (search[$0].name, $0) })
    var levels: [Levels] = []
    var counts: [Int] = []
    for parameter in search {
      switch parameter.domain {
      case .ordinal(let values):
        levels.append(.listed(values))
        counts.append(values.count)
      case .categorical(let count):
        levels.append(.stepped(from: 0, by: 1))
        counts.append(count)
      case .integer(let range, let step, _):
        levels.append(.stepped(from: range.lowerBound, by: step))
        counts.append((range.upperBound - range.lowerBound) / step + 1)
      case .real:
        let values = try Self.places(of: parameter)
        levels.append(.listed(values))
        counts.append(values.count)
      }
    }
    self.levels = levels
    levelCounts = counts
    hasConditions = search.contains { $0.condition != nil }
  }

  /// Evenly spaced values of a real parameter, on its own scale.
  private static func places(of parameter: SearchParameter) throws(Diagnostic) -> [Double] {
    do throws(SearchSpaceError) {
      let space = try SearchSpace([SearchParameter(parameter.name, parameter.domain)])
      if space.cardinality == 1 { return space.point(atUnitCoordinates: [0]).values }
      return (0..<realLevels).map { level in
        space.point(atUnitCoordinates: [Double(level) / Double(realLevels - 1)]).values[0]
      }
    } catch {
      throw Diagnostic("\(error)")
    }
  }

  /// Reads a point: `{"array.rows": 64, …}` or `[2, 0, …]`.
  ///
  /// - Returns: A point of the space; what its conditions switch off is passed over.
  /// - Throws: A diagnostic when it is none.
  func point(_ value: JSONValue) throws(Diagnostic) -> DesignPoint {
    switch value.content {
    case .object(let members): return try named(members)
    case .array(let elements): return try numbered(elements)
    default:
      throw Diagnostic(
        "expected a point as object of names and values or as array of levels, found \(value)")
    }
  }

  private func named(_ members: [JSONMember]) throws(Diagnostic) -> DesignPoint {
    let parameters = study.space.parameters
    var values = [Double](repeating: .nan, count: parameters.count)
    for (index, member) in members.enumerated() {
      let position: Int
      // Who sends many points sends them in one order.
      if index < parameters.count, parameters[index].name == member.name {
        position = index
      } else if let known = positions[member.name] {
        position = known
      } else {
        throw Diagnostic(
          "the space has no parameter '\(member.name.shortened)'",
          hint: didYouMean(member.name, among: parameters.map(\.name)))
      }
      values[position] = try self.value(member.value, of: parameters[position])
    }
    return try checked(values)
  }

  private func value(
    _ value: JSONValue, of parameter: StudyParameter
  ) throws(Diagnostic) -> Double {
    switch (value.content, parameter.meaning) {
    case (.null, _): return .nan
    case (.number(let number, _), .number): return number
    case (.string(let text), .number):
      return try Quantity.parse(text, as: parameter.unit, parameter.name, at: nil)
    case (.string(let text), .choices(let choices, _)),
      (.number(_, let text), .choices(let choices, _)):
      guard let index = choices.firstIndex(where: { $0.name == text }) else {
        throw Diagnostic(
          "'\(parameter.name)' is '\(text.shortened)', expected one of "
            + choices.map(\.name).joined(separator: ", "),
          hint: nearestName(to: text, among: choices.map(\.name)).map { "did you mean '\($0)'?" })
      }
      return Double(index)
    default: throw Diagnostic("expected a value for '\(parameter.name)', found \(value)")
    }
  }

  private func numbered(_ elements: [JSONValue]) throws(Diagnostic) -> DesignPoint {
    guard elements.count == levels.count else {
      throw Diagnostic("expected \(levels.count) levels in a point, found \(elements.count)")
    }
    var values: [Double] = []
    values.reserveCapacity(elements.count)
    for (position, element) in elements.enumerated() {
      guard case .number(let number, _) = element.content, let level = Int(exactly: number),
        (0..<levelCounts[position]).contains(level)
      else {
        throw Diagnostic(
          "expected 0 to \(levelCounts[position] - 1) as level of "
            + "'\(study.space.parameters[position].name)', found \(element)")
      }
      switch levels[position] {
      case .listed(let list): values.append(list[level])
      case .stepped(let first, let step): values.append(Double(first + level * step))
      }
    }
    return study.space.search.canonical(DesignPoint(values))
  }

  /// Refuses what is missing, and what is not in the space rather than move it there.
  private func checked(_ values: [Double]) throws(Diagnostic) -> DesignPoint {
    let space = study.space.search
    let canonical = space.canonical(DesignPoint(values.map { $0.isNaN ? 0 : $0 }))
    for position in values.indices where canonical.values[position] != values[position] {
      if hasConditions, !space.isActive(parameter: position, at: canonical) { continue }
      let parameter = study.space.parameters[position]
      guard !values[position].isNaN else {
        throw Diagnostic("the point has no '\(parameter.name)'")
      }
      throw Diagnostic(
        "'\(parameter.name)' is \(parameter.text(values[position])), expected "
          + expectation(position))
    }
    return canonical
  }

  private func expectation(_ position: Int) -> String {
    let parameter = study.space.parameters[position]
    switch study.space.search.parameters[position].domain {
    case .ordinal(let values):
      let shown = values.prefix(12).map(parameter.text).joined(separator: ", ")
      return "one of \(shown)\(values.count > 12 ? ", …" : "")"
    case .categorical(let count): return "one of \(count) names"
    case .integer(let range, let step, _):
      let ends = "\(range.lowerBound) to \(range.upperBound)"
      return step == 1 ? ends : "\(ends) in steps of \(step)"
    case .real(let range, _):
      return "\(parameter.text(range.lowerBound)) to \(parameter.text(range.upperBound))"
    }
  }
}
