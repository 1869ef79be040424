/// Numbers as a line of eight heights, for a glance at how they develop.
///
/// The lowest and the highest stand for the least and the largest of the numbers drawn.
///
/// ```swift
/// sparkline([0, 1, 2, 3], width: 4)  // "▁▃▆█"
/// ```
///
/// - Parameters:
///   - values: The numbers in order; what is not finite counts as the smallest.
///   - width: Characters to use at most; of the numbers behind one character the last is drawn.
/// - Returns: One character a number, or `width` of them; empty without numbers.
public func sparkline(_ values: [Double], width: Int = 60) -> String {
  let heights = Array("▁▂▃▄▅▆▇█")
  guard !values.isEmpty, width > 0 else { return "" }
  let count = min(width, values.count)
  let shown = (0..<count).map { values[($0 + 1) * values.count / count - 1] }
  let finite = shown.filter(\.isFinite)
  let least = finite.min() ?? 0
  let range = (finite.max() ?? 0) - least
  var line = ""
  for value in shown {
    guard value.isFinite, range > 0 else {
      line.append(heights[0])
      continue
    }
    let height = (value - least) / range * Double(heights.count - 1)
    line.append(heights[min(heights.count - 1, max(0, Int(height.rounded())))])
  }
  return line
}
