/// The trials of a run that are held, by their numbers: all of them, or those of the front and a sample.
///
/// ```swift
/// for number in result.front { print(result.trials[number].metrics ?? []) }
/// ```
///
/// A trial stands at its number, so that numbers may be missing between two that follow each other;
/// ``count`` is how many are held. All of them are as long as there are few (``TrialKeeping``).
public struct KeptTrials: BidirectionalCollection, Sendable {
  /// In ascending order of their numbers.
  private let trials: [Trial]
  /// Whether no number is missing between the first and the last.
  private let isDense: Bool

  init(_ trials: [Trial]) {
    self.trials = trials
    isDense = trials.isEmpty || trials[trials.count - 1].index - trials[0].index + 1 == trials.count
  }

  /// How many are held.
  public var count: Int { trials.count }
  /// Whether none is held.
  public var isEmpty: Bool { trials.isEmpty }
  /// The number of the first; 0 when there is none.
  public var startIndex: Int { trials.first?.index ?? 0 }
  /// One more than the number of the last; 0 when there is none.
  public var endIndex: Int { trials.last.map { $0.index + 1 } ?? 0 }

  /// The trial of a number that is held.
  public subscript(number: Int) -> Trial { trials[place(number)] }

  /// The trial of a number; nil when it is not held.
  public func trial(_ number: Int) -> Trial? {
    let place = place(number)
    guard trials.indices.contains(place), trials[place].index == number else { return nil }
    return trials[place]
  }

  /// The next number that is held.
  public func index(after number: Int) -> Int {
    let next = place(number) + 1
    return next < trials.count ? trials[next].index : endIndex
  }

  /// The number that is held before.
  public func index(before number: Int) -> Int {
    trials[(number >= endIndex ? trials.count : place(number)) - 1].index
  }

  /// Walks the trials in ascending order.
  public func makeIterator() -> Array<Trial>.Iterator { trials.makeIterator() }

  /// The first place whose number is not below.
  private func place(_ number: Int) -> Int {
    guard !isDense else { return number - startIndex }
    var low = 0
    var high = trials.count
    while low < high {
      let middle = (low + high) / 2
      if trials[middle].index < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
