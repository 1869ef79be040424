import ArchSim
import Testing

/// Expects what is true of every simulation: each request ends once, with the tokens that it asked
/// for, or is refused; times are in order; gaps add up; and no cache is ever overfull.
///
/// - Parameters:
///   - result: What was found, with records of requests and a log.
///   - requests: The requests.
///   - comment: What to say where it is not so.
func expectConservation(_ result: ServingResult, _ requests: [Request], _ comment: Comment) {
  let total = result.total
  #expect(result.records.map(\.number) == Array(requests.indices), comment)
  #expect(total.finishedRequests + result.rejectedRequests == requests.count, comment)
  var tokens = 0
  for (record, request) in zip(result.records, requests) {
    #expect(record.arrivalSeconds == request.arrivalSeconds, comment)
    guard record.rejection == nil else { continue }
    tokens += request.outputTokens
    #expect(record.generatedTokens == request.outputTokens, comment)
    #expect(record.admissionSeconds >= record.arrivalSeconds + 2e-3 - 1e-12, comment)
    #expect(record.firstTokenSeconds > record.admissionSeconds, comment)
    #expect(record.lastTokenSeconds >= record.firstTokenSeconds, comment)
  }
  #expect(total.outputTokens == tokens, comment)
  #expect(total.endToEnd.count == total.finishedRequests, comment)
  #expect(total.timeToFirstToken.count == total.finishedRequests, comment)
  // Every token but the first has a gap before it, and the gaps of a request are its TPOT.
  #expect(total.timeBetweenTokens.count == tokens - total.finishedRequests, comment)
  let gaps = result.records.reduce(0) {
    $0 + ($1.rejection == nil ? $1.lastTokenSeconds - $1.firstTokenSeconds : 0)
  }
  #expect(abs(total.timeBetweenTokens.sum - gaps) < 1e-6 * max(1, gaps), comment)

  for statistics in result.replicas {
    #expect(statistics.peakPages <= statistics.cachePages, comment)
    #expect(statistics.busySeconds <= statistics.durationSeconds + 1e-9, comment)
  }
  for iteration in result.log?.iterations ?? [] {
    #expect(iteration.decodes > 0 || iteration.promptTokens > 0, comment)
    let capacity = result.replicas[Int(iteration.replica)].cachePages
    #expect(iteration.pages >= 0 && iteration.pages <= capacity, comment)
  }
}
