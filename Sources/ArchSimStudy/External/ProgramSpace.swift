import ArchSimHardware
import ArchSimText

/// What the parameters of a program are, as the space of its study shows: nobody declares them.
///
/// Numbers with a unit have that unit; whole numbers without one are whole; other words are names.
struct ProgramSpace {
  private let title: String

  init(_ settings: EvaluatorSettings) {
    title = FilePath.name(of: settings.command.first ?? "")
  }

  /// Numbers that a parameter may have: what a double counts exactly.
  private static let integerLimit = 1 << 53
  private static let realLimit = 1e300

  /// Reads the space as far as parameters go.
  ///
  /// - Returns: A family with these parameters, and the space without what only we understand.
  func read(_ value: YAMLValue) throws(Diagnostic) -> (AcceleratorFamily, YAMLValue) {
    var parameters: [ParameterDescription] = []
    var members: [YAMLMember] = []
    for var member in try YAMLMap(value, "'space'").members {
      try Self.requirePlain(member, "a parameter")
      parameters.append(try description(of: &member))
      members.append(member)
    }
    let family = AcceleratorFamily(
      unmodelled: title, summary: "a program that evaluates designs", parameters: parameters)
    return (family, YAMLValue(.mapping(members), at: value.location))
  }

  /// Names become columns and JSON.
  static func requirePlain(_ member: YAMLMember, _ what: String) throws(Diagnostic) {
    let isPlain = member.key.utf8.allSatisfy { byte in
      (48...57) ~= byte || (65...90) ~= byte || (97...122) ~= byte || [45, 46, 95].contains(byte)
    }
    guard isPlain, (1...100).contains(member.key.utf8.count) else {
      throw Diagnostic(
        "the name of \(what) has letters, digits, '.', '-' and '_', found "
          + "'\(member.key.shortened)'", at: member.keyLocation)
    }
  }

  private func description(of member: inout YAMLMember) throws(Diagnostic) -> ParameterDescription {
    if case .sequence(let elements) = member.value.content {
      return try listed(elements, member)
    }
    let map = try YAMLMap(member.value, "'\(member.key)'")
    if let choices = map["choices"] {
      throw Diagnostic(
        "'choices' set parameters of hardware, which this study has none of: list names",
        at: choices.location)
    }
    if let values = map["values"] { return try listed(try values.elements("values"), member) }
    let type = map["type"]
    member.value.content = .mapping(map.members.filter { $0.key != "type" })
    var bounds = map
    if let powers = map["powers"] { bounds = try YAMLMap(powers, "'powers'") }
    let texts = [bounds["from"], bounds["to"], map["step"]].compactMap { $0?.scalar }
    let unit = texts.lazy.compactMap(Self.unit).first { $0 != .none } ?? .none
    let isWhole = unit == .none && texts.allSatisfy { parseInteger($0) != nil }
    switch try type?.text("type") {
    case nil: return isWhole ? integer(member) : real(member, unit)
    case "real": return real(member, unit)
    case "integer" where isWhole: return integer(member)
    case "integer":
      throw Diagnostic(
        "expected whole numbers without unit for '\(member.key)'", at: type?.location)
    default:
      throw Diagnostic(
        "expected integer or real for 'type', found \(type?.description ?? "")",
        at: type?.location)
    }
  }

  /// A list is of numbers, all with a unit or none, or of names.
  private func listed(
    _ elements: [YAMLValue], _ member: YAMLMember
  ) throws(Diagnostic) -> ParameterDescription {
    var texts: [String] = []
    for element in elements { texts.append(try element.text(member.key)) }
    let units = texts.map(Self.unit)
    guard let first = units.compactMap(\.self).first else {
      var names: [String] = []
      for text in texts where !names.contains(text) { names.append(text) }
      return ParameterDescription(
        name: member.key, kind: .choice(names), defaultValue: 0, documentation: "")
    }
    if let stranger = units.firstIndex(where: { $0 == nil }) {
      throw Diagnostic(
        "expected numbers or names for '\(member.key)', found both",
        at: elements[stranger].location,
        hint: "'\(texts[stranger].shortened)' is no number")
    }
    return real(member, units.lazy.compactMap(\.self).first { $0 != .none } ?? first)
  }

  private func real(_ member: YAMLMember, _ unit: Unit) -> ParameterDescription {
    ParameterDescription(
      name: member.key, kind: .real(-Self.realLimit...Self.realLimit), unit: unit,
      defaultValue: 0, documentation: "")
  }

  private func integer(_ member: YAMLMember) -> ParameterDescription {
    ParameterDescription(
      name: member.key, kind: .integer(-Self.integerLimit...Self.integerLimit),
      defaultValue: 0, documentation: "")
  }

  /// The unit of a number with or without one; nil when it is no number.
  private static func unit(_ text: String) -> Unit? {
    Unit.allCases.first { unit in
      // Cycles need no unit: they would take all plain numbers.
      (unit != .cycles || text.hasSuffix("s") || text.hasSuffix("e"))
        && (try? Quantity.parse(text, as: unit, "", at: nil)) != nil
    }
  }
}
