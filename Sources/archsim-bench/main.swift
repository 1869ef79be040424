import ArchSim
import Glibc

// Prints a table of what costs how much on this machine (docs/performance.md says how to read it),
// with `serving` what simulating a service costs, with `plans` what the costs of parallel plans do,
// with `gym` what a design costs an agent, with `scale` what large sweeps would (docs/scale.md), or
// with `search` what algorithms reach beside other optimisers (docs/search.md).
do {
  let words = CommandLine.arguments.dropFirst()
  let rows: [Measurement]
  if words.first == "search" {
    try await SearchBenchmark.run(words.dropFirst())
    rows = []
  } else if words.first == "scale" {
    try ScaleBenchmark(words.dropFirst()).run()
    rows = []
  } else if words.first == "serving" {
    rows = try ServingBenchmarks().run()
  } else if words.first == "plans" {
    rows = try PlanBenchmarks().run()
  } else if words.first == "gym" {
    rows = try GymBenchmarks().run()
  } else {
    rows = try DesignBenchmarks().run() + (ProcessBenchmarks()?.run() ?? [])
  }
  let width = rows.map(\.name.count).max() ?? 0
  for row in rows {
    let padding = String(repeating: " ", count: width - row.name.count)
    print("\(row.name)\(padding)  \(row.value.text(significantDigits: 6)) \(row.unit)")
  }
} catch {
  print(error)
  exit(1)
}
