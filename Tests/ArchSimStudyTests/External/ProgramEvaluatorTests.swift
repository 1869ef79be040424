import ArchSim
import Glibc
import Testing

@testable import ArchSimStudy

/// A study whose cost model is a shell script in a directory of the test's own.
struct ProgramStudy {
  let scratch: Scratch
  let file: String

  /// The script does `body` with each line, with `$rows` and `$kind` set.
  init(
    _ name: String, _ body: String, options: String = "workers: 3",
    search: String = "{algorithm: random, budget: 100}"
  ) throws {
    scratch = try Scratch("program-\(name)")
    let script = """
      while read -r line; do
        rows=${line#*\\"rows\\":}; rows=${rows%%[,\\}]*}
        kind=${line#*\\"kind\\":\\"}; kind=${kind%%\\"*}
        \(body)
      done

      """
    try scratch.write(script, to: "model.sh")
    file = try scratch.write(
      """
      study: program
      evaluator: {command: [sh, model.sh], \(options)}
      metrics: {time: ms, area: {unit: mm2}, gain: {direction: maximize}}
      space:
        kind: [slow, fast]
        rows: {from: 1, to: 20}
      objectives: [minimize time, maximize gain]
      constraints: [area <= 15 mm2]
      search: \(search)

      """, to: "study.yaml")
  }

  /// Metrics of a point that is answered well.
  static let good = #"echo "{\"metrics\":{\"time\":$rows,\"area\":$rows,\"gain\":-3}}""#

  func run(_ name: String = "run", workers: Int? = nil) async throws -> StudyResult {
    var study = try StudyFile.read(file)
    if let workers { study.evaluator?.workers = workers }
    return try await StudyRunner(study, output: "\(scratch.path)/\(name)").run()
  }

  func bytes(_ name: String, _ file: String = "trials.jsonl") throws -> [UInt8] {
    try TextFile.read("\(scratch.path)/\(name)/\(file)")
  }

