import ArchSim
import Testing

@testable import ArchSimStudy

struct PlanFileTests {
  private static let text = """
    plan: test
    model: models/llama3.2-1b.json
    cluster: clusters/4xa100.yaml
    requests: {arrivals: even, rate: 2, count: 4, prompt: 10, output: 3}

    """

  private func read(_ text: String) throws(Diagnostic) -> PlanStudy {
    try PlanFile.parse(Array(text.utf8), file: Repository.path("Configs/test.yaml"))
  }

  @Test("the examples of plan.md are read")
  func documentation() throws {
    let blocks = try DocumentationTests.blocks("plan", "yaml")
    #expect(blocks.count == 2)
    let study = try read(blocks[0])
    #expect(study.schemes.count == 2 && study.axes.count == 1)
    #expect(study.limits.separation == .allowed && study.objective.bounds.count == 2)
    #expect(study.limits.degrees[.tensor] == [1, 2, 4, 8])
    let other = try read(blocks[1])
    #expect(other.requests.count == 300)
  }

  @Test(
    "mistakes are told with their place",
    arguments: [
      ("objective: goodputt", "unknown metric 'goodputt' of plans"),
      ("slo: ttft_p96 <= 1 s", "unknown figure 'p96'"),
      ("slo: ttft_p95 <= 0 s", "expected a time above 0 with its unit (s, ms, us), found '0s'"),
      ("space: {plan.tensr: [1]}", "unknown parameter 'plan.tensr' of plans"),
      ("space: {plan.tensor: [0]}", "'plan.tensor' is 0, expected 1 to 1048576"),
      ("space: {plan.prefill_pool: h100}", "4×A100 has no pool 'h100'"),
      ("space: {plan.prefill_pool: a100}", "a pool for one phase needs 'plan.separate'"),
      (
        "space: {device.hbm.bandwith: [1 TB/s]}",
        "no device of 4×A100 has a parameter 'hbm.bandwith'"
      ),
      ("space: {device.sms: [0]}", "'sms' is 0, expected 1 to 4096"),
      ("space: {quantization: []}", "expected at least one scheme"),
      ("engine: vllm-9", "unknown engine 'vllm-9'"),
      ("engine: {policy: fixed}", "unknown policy 'fixed'"),
      (
        "engine: {token_budget: 64}",
        "a budget of 64 tokens is less than the 256 sequences that may decode at once"
      ),
      ("search: {budget: 0}", "'budget' is 0, expected 1 to 1000000"),
      ("serach: {}", "unknown key 'serach' in this plan file"),
    ])
  func mistakes(line: String, message: String) {
    #expect {
      try read(Self.text + line + "\n")
    } throws: { error in
      let diagnostic = error as? Diagnostic
      #expect(diagnostic?.message == message)
      return diagnostic?.location?.line == 5
    }
  }

  @Test("requests by chance are as the file says, and so are mistakes in them")
  func requests() throws {
    func source(_ text: String) throws -> RequestSource {
      try read(
        Self.text.replacing(
          "{arrivals: even, rate: 2, count: 4, prompt: 10, output: 3}", with: text)
      )
      .requests
    }
    #expect(try source("{rate: 3, count: 9, prompt: 5, output: 2}").requestsPerSecond == 3)
    #expect(try source("{arrivals: at-once, count: 9, prompt: 5, output: 2}").count == 9)
    for wrong in [
      "{rate: 0, count: 9, prompt: 5, output: 2}", "{rate: 1, count: 0, prompt: 5, output: 2}",
      "{rate: 1, count: 9, prompt: 0, output: 2}", "{rate: -1, count: 9, prompt: 1, output: 2}",
      "{rate: 1, count: 9, prompt: {from: 9, to: 3}, output: 2}", "none.csv",
      "{arrivals: at-once, rate: 2, count: 9, prompt: 5, output: 2}",
    ] {
      #expect(throws: Diagnostic.self, "\(wrong)") { try source(wrong) }
    }
  }

  @Test("a shorter trace keeps the blocks that prompts share")
  func limits() throws {
    let trace = RequestTrace(
      name: "t",
      requests: (0..<3).map {
        Request(arrivalSeconds: Double($0), promptTokens: 32, outputTokens: 1)
      }, blockLists: [[7, 8], [7, 9], [5]], blockTokens: 16)
    let short = trace.first(2)
    #expect(short.requests.count == 2 && short.blocks == [0, 1, 0, 2])
    #expect(short.blockTokens == 16 && short.distinctBlockCount == 3)
    #expect(trace.first(9) == trace)
  }
}
