import ArchSim

// Prints a table of what costs how much on this machine; docs/performance.md says how to read it.
do {
  let rows = try DesignBenchmarks().run() + (ProcessBenchmarks()?.run() ?? [])
  let width = rows.map(\.name.count).max() ?? 0
  for row in rows {
    let padding = String(repeating: " ", count: width - row.name.count)
    print("\(row.name)\(padding)  \(row.value.text(significantDigits: 4)) \(row.unit)")
  }
} catch {
  print(error)
}
