import ArchSim
import Testing

struct IterationTests {
  @Test("tokens of an iteration are those that decode and those of chunks")
  func tokens() {
    var work = IterationWork()
    work.decodeContexts = [7, 100]
    work.chunks = [
      PromptChunk(tokens: 5, cached: 0, isLast: true),
      PromptChunk(tokens: 3, cached: 9, isLast: false),
    ]
    #expect(work.tokenCount == 10)
  }

  @Test("contexts grow together and one by one, and their sum with them")
  func growth() {
    var work = IterationWork(decodeContexts: [7, 100])
    work.advance()
    work.addDecode(context: 5)
    work.advance()
    work.growDecode(at: 1, by: 3)
    #expect(work.decodeContexts == [9, 105, 6])
    #expect(work.decodeContextSum == 120)
    work.removeDecode(at: 0)
    #expect(work.decodeContexts == [6, 105])
    #expect(work.decodeContext(at: 1) == 105)
    #expect(work.decodeContextSum == 111)
    work.removeDecode(at: 1)
    work.removeDecode(at: 0)
    #expect(work.decodeCount == 0 && work.decodeContextSum == 0)
  }

  @Test("the longest context is that of all, whoever comes, grows and goes")
  func longest() {
    var generator = SplitMix64(seed: 5)
    var work = IterationWork()
    for step in 0..<4000 {
      // Few distinct contexts, so that several are the longest at once.
      switch generator.next() % 5 {
      case 0, 1: work.addDecode(context: 1 + Int(generator.next() % 20))
      case 2 where work.decodeCount > 0:
        work.removeDecode(at: Int(generator.next() % UInt64(work.decodeCount)))
      case 3 where work.decodeCount > 0:
        work.growDecode(
          at: Int(generator.next() % UInt64(work.decodeCount)), by: Int(generator.next() % 4))
      default: work.advance()
      }
      let expected = work.decodeContexts.max() ?? 0
      #expect(
        work.longestDecodeContext == expected,
        "seed 5, step \(step): expected \(expected), actual \(work.longestDecodeContext)")
    }
  }
}
