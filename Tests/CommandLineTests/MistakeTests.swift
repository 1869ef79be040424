import Foundation
import Testing

/// What the user gets for every kind of mistake: one line on standard error, nothing on standard
/// output, and the exit code.
@Suite struct MistakeTests {
  /// A command line that cannot work; `F` stands for the directory of fixtures.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var line: String
    var error: String
    var exitCode: Int32 = 2

    init(_ line: String, _ error: String, exitCode: Int32 = 2) {
      self.line = line
      self.error = error
      self.exitCode = exitCode
    }

    var testDescription: String { "archsim \(line)" }
  }

  static let common = [
    Mistake("exploer", "error: unknown subcommand 'exploer' (did you mean 'explore'?)"),
    Mistake("zzz", "error: unknown subcommand 'zzz' (see 'archsim --help')"),
    Mistake(
      "init --model qwen3-0.6b",
      "error: expected --family or --hardware "
        + "(see 'archsim list families')"),
    Mistake(
      "init --model qwen3-0.6b --family systolc",
      "--family: error: unknown family 'systolc' (did you mean 'systolic'?)"),
    Mistake(
      "init --model qwen3-0.6b --family gpu --hardware a.yaml",
      "error: --family and --hardware exclude each other"),
    Mistake(
      "compare Configs/compare-al.yaml",
      "Configs/compare-al.yaml: error: no such comparison or hardware file "
        + "(did you mean 'Configs/compare-all.yaml'?)"),
    Mistake(
      "plan Configs/mixpe.yaml",
      "Configs/mixpe.yaml:7:8: error: expected a plan file, found a study "
        + "(run it with 'archsim explore')"),
    Mistake(
      "explore Configs/mixpe.yaml --algorithm sobol --shard 0/2 --output=",
      "error: missing value for '--output <output>' (see 'archsim explore --help')"),
    Mistake(
      "proxy use a.json",
      "error: missing expected argument '--points <points>' (see 'archsim proxy use --help')"),
    Mistake("help exploer", "error: unknown subcommand 'exploer' (did you mean 'explore'?)"),
    Mistake("--colour", "error: unknown option '--colour' (see 'archsim --help')"),
    Mistake(
      "list --quite",
      "error: unknown option '--quite'. Did you mean '--quiet'? (see 'archsim list --help')"),
    Mistake(
      "list --format yaml",
      "error: the value 'yaml' is invalid for '--format <format>' (expected one of table, json, "
        + "csv, markdown)"),
    Mistake(
      "list --format",
      "error: missing value for '--format <format>' (see 'archsim list --help')"),
    Mistake(
      "list formats int8 extra",
      "error: unexpected argument 'extra' (see 'archsim list --help')"),
  ]

  static let lists = [
    Mistake(
      "list paramters",
      "error: nothing to list is called 'paramters' (did you mean 'parameters'?)"),
    Mistake(
      "list parameters tiled-aray",
      "error: unknown family 'tiled-aray' (did you mean 'tiled-array'?)"),
    Mistake(
      "list algorithms genetics",
      "error: unknown algorithm 'genetics' (did you mean 'genetic'?)"),
    Mistake("list devices l40", "error: unknown device 'l40' (did you mean 'l40s'?)"),
    Mistake("list clusters 8xh10", "error: unknown cluster '8xh10' (did you mean '8xh100'?)"),
    Mistake("list formats in8", "error: unknown format 'in8' (did you mean 'int8'?)"),
    Mistake(
      "list constants frog",
      "error: unknown use of constants 'frog' (expected one of process, logic, sram, dram, "
        + "dieCost, price, network, fpga, vector, kernels, software)"),
  ]

  static let traces = [
    Mistake("trace", "error: missing expected argument '<model>' (see 'archsim trace --help')"),
    Mistake(
      "trace llama2-7",
      "error: no model 'llama2-7' in Configs/models (did you mean 'llama2-7b'?)"),
    Mistake(
      "trace nothing-like-it",
      "error: no model 'nothing-like-it' in Configs/models (see 'archsim list models', or give "
        + "the path of a config.json)"),
    Mistake("trace F/missing.json", "F/missing.json: error: no such model configuration"),
    Mistake("trace Configs", "Configs/config.json: error: no such model configuration"),
    Mistake(
      "trace F/small.yaml",
      "F/small.yaml:1:1: error: expected a value, found 'family' (strings are written in double "
        + "quotes)"),
    Mistake(
      "trace llama2-7b --quantization w4b8",
      "--quantization: error: unexpected 'w4b8' in quantization scheme 'w4b8' (schemes are "
        + "written w4a8kv8-g128, w4a16-g128-zp, wmxfp4-abf16-kvfp8.e4m3 or fp16)"),
    Mistake("trace llama2-7b --batch -8", "--batch: error: expected at least 1, found -8"),
    Mistake("trace llama2-7b --batch 0", "--batch: error: expected at least 1, found 0"),
    Mistake(
      "trace llama2-7b --batch many",
      "error: the value 'many' is invalid for '--batch <batch>' (see 'archsim trace --help')"),
    Mistake(
      "trace llama2-7b --context 99999999999999999999",
      "error: the value '99999999999999999999' is invalid for '--context <context>' (see "
        + "'archsim trace --help')"),
    Mistake(
      "trace llama2-7b -q --batch 9223372036854775807 --context 9223372036854775807 --phase prefill",
      "error: a batch of 9223372036854775807 with 9223372036854775807 tokens is more than 2^40 "
        + "tokens"),
    Mistake(
      "trace llama2-7b --phase decoding",
      "error: the value 'decoding' is invalid for '--phase <phase>' (expected one of prefill, decode)"
    ),
    Mistake(
      "report F --figure rofline",
      "error: the value 'rofline' is invalid for '--figure <figure>' (did you mean 'roofline'?)"),
    Mistake(
      "trace llama2-7b -q --output nowhere/at/all.csv",
      "nowhere/at/all.csv: error: cannot write this file: there is no directory 'nowhere/at'",
      exitCode: 1),
    Mistake(
      "trace llama2-7b -q --output Tests",
      "Tests: error: cannot write this file: it is a directory", exitCode: 1),
  ]

  static let replays = [
    Mistake(
      "replay F/small.csv",
      "error: expected --hardware with a hardware file (see 'archsim replay --help')"),
    Mistake(
      "replay F/smal.csv --hardware F/small.yaml",
      "F/smal.csv: error: no such layer trace (did you mean 'F/small.csv'?)"),
    Mistake(
      "replay F --hardware F/small.yaml",
      "F: error: expected a layer trace, found a directory"),
    Mistake(
      "replay F/binary.csv --hardware F/small.yaml",
      "F/binary.csv:2:8: error: this is not a text file: found the byte 0xFF, expected UTF-8 "
        + "text"),
    Mistake(
      "replay F/small.yaml --hardware F/small.yaml",
      "F/small.yaml:4: error: expected 1 field as in the header, found 2"),
    Mistake(
      "replay F/small.csv --hardware F/smal.yaml",
      "F/smal.yaml: error: no such hardware file (did you mean 'F/small.yaml'?)"),
    Mistake(
      "replay F/small.csv --hardware F",
      "F: error: expected a hardware file, found a directory"),
    Mistake(
      "replay F/small.csv --hardware F/small.csv",
      "F/small.csv:4:1: error: expected a map of keys and values for this hardware file, found "
        + "'name,op,m,k,n,batch,weights,activations,…'"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set array.row=64",
      "--set array.row=64: error: unknown parameter 'array.row' of tiled-array (did you mean "
        + "'array.rows'?)"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set array.rows",
      "--set array.rows: error: expected NAME=VALUE, found 'array.rows' (write array.rows=…)"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set array.rows=0",
      "--set array.rows=0: error: 'array.rows' is 0, expected 1 to 4096"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set array.rows=-4",
      "--set array.rows=-4: error: 'array.rows' is -4, expected 1 to 4096"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set array.rows=4.5",
      "--set array.rows=4.5: error: expected a whole number for 'array.rows', found '4.5'"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set array.rows=99999999999999999999",
      "--set array.rows=99999999999999999999: error: expected a whole number for 'array.rows', "
        + "found '99999999999999999999'"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set clock=500MB",
      "--set clock=500MB: error: expected a frequency such as '500 MHz' for 'clock', found "
        + "'500MB' ('MB' is a unit of size)"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set clock=nan",
      "--set clock=nan: error: expected a frequency such as '500 MHz' for 'clock', found 'nan'"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set pe.kind=multiplyer",
      "--set pe.kind=multiplyer: error: unknown value 'multiplyer' for 'pe.kind' (did you mean "
        + "'multiplier'?)"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --golden F/none.csv",
      "F/none.csv: error: no such golden file"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --golden F/small.csv",
      "F/small.csv:4:6: error: unknown column 'op' (expected name,cycles,stall_cycles)"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --golden a --update-golden b",
      "error: --golden and --update-golden exclude each other"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --update-golden nowhere/golden.csv",
      "nowhere/golden.csv: error: cannot write this file: there is no directory 'nowhere'",
      exitCode: 1),
    Mistake(
      "replay F/huge.csv --hardware F/small.yaml",
      "F/huge.csv:2:8: error: m·k·n·batch·repeat is more than 2^51, too much to count exactly"),
    Mistake(
      "replay F/small.csv --hardware F/small.yaml --set array.columns=4096 --set buffer.weights=64B",
      "error: this design cannot be built: weight buffer: 8 KiB needed, 64 B there, 7.938 KiB "
        + "missing", exitCode: 1),
  ]

  static let explorations = [
    Mistake("explore", "error: expected a study file or --resume (see 'archsim explore --help')"),
    Mistake(
      "explore F/studdy.yaml",
      "F/studdy.yaml: error: no such study file (did you mean 'F/study.yaml'?)"),
    Mistake("explore F", "F: error: expected a study file, found a directory"),
    Mistake(
      "explore F/binary.csv",
      "F/binary.csv:2: error: expected a study file in UTF-8, found other bytes"),
    Mistake(
      "explore F/small.yaml",
      "F/small.yaml:1:1: error: unknown key 'family' in this study (expected one of study, "
        + "description, extends, workload, accuracy, hardware, space, objectives, constraints, "
        + "baselines, "
        + "search, proxy)"),
    Mistake(
      "explore F/study.yaml --budget 0", "--budget: error: expected 1 to 1000000000, found 0"),
    Mistake(
      "explore F/study.yaml --budget -5", "--budget: error: expected 1 to 1000000000, found -5"),
    // The run's study file must be able to say it.
    Mistake(
      "explore F/study.yaml --budget 1000000000000",
      "--budget: error: expected 1 to 1000000000, found 1000000000000"),
    Mistake(
      "explore F/study.yaml --seed 9223372036854775808",
      "--seed: error: expected 0 to 9223372036854775807, found 9223372036854775808"),
    Mistake(
      "explore F/study.yaml --budget 99999999999999999999",
      "error: the value '99999999999999999999' is invalid for '--budget <budget>' (see 'archsim "
        + "explore --help')"),
    Mistake(
      "explore F/study.yaml --seed -1",
      "error: the value '-1' is invalid for '--seed <seed>' (see 'archsim explore --help')"),
    Mistake("explore F/study.yaml --threads 0", "--threads: error: expected 1 to 1024, found 0"),
    Mistake(
      "explore F/study.yaml --threads 5000",
      "--threads: error: expected 1 to 1024, found 5000"),
    Mistake(
      "explore F/study.yaml --algorithm genetics",
      "--algorithm: error: unknown algorithm 'genetics' (did you mean 'genetic'?)"),
    Mistake(
      "explore F/study.yaml --output Tests",
      "Tests: error: this directory holds 'ArchSimBenchTests' but no run (choose another "
        + "with --output)"),
    Mistake(
      "explore F/study.yaml --output F/small.csv",
      "F/small.csv: error: expected a directory, found a file"),
    Mistake(
      "explore F/study.yaml --output a --resume b",
      "error: --resume and --output exclude each other"),
    Mistake(
      "explore --resume F/none",
      "F/none: error: there is no run to resume: expected 'study.yaml' in it"),
    Mistake(
      "explore F/study.yaml --resume F/none",
      "F/none/study.yaml: error: no such study file (there is no directory 'F/none')"),
    Mistake(
      "explore --resume F --budget 5",
      "--budget: error: a run that is resumed keeps its own (start another with --output)"),
    Mistake(
      "explore --resume F --seed 5",
      "--seed: error: a run that is resumed keeps its own (start another with --output)"),
    Mistake(
      "replay --run F/none --trial 0",
      "F/none: error: there is no run here: expected 'study.yaml' in it"),
    Mistake(
      "explore F/study.yaml --shard 4/4 --algorithm random",
      "--shard: error: expected a share from 0 to 3, as there are 4, found 4"),
    Mistake(
      "explore F/study.yaml --shard 4 --algorithm random",
      "--shard: error: expected a share such as 0/4, found '4'"),
    Mistake(
      "explore F/study.yaml --shard 0/4",
      "error: 'genetic' learns from trials, so that those of a share depend on all before (shares "
        + "can be had of random, sobol, latin-hypercube, grid)"),
    Mistake(
      "merge F",
      "F: error: there is no share of a run here: expected 'shard.json' in it (this is "
        + "a whole run)"),
    Mistake(
      "merge F/none", "F/none: error: there is no share of a run here: expected 'shard.json' in it"),
    Mistake(
      "report F/none",
      "F/none: error: there is no run here: expected 'study.yaml' or 'plan.yaml' in it"),
    Mistake(
      "report F --format jsn", "--format: error: unknown format 'jsn' (did you mean 'json'?)"),
    Mistake(
      "report F --output run.exe",
      "run.exe: error: the name of this file does not say how it is written (add --format)"),
    Mistake(
      "report F --around one",
      "error: the value 'one' is invalid for '--around <trial>' (see 'archsim report --help')"),
    Mistake("report F --threads 0", "--threads: error: expected 1 to 1024, found 0"),
    Mistake(
      "replay --run F",
      "error: --run and --trial belong together (see 'archsim replay --help')"),
    Mistake(
      "replay --trial 3",
      "error: --run and --trial belong together (see 'archsim replay --help')"),
    Mistake(
      "replay --run F --trial one",
      "error: the value 'one' is invalid for '--trial <trial>' (see 'archsim replay --help')"),
    Mistake(
      "replay F/small.csv --run F --trial 0",
      "error: a trial brings its own trace and hardware, and has no golden file (see 'archsim "
        + "replay --help')"),
  ]

  static let comparisons = [
    Mistake(
      "compare", "error: missing expected argument '<designs> ...' (see 'archsim compare --help')"),
    Mistake(
      "compare F F/small.yaml",
      "F/small.yaml: error: expected the directory of a run, as 'F' is one (designs are compared "
        + "with designs)"),
    Mistake(
      "compare F F --equal area", "--equal: error: this goes with designs, and 'F' is a run"),
    Mistake(
      "compare F/small.yaml F/small.yaml --trace F/small.csv --page a.html",
      "--page: error: this goes with runs"),
    Mistake(
      "compare Configs F",
      "Configs: error: there is no run here: expected 'study.yaml' or 'plan.yaml' in it"),
    Mistake(
      "compare F/small.yaml",
      "error: expected --trace or --model: what shall they run? (see 'archsim compare --help')"),
    Mistake(
      "compare F/smal.yaml --trace F/small.csv",
      "error: there is no hardware file 'F/smal.yaml' (see 'archsim compare --help')"),
    Mistake(
      "compare F/small.yaml --trace F/smal.csv",
      "F/smal.csv: error: no such layer trace (did you mean 'F/small.csv'?)"),
    Mistake(
      "compare F/small.yaml@w8b8 --model opt-350m",
      "F/small.yaml@w8b8: error: unexpected 'w8b8' in quantization scheme 'w8b8' (schemes are "
        + "written w4a8kv8-g128, w4a16-g128-zp, wmxfp4-abf16-kvfp8.e4m3 or fp16)"),
    Mistake(
      "compare F/small.yaml@w8a8 --trace F/small.csv",
      "F/small.yaml@w8a8: error: 'small-decode' is a trace and has its formats already, so that "
        + "no design can have its own (compare on a model)"),
    Mistake(
      "compare F/small.yaml --trace F/small.csv --phase prefill",
      "F/small.yaml: error: 'small-decode' has no prefill phase: there is decode"),
    Mistake(
      "compare F/small.yaml --trace F/small.csv --batch 8",
      "--batch: error: this goes with --model"),
    Mistake(
      "compare F/small.yaml --trace F/small.csv --model opt-350m",
      "error: --trace and --model exclude each other"),
    Mistake(
      "compare F/small.yaml --model opt-350m --batch 0",
      "--batch: error: expected 1 to 1000000000, found 0"),
    Mistake(
      "compare F/small.yaml --trace F/small.csv --baseline smal",
      "--baseline: error: no design is called 'smal' here (did you mean 'small'?)"),
    Mistake(
      "compare F/small.yaml --trace F/small.csv --equal size",
      "--equal: error: expected area or power, found 'size' (expected one of area, power)"),
    Mistake(
      "compare F/small.yaml --trace F/small.csv --to 5W",
      "error: --to needs --equal (add --equal area or --equal power)"),
    Mistake(
      "compare F/small.yaml --trace F/small.csv --equal area --to 5W",
      "--to: error: expected an area such as '25 mm2' for 'to', found '5W' ('W' is a unit of "
        + "power)"),
    Mistake(
      "compare F/small.yaml --trace F/small.csv --take dram.bandwith",
      "--take: error: the baseline has no parameter 'dram.bandwith' to take (did you mean "
        + "'dram.bandwidth'?)"),
    Mistake(
      "compare F/small.yaml --trace F/small.csv --set array.row=4",
      "--set array.row=4: error: no design has a parameter 'array.row' (did you mean "
        + "'array.rows'?)"),
    Mistake(
      "compare F/compare.yaml --trace F/small.csv",
      "--trace: error: a comparison file has its workloads itself (leave out --trace)"),
    Mistake(
      "explore F/compare.yaml",
      "F/compare.yaml:1:10: error: expected a study, found a comparison (run it with "
        + "'archsim compare')"),
    Mistake(
      "compare F/compare.yaml F/small.yaml",
      "F/compare.yaml: error: a comparison file has its designs itself, found 1 more "
        + "beside it"),
  ]

  /// A plan from options, all of which are right.
  private static let plan =
    "plan --model llama3.2-1b --cluster Configs/clusters/4xa100.yaml --requests F/requests.csv"

  static let plans = [
    Mistake("plan", "error: expected a plan file or --model (see 'archsim plan --help')"),
    Mistake(
      "plan --model llama3.2-1b",
      "error: expected a plan file or --cluster (see 'archsim plan --help')"),
    Mistake(
      "plan --model llama3.2-1b --cluster F/none.yaml",
      "error: there is no cluster file 'F/none.yaml' (see Configs/clusters)"),
    Mistake(
      "plan F/plam.yaml", "F/plam.yaml: error: no such plan file (did you mean 'F/plan.yaml'?)"),
    Mistake(
      "plan F/plan.yaml --model llama3.2-1b",
      "--model: error: a plan file has this itself (leave out --model)"),
    Mistake(
      plan + " --slo ttfx_p95<=1s",
      "--slo: error: unknown latency 'ttfx' (did you mean 'ttft'?)"),
    Mistake(
      plan + " --slo ttft_p95<=1",
      "--slo: error: expected a time above 0 with its unit (s, ms, us), found '1' (a bound is "
        + "written as 'ttft_p95 <= 1 s')"),
    Mistake(
      plan + " --objective goodputs",
      "--objective: error: unknown metric 'goodputs' of plans (did you mean 'goodput'?)"),
    Mistake(plan + " --rate 0", "--rate: error: expected a rate above 0, found 0.0"),
    Mistake(
      plan + " --requests-limit 0",
      "--requests-limit: error: expected at least 1, found 0"),
    Mistake(
      plan + " --engine vllm-0.7",
      "--engine: error: unknown engine 'vllm-0.7' (did you mean 'vllm-0.6'?)"),
    Mistake(
      plan + " --policy chunked",
      "--policy: error: unknown policy 'chunked' (expected one of chunked-prefill, "
        + "prefill-first, fixed-batch)"),
    Mistake(
      plan + " --algorithm genetics",
      "--algorithm: error: unknown algorithm 'genetics' (did you mean 'genetic'?)"),
    Mistake(plan + " --budget 0", "--budget: error: expected 1 to 1000000, found 0"),
    Mistake(
      plan + " --mode capcity",
      "--mode: error: unknown mode 'capcity' (did you mean 'capacity'?)"),
    Mistake(
      plan + " --constraint powr<=1W",
      "--constraint: error: unknown metric 'powr' of plans (did you mean 'power'?)"),
    Mistake(
      plan + " --constraint power<=1s",
      "--constraint: error: expected a power such as '5 W' for 'power', found '1s' ('s' is a unit "
        + "of time)"),
    Mistake(
      plan + " --resume F --output F", "error: --resume and --output exclude each other"),
    Mistake(
      "plan --resume Configs",
      "Configs: error: there is no run to resume: expected 'plan.yaml' in it"),
    Mistake(
      "plan --resume Configs --seed 3",
      "--seed: error: a run that is resumed keeps its own (start another with --output)"),
    Mistake(
      "plan F/plan.yaml --mode fleet --output nowhere",
      "--output: error: this goes with --mode plans"),
    Mistake(plan + " --threads 0", "--threads: error: expected 1 to 1024, found 0"),
    Mistake(
      plan + " --mode capacity",
      "error: a capacity needs an SLO to hold (add --slo 'ttft_p95 <= 1 s, tpot_p95 <= 50 ms')"),
    Mistake(
      plan + " --output Tests",
      "Tests: error: this directory holds 'ArchSimBenchTests' but no run "
        + "(choose another with --output)"),
    Mistake(
      plan + " --output F",
      "F: error: this directory holds a run of another plan, seed or budget (choose another with "
        + "--output, or delete it)"),
    Mistake(
      plan.replacing("F/requests.csv", with: "F/requests-negative.csv"),
      "F/requests-negative.csv:3:1: error: expected an arrival from 0 to 1e12 s, found '-1'"),
    Mistake(
      plan.replacing("F/requests.csv", with: "F/requests-zero.csv"),
      "F/requests-zero.csv:2:3: error: expected 1 to 1,000,000,000 for 'prompt_tokens', found 0"),
    Mistake(
      plan.replacing("F/requests.csv", with: "F/requests-empty.csv"),
      "F/requests-empty.csv: error: expected at least one request, found none"),
  ]

  static let planFiles = [
    Mistake(
      "explore F/plan.yaml",
      "F/plan.yaml:2:7: error: expected a study, found a plan file (run it with 'archsim plan')")
  ]

  @Test func aClusterOnWhichNothingFitsFailsWithAReasonForEveryPlan() async throws {
    let line =
      "plan --model llama3.1-405b --cluster Configs/clusters/4xa100.yaml --requests "
      + "F/requests.csv --format json --quiet"
    let outcome = try await Invocation(line.replacing("F/", with: Package.fixtures + "/")).run()
    #expect(outcome.exitCode == 1)
    #expect(outcome.error.hasPrefix("error: no plan can run llama3.1-405b on 4×A100 (nearest is "))
    #expect(outcome.error.contains(" missing"), "\(outcome.error)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let plans = try #require(object["plans"] as? [[String: Any]])
    #expect(plans.count >= 6)
    for plan in plans {
      #expect(plan["verdict"] as? String == "does not fit")
      #expect((plan["reason"] as? String)?.contains("GiB missing") == true, "\(plan)")
    }
  }

  @Test func requestsThatNobodyCanServeAreReportedAndNotLoopedOn() async throws {
    let line =
      "plan --model gpt2 --cluster Configs/clusters/4xa100.yaml --requests F/requests.csv"
      + " --format json --quiet"
    let outcome = try await Invocation(line.replacing("F/", with: Package.fixtures + "/")).run()
    #expect(
      outcome.error.contains(
        "warning: 2 of 6 requests exceed the context window of 1024 tokens: they are not served"),
      "\(outcome.error)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let plans = try #require(object["plans"] as? [[String: Any]])
    for plan in plans where plan["feasible"] as? Bool == true {
      #expect(plan["rejected"] as? Int == 2)
      #expect(plan["meets_slo"] as? Bool == false)
    }
  }

  @Test func aComparisonWithoutAnyFeasibleDesignFails() async throws {
    let line = "compare F/small.yaml --trace F/small.csv --equal area --to 0.1mm2"
    let outcome = try await Invocation(line.replacing("F/", with: Package.fixtures + "/")).run()
    #expect(outcome.exitCode == 1)
    #expect(outcome.error == "error: no design can run any of this\n")
    #expect(outcome.output.contains("0.1 mm2 there"), "\(outcome.output)")
  }

  static let gyms = [
    Mistake("gym", "error: missing expected argument '<study>' (see 'archsim gym --help')"),
    Mistake(
      "gym Configs/mixp.yaml",
      "Configs/mixp.yaml: error: no such study file (did you mean 'Configs/mixpe.yaml'?)"),
    Mistake("worker F", "F: error: expected a study file, found a directory"),
    Mistake(
      "worker F/plan.yaml",
      "F/plan.yaml:2:7: error: expected a study, found a plan file (run it with 'archsim plan')"),
    Mistake(
      "explore F/evaluator.yaml --quiet",
      "F/evaluator.yaml:5:16: error: unknown unit 'parsec' of 'time' (known are B, Hz, B/s, V, nm, "
        + "mm2, J, W, s, USD, cycles, with prefixes; leave it out for plain numbers)"),
  ]

  @Test(
    arguments: common + lists + traces + replays + explorations + comparisons + plans + planFiles
      + gyms)
  func oneLineAndTheExitCode(mistake: Mistake) async throws {
    let short = { (text: String) in text.replacing(Package.fixtures, with: "F") }
    let words = mistake.line.split(separator: " ").map { word in
      word == "F" || word.hasPrefix("F/") ? Package.fixtures + word.dropFirst() : String(word)
    }
    let outcome = try await Invocation(words).run()
    #expect(short(outcome.error) == mistake.error + "\n")
    #expect(outcome.output.isEmpty, "\(outcome.output)")
    #expect(outcome.exitCode == mistake.exitCode)
  }
}
