import ArchSimHardware

extension HostOverhead {
  /// What vLLM 0.6 takes, by its runs on H100 (`EngineParameter`).
  public static let vllm06 = HostOverhead(
    secondsPerIteration: EngineParameter.vllm06Iteration.value,
    secondsPerSequence: EngineParameter.vllm06Sequence.value,
    secondsPerRequest: EngineParameter.vllm06Request.value,
    secondsPerKernel: EngineParameter.vllm06Kernel.value)
}

extension ServingEngine {
  /// vLLM 0.6 with a model of long context: prompts in chunks, of 512 tokens with what decodes.
  ///
  /// That is how it starts models of more than 32,768 tokens by default; 512 is the budget's default
  /// with chunked prefill (vLLM's pull request 4580).
  public static let vllm06 = ServingEngine(
    policy: .chunkedPrefill, maximumBatchedTokens: 512, maximumSequences: 256, pageTokens: 16,
    reservedShare: 0.01, preemption: .recompute, host: .vllm06)

  /// vLLM 0.6 with a model of short context: whole prompts first.
  ///
  /// The budget is the length of the longest context, at least 2048.
  public static let vllm06PromptsFirst = ServingEngine(
    policy: .prefillFirst, maximumBatchedTokens: 8192, maximumSequences: 256, pageTokens: 16,
    reservedShare: 0.01, preemption: .recompute, host: .vllm06)
}
