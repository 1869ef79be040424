import ArchSimSearch
import ArchSimStudy
import ArchSimText

/// A parameter of a space as Optuna describes it (`optuna.distributions`).
///
/// | here | there |
/// |---|---|
/// | a range of reals | `FloatDistribution`, `log` when logarithmic |
/// | a range of integers, a list of integers with equal gaps | `IntDistribution` with `step` |
/// | the same on a logarithmic scale | `IntDistribution` with `log`, where the step is 1 |
/// | any other list of numbers, choices | `CategoricalDistribution` |
struct OptunaDistribution {
  private enum Kind {
    case real(ClosedRange<Double>, isLogarithmic: Bool)
    case integer(ClosedRange<Int>, step: Int, isLogarithmic: Bool)
    case levels([Double])
    case names([String])
  }

  private let kind: Kind

  init(_ space: StudySpace, _ position: Int) {
    switch (space.parameters[position].meaning, space.search.parameters[position].domain) {
    case (.choices(let choices, _), _): kind = .names(choices.map(\.name))
    case (.number, .real(let range, let isLogarithmic)):
      kind = .real(range, isLogarithmic: isLogarithmic)
    case (.number, .integer(let range, let step, let isLogarithmic)):
      // The last level, where the range ends between two.
      let last = range.lowerBound + (range.upperBound - range.lowerBound) / step * step
      // Optuna has no steps on a logarithmic scale.
      kind = .integer(
        range.lowerBound...last, step: step, isLogarithmic: isLogarithmic && step == 1)
    case (.number, .ordinal(let levels)): kind = Self.kind(of: levels)
    case (.number, .categorical(let count)): kind = .levels((0..<count).map(Double.init))
    }
  }

  /// Integers with equal gaps, or a list.
  private static func kind(of levels: [Double]) -> Kind {
    let whole = levels.compactMap { Int(exactly: $0) }
    guard whole.count == levels.count, whole.count >= 2, let first = whole.first,
      let last = whole.last, whole.allSatisfy({ $0.magnitude < 1 << 53 })
    else { return .levels(levels) }
    let step = whole[1] - first
    let isEven = zip(whole, whole.dropFirst()).allSatisfy { $1 - $0 == step }
    return isEven ? .integer(first...last, step: step, isLogarithmic: false) : .levels(levels)
  }

  /// The distribution as Optuna writes it.
  var text: String {
    var json = JSONWriter()
    json.beginObject()
    json.key("name")
    switch kind {
    case .real(let range, let isLogarithmic):
      json.string("FloatDistribution")
      json.key("attributes")
      json.beginObject()
      json.key("step")
      json.null()
      json.key("low")
      json.number(range.lowerBound)
      json.key("high")
      json.number(range.upperBound)
      json.key("log")
      json.boolean(isLogarithmic)
    case .integer(let range, let step, let isLogarithmic):
      json.string("IntDistribution")
      json.key("attributes")
      json.beginObject()
      json.key("log")
      json.boolean(isLogarithmic)
      json.key("step")
      json.number(step)
      json.key("low")
      json.number(range.lowerBound)
      json.key("high")
      json.number(range.upperBound)
    case .levels(let levels):
      json.string("CategoricalDistribution")
      json.key("attributes")
      json.beginObject()
      json.key("choices")
      json.beginArray()
      for level in levels {
        if let whole = Int(exactly: level) { json.number(whole) } else { json.number(level) }
      }
      json.endArray()
    case .names(let names):
      json.string("CategoricalDistribution")
      json.key("attributes")
      json.beginObject()
      json.key("choices")
      json.beginArray()
      for name in names { json.string(name) }
      json.endArray()
    }
    json.endObject()
    json.endObject()
    return json.text
  }

  /// Writes a value as Optuna stores it: choices and lists by position.
  func write(_ value: Double, to json: inout JSONWriter) {
    switch kind {
    case .real: json.number(value)
    case .integer: json.number(Int(exactly: value) ?? 0)
    case .levels(let levels): json.number(levels.firstIndex(of: value) ?? 0)
    case .names: json.number(Int(exactly: value) ?? 0)
    }
  }
}