  func lines(_ name: String) throws -> [String] {
    guard TextFile.exists("\(scratch.path)/\(name)") else { return [] }
    return String(decoding: try TextFile.read("\(scratch.path)/\(name)"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  /// The failures of a run, without those of designs that were evaluated.
  static func failures(_ result: StudyResult) -> [TrialFailure] {
    result.trials.compactMap { trial in
      guard case .failed(let failure) = trial.outcome else { return nil }
      return failure
    }
  }
}

@Suite(.serialized)
struct ProgramEvaluatorTests {
  @Test("metrics arrive in their units, and the search minds objectives and constraints by name")
  func metrics() async throws {
    let result = try await ProgramStudy("metrics", ProgramStudy.good).run()
    #expect(result.trials.count == 40)
    #expect(result.ending == .exhausted)
    for trial in result.trials {
      let rows = trial.point.values[1]
      #expect(trial.metrics == [rows / 1000, rows, -3])
      #expect(result.study.observation(of: trial).isFeasible == (rows <= 15))
      #expect(result.study.observation(of: trial).objectives == [rows / 1000, 3])
    }
    #expect(result.feasibleTrials == 30)
    #expect(result.trials[result.front[0]].point.values[1] == 1)
  }

  @Test("the journal is the same for any number of workers, and after an interruption")
  func workers() async throws {
    let body = """
      case $rows in
        3) echo complaint $rows >&2; exit 4;;
        5) echo '{"infeasible":{"resource":"room","required":5,"available":4,"unit":"mm2"}}';;
        7) echo '{"error":"no licence"}';;
        *) \(ProgramStudy.good);;
      esac
      """
    let study = try ProgramStudy("workers", body)
    let one = try await study.run("one", workers: 1)
    _ = try await study.run("seven", workers: 7)
    let expected = try study.bytes("one")
    #expect(try study.bytes("seven") == expected)
    #expect(ProgramStudy.failures(one).count == 4)
    #expect(
      Set(ProgramStudy.failures(one)) == [
        TrialFailure(
          "the evaluator ended with exit code 4 before it answered", output: "complaint 3"),
        TrialFailure("the evaluator refused: no licence"),
      ])
    let lack = Infeasibility("room", required: 5, available: 4, unit: .squareMillimetres)
    #expect(
      one.trials.count { trial in
        if case .infeasible(lack) = trial.outcome { true } else { false }
      } == 2)
    // A file of the run does not say how many workers it had by default.
    var random = SplitMix64(seed: 3)
    for _ in 0..<3 {
      let cut = random.integer(below: expected.count)
      let path = study.scratch.path + "/seven"
      try TextFile.writeAtomically(Array(expected[..<cut]), to: path + "/trials.jsonl")
      _ = try await StudyRunner(resuming: path).run()
      #expect(try study.bytes("seven") == expected, "cut at \(cut)")
    }
  }

  @Test(
    "an answer that is none fails the trial and says why",
    arguments: [
      (#"echo hello"#, "the answer is not JSON: expected a value, found 'hello'"),
      (#"echo '[1]'"#, "expected a JSON object as answer, found an array"),
      (
        #"echo '{"metrics":{"time":NaN,"area":1,"gain":1}}'"#,
        "expected a finite number, found NaN"
      ),
      (
        #"echo '{"metrics":{"time":null,"area":1,"gain":1}}'"#,
        "expected a number for 'time', found null"
      ),
      (
        #"echo '{"metrics":{"tme":1,"area":1,"gain":1}}'"#,
        "the answer has no metric 'time' (found 'tme')"
      ),
      (
        #"echo '{"metrics":{"time":1,"area":1,"gain":1,"x":1}}'"#,
        "the answer has a metric 'x' that the study does not declare"
      ),
      (#"echo '{"id":-1,"metrics":{}}'"#, "expected the answer to question"),
      (#"echo '{"time":1}'"#, "missing 'metrics'"),
      (#"kill -9 $$"#, "the evaluator was ended by signal 9 before it answered"),
      (#"exec >&-; sleep 30"#, "the evaluator closed its output before it answered"),
      (#"exec sleep 30"#, "the evaluator did not answer within 200 ms"),
    ])
  func nonsense(_ body: String, _ reason: String) async throws {
    let study = try ProgramStudy(
      "nonsense", "[ $rows -gt 1 ] && { \(ProgramStudy.good); continue; }\n\(body)",
      options: "workers: 2, timeout: 200 ms, retries: 0")
    let clock = ContinuousClock.now
    let result = try await study.run()
    let failures = ProgramStudy.failures(result)
    #expect(failures.count == 2)
    for failure in failures {
      #expect(failure.reason.contains(reason), "expected \(reason), found \(failure.reason)")
    }
    #expect(result.feasibleTrials == 28)
    #expect(ContinuousClock.now - clock < .seconds(20))
  }

  @Test("a process that died is started again, and a design is retried as often as was said")
  func retries() async throws {
    // The first process to see a design dies of it, and for 9 every one does.
    let body = """
      echo $rows >> asked
      [ $rows = 9 ] && exit 1
      if mkdir seen-$kind-$rows 2>/dev/null; then exit 1; fi
      \(ProgramStudy.good)
      """
    let study = try ProgramStudy("retries", body, options: "workers: 1, retries: 2")
    let result = try await study.run()
    #expect(ProgramStudy.failures(result).count == 2)
    #expect(try study.lines("asked").count { $0 == "9" } >= 6)
    #expect(result.feasibleTrials == 28)
  }

  @Test("a program that answers once and ends is started for every design")
  func once() async throws {
    let study = try ProgramStudy("once", "\(ProgramStudy.good); exit 0", options: "retries: 0")
    let result = try await study.run()
    #expect(ProgramStudy.failures(result).isEmpty)
    #expect(result.feasibleTrials == 30)
  }

  @Test("answers are kept: a run that starts anew asks for none twice, until the program changes")
  func cache() async throws {
    let body = """
      echo $rows >> asked
      [ $rows = 4 ] && exit 1
      \(ProgramStudy.good)
      """
    let study = try ProgramStudy("cache", body, options: "retries: 0, workers: 2")
    _ = try await study.run()
    let expected = try study.bytes("run")
    #expect(try study.lines("asked").count { $0 != "4" } == 38)
    _ = try await study.run()
    #expect(try study.bytes("run") == expected)
    #expect(try study.lines("asked").count { $0 != "4" } == 38)
    // Failures are tried again.
    #expect(try study.lines("asked").count { $0 == "4" } >= 4)
    let script = try TextFile.read(study.scratch.path + "/model.sh")
    try TextFile.writeAtomically(script + Array("# 2\n".utf8), to: study.scratch.path + "/model.sh")
    _ = try await study.run()
    #expect(try study.lines("asked").count { $0 != "4" } == 76)
  }

  @Test("a run that is given up ends its processes and resumes to the same bytes")
  func cancellation() async throws {
    let body = """
      echo $$ >> processes
      sleep 0.02
      [ $rows = 12 ] && [ ! -e resumed ] && sleep 60
      \(ProgramStudy.good)
      """
    let study = try ProgramStudy("cancel", body, options: "workers: 4, timeout: 90 s")
    let flag = CancellationFlag()
    let clock = ContinuousClock.now
    let first = Task {
      try await StudyRunner(
        try StudyFile.read(study.file), output: study.scratch.path + "/run"
      ).run(cancellation: flag)
    }
    try await Task.sleep(for: .milliseconds(500))
    flag.cancel()
    let result = try await first.value
    #expect(result.ending == .cancelled)
    #expect(ContinuousClock.now - clock < .seconds(10))
    for line in try study.lines("processes") {
      let process = try #require(Int32(line))
      #expect(kill(process, 0) != 0, "process \(process) is still there")
    }
    try study.scratch.write("", to: "resumed")
    _ = try await StudyRunner(resuming: study.scratch.path + "/run").run()
    _ = try await study.run("whole")
    #expect(try study.bytes("run") == study.bytes("whole"))
  }

  @Test("a thousand processes leave neither files open nor themselves behind")
  func thousand() async throws {
    let study = try ProgramStudy(
      "thousand", "\(ProgramStudy.good); exit 0", options: "retries: 0, workers: 4")
    let settings = try #require(try StudyFile.read(study.file).evaluator)
    // Other tests of this process open files meanwhile: only pipes count, and only many of them.
    func pipes() throws -> Int {
      try TextFile.listDirectory("/proc/self/fd").count { name in
        var target = [CChar](repeating: 0, count: 64)
        readlink("/proc/self/fd/\(name)", &target, 63)
        return String(decoding: target.prefix(5).map(UInt8.init(bitPattern:)), as: UTF8.self)
          == "pipe:"
      }
    }
    let before = try pipes()
    for _ in 0..<1000 {
      var process = try ChildProcess(["true"], in: settings.directory)
      _ = process.write([1, 2, 3])
      process.wait(milliseconds: 10_000)
      #expect(process.end(patience: 1000).text == "ended with exit code 0")
    }
    #expect(try pipes() < before + 50)
    #expect(waitpid(-1, nil, WNOHANG) <= 0)
  }

  @Test("when we are gone without a word, a process that never reads goes, and all it started")
  func lifeline() throws {
    var process = try ChildProcess(["sh", "-c", "sleep 100 & sleep 100"], in: "/")
    defer { process.end(patience: 0) }
    #expect(!process.wait(milliseconds: 200))
    // What the system does when it ends us: the pipe has no writer any more.
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(nothing) }
    #expect(dup2(nothing, process.lifeline) == process.lifeline)
    #expect(process.wait(milliseconds: 10_000), "it is still there")
  }

  @Test("writing to a process that reads nothing is no end of ours")
  func brokenPipe() throws {
    var process = try ChildProcess(["sh", "-c", "exec <&-; sleep 5"], in: "/")
    defer { process.end(patience: 0) }
    var result = ChildProcess.Transfer.later
    for _ in 0..<100 {
      result = process.write([10])
      if case .ended = result { break }
      usleep(20_000)
    }
    guard case .ended = result else {
      Issue.record("expected the pipe to be broken, found \(result)")
      return
    }
  }
}
