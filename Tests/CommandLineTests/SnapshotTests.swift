import Testing

/// What commands say, recorded: a change of their voice is to be seen in a review.
@Suite struct SnapshotTests {
  @Test(arguments: [
    ("help", "--help"), ("help-list", "list --help"), ("help-trace", "trace --help"),
    ("help-replay", "replay --help"), ("help-compare", "compare --help"),
    ("help-plan", "plan --help"), ("help-validate", "validate --help"),
    ("help-report", "report --help"), ("help-merge", "merge --help"),
    ("help-tournament", "tournament --help"), ("help-dataset", "dataset --help"),
    ("help-proxy-fit", "proxy fit --help"),
    ("help-gym", "gym --help"), ("help-worker", "worker --help"),
  ])
  func help(name: String, line: String) async throws {
    try await Snapshot.expect(name, Invocation(line, columns: 80))
  }

  @Test(arguments: [
    ("list-families", "list families"), ("list-parameters", "list parameters tiled-array"),
    ("list-formats-json", "list formats int4 --format json"),
    ("list-algorithms", "list algorithms genetic"),
    ("list-models", "list models llama2-7b --format csv"),
    ("list-constants", "list constants dieCost"),
    ("list-devices", "list devices"), ("list-device-csv", "list devices tpu-v4 --format csv"),
    ("list-clusters", "list clusters h100-prefill-a100-decode"),
  ])
  func lists(name: String, line: String) async throws {
    try await Snapshot.expect(name, Invocation(line, columns: 80))
  }

  @Test(arguments: [
    ("trace-csv", "trace opt-6.7b --quantization w4a16-g128 --batch 2 --context 16"),
    ("trace-table", "trace llama2-7b --quantization w8a8kv8 --phase prefill --format table"),
  ])
  func traces(name: String, line: String) async throws {
    try await Snapshot.expect(name, Invocation(line))
  }

  @Test(arguments: [
    ("validate-table", "validate --only minifloat"),
    ("validate-narrow", "validate --only int-vs-fp"),
  ])
  func validates(name: String, line: String) async throws {
    try await Snapshot.expect(name, Invocation(line, columns: name.hasSuffix("narrow") ? 64 : 100))
  }

  @Test(arguments: [
    ("compare-file", ""),
    ("compare-file-baseline", " --baseline slow --equal area --set clock=1GHz"),
  ])
  func comparesFiles(name: String, options: String) async throws {
    try await Snapshot.expect(
      name, Invocation("compare \(Package.fixtures)/compare.yaml\(options)", columns: 120))
  }

  @Test(arguments: [
    ("compare-table", ""), ("compare-narrow", ""), ("compare-csv", " --format csv"),
    ("compare-markdown", " --equal power --to 600mW --format markdown"),
    ("compare-infeasible", " --equal area --to 1mm2"),
  ])
  func compares(name: String, options: String) async throws {
    let line = "compare F/small.yaml Configs/hardware/lut-28nm.yaml --trace F/small.csv"
    try await Snapshot.expect(
      name,
      Invocation(
        line.replacing("F/", with: Package.fixtures + "/") + options,
        columns: name.hasSuffix("narrow") ? 64 : 140))
  }

  @Test(arguments: [
    ("plan-table", " --quiet"), ("plan-capacity", " --quiet --mode capacity"),
  ])
  func plans(name: String, options: String) async throws {
    try await Snapshot.expect(
      name, Invocation("plan \(Package.fixtures)/plan.yaml\(options)", columns: 120))
  }

  @Test(arguments: [
    ("replay-table", "replay F/small.csv --hardware F/small.yaml --explain"),
    ("replay-json", "replay F/small.csv --hardware F/small.yaml --format json"),
    ("replay-csv", "replay F/small.csv --hardware F/small.yaml --format csv"),
    ("replay-narrow", "replay F/small.csv --hardware F/small.yaml --set array.rows=8"),
    ("replay-topology", "replay F/topology.csv --hardware F/small.yaml"),
    (
      "replay-golden-differs",
      "replay F/small.csv --hardware F/small.yaml --golden F/wrong-golden.csv"
    ),
  ])
  func replays(name: String, line: String) async throws {
    let line = line.replacing("F/", with: Package.fixtures + "/")
    try await Snapshot.expect(name, Invocation(line, columns: name.hasSuffix("narrow") ? 64 : 100))
  }
}
