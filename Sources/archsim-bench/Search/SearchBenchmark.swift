import ArchSim

/// The benchmark of search algorithms: what they reach, and what they cost.
enum SearchBenchmark {
  static func run(_ words: ArraySlice<String>) async throws {
    switch words.first {
    case "help", "--help": print(SearchOptions.usage)
    case "overhead": try SearchOverhead(SearchOptions(words.dropFirst())).run()
    case "journal": try await JournalOverhead().run()
    default:
      var comparison = try SearchComparison(SearchOptions(words))
      try await comparison.run()
    }
  }
}
