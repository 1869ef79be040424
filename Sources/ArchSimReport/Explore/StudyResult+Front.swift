import ArchSimStudy

extension StudyResult {
  /// The place of a trial in the front, which is in ascending order; nil when it is not on it.
  func frontPosition(of trial: Int) -> Int? {
    var (low, high) = (0, front.count)
    while low < high {
      let middle = (low + high) / 2
      if front[middle] < trial { low = middle + 1 } else { high = middle }
    }
    return low < front.count && front[low] == trial ? low : nil
  }
}
