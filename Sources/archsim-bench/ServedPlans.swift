import ArchSim
import ArchSimStudy

/// Every plan of Llama 3.1 70B on eight H100 that fits, under the same thousand recorded requests.
struct ServedPlans {
  private let model: ModelArchitecture
  private let cluster: Cluster
  private let scheme: QuantizationScheme
  private let trace: RequestTrace

  init() throws {
    let file = "Configs/models/llama3.1-70b.json"
    model = try ModelArchitecture(config: JSONParser.parse(TextFile.read(file), file: file))
    cluster = try ClusterFile.read("Configs/clusters/8xh100.yaml")
    scheme = try QuantizationScheme(parsing: "bf16")
    let path = "Traces/requests/azure-2023-conversation.csv"
    trace = try RequestTrace.parse(bytes: TextFile.read(path), file: path).first(1000)
  }

  /// Simulates each plan once, as `archsim plan` does, on one core; returns how many fit.
  func serve() throws -> Int {
    var served = 0
    for plan in PlanSpace(model: model, deviceCount: 8).plans {
      let serving = ServingPlan([.init(pool: cluster.pools[0].name, plan: plan)])
      guard
        let system = try? serving.system(cluster, model: model, scheme: scheme, engine: .vllm06)
      else { continue }
      _ = try ServingSimulation.run(system, RequestSource(trace))
      served += 1
    }
    return served
  }
}
