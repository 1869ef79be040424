/// The candidate that a mistyped name most likely meant.
///
/// Distance is the Damerau–Levenshtein distance in its optimal-string-alignment form (insertions,
/// deletions, substitutions and swaps of neighbours; F. J. Damerau, "A technique for computer
/// detection and correction of spelling errors", CACM 7(3), 1964), ignoring case.
///
/// ```swift
/// nearestName(to: "arry", among: ["energy", "array"])  // "array"
/// nearestName(to: "zebra", among: ["energy", "array"])  // nil
/// ```
///
/// - Parameters:
///   - name: What the user wrote. Nothing is near to an empty name, or to one of more than 64
///     characters.
///   - candidates: The valid names. Of several that are equally near, the first wins.
/// - Returns: The nearest candidate, or nil when all are further than a third of the name's length
///   (and further than 1), or share no character with it.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  // A character has many bytes at worst, but garbage must not cost a pass over all of it.
  guard !name.isEmpty, name.utf8.count <= 1024 else { return nil }
  let wanted = Array(name.lowercased())
  guard wanted.count <= 64 else { return nil }
  let limit = max(1, wanted.count / 3)

  var best: String?
  var bestDistance = limit + 1
  for candidate in candidates {
    guard candidate.utf8.count <= 1024 else { continue }
    let letters = Array(candidate.lowercased())
    guard abs(letters.count - wanted.count) < bestDistance else { continue }
    let distance = editDistance(wanted, letters)
    // A distance as long as the words means that they share nothing: 'y' is not near to 'm'.
    guard distance < bestDistance, distance < max(wanted.count, letters.count, 1) else { continue }
    best = candidate
    bestDistance = distance
  }
  return best
}

/// The hint that follows an unknown name, when there is something useful to say.
///
/// - Parameters:
///   - name: What the user wrote.
///   - candidates: The valid names.
/// - Returns: `did you mean 'x'?` when a candidate is near; else `expected one of a, b, c` when
///   there are at most 12 candidates; else nil.
public func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String? {
  let valid = Array(candidates)
  if let near = nearestName(to: name, among: valid) { return "did you mean '\(near)'?" }
  guard !valid.isEmpty, valid.count <= 12 else { return nil }
  return valid.count == 1
    ? "expected \(valid[0])" : "expected one of \(valid.joined(separator: ", "))"
}

/// Edits that turn one word into the other: three rows of the usual table are enough.
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  guard !first.isEmpty else { return second.count }
  guard !second.isEmpty else { return first.count }
  var beforePrevious = [Int](repeating: 0, count: second.count + 1)
  var previous = Array(0...second.count)
  var current = previous
  for row in 1...first.count {
    current[0] = row
    for column in 1...second.count {
      let substitution = first[row - 1] == second[column - 1] ? 0 : 1
      var distance = min(
        previous[column] + 1, current[column - 1] + 1, previous[column - 1] + substitution)
      if row > 1, column > 1, first[row - 1] == second[column - 2],
        first[row - 2] == second[column - 1]
      {
        distance = min(distance, beforePrevious[column - 2] + 1)
      }
      current[column] = distance
    }
    (beforePrevious, previous, current) = (previous, current, beforePrevious)
  }
  return previous[second.count]
}
