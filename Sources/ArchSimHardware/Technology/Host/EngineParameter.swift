/// Time that serving software takes on the host, whatever the model, the devices and the requests.
public enum EngineParameter: String, TechnologyParameter {
  /// vLLM 0.6: scheduling, inputs and outputs of an iteration.
  case vllm06Iteration
  /// vLLM 0.6: sampling, text and messages of a request in an iteration.
  case vllm06Sequence
  /// vLLM 0.6: from a request's arrival to the scheduler.
  case vllm06Request
  /// vLLM 0.6: a kernel's launch from PyTorch, in iterations without a captured graph.
  case vllm06Kernel

  /// The number, in the unit of its declaration.
  public var value: Double {
    switch self {
    case .vllm06Iteration: 3.6e-3
    case .vllm06Sequence: 3.5e-4
    case .vllm06Request: 8e-3
    case .vllm06Kernel: 2e-5
    }
  }

  /// The number with its name, unit and source.
  public var constant: Constant {
    let runs =
      "vLLM 0.6.0 on 2, 4 and 8 H100 with Llama 3.1 70B, measured by APEX "
      + "(microsoft/apex_plus 8769096, vllm/results), "
    let fit =
      self == .vllm06Kernel
      ? "fitted to times to first tokens of lmsys on 4 and 8 devices, the other constants kept"
      : "fitted to 27 runs together; without the runs of any one data set or degree they move by at "
        + "most 6 %"
    let source = ConstantSource(runs + fit, .calibrated)
    let name =
      switch self {
      case .vllm06Iteration: "vLLM 0.6's time for an iteration"
      case .vllm06Sequence: "vLLM 0.6's time for a request in an iteration"
      case .vllm06Request: "vLLM 0.6's time from arrival to queue"
      case .vllm06Kernel: "vLLM 0.6's time to launch a kernel outside of a graph"
      }
    return Constant(name, category: .software, value: value, unit: "s", source: source)
  }
}
