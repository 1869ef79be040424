import ArchSimText

/// What `shard.json` says of a share of a run, or of several that follow each other and were merged.
struct ShardFile: Hashable {
  /// The first of the shares, mostly the only one.
  var shard: StudyShard
  /// The number of the last of them.
  var last: Int
  /// The trials that it is to have.
  var trials: Range<Int>
  /// The program that evaluated it.
  var version: String
  /// Whether the search had no more points although trials were left.
  var isExhausted = false

  /// The share, where it is one alone.
  var single: StudyShard? { last == shard.index ? shard : nil }

  /// The numbers of the shares.
  var indices: ClosedRange<Int> { shard.index...last }

  /// What it is called: `2/8`, or `2-4/8` for three that were merged.
  var name: String { single?.description ?? "\(shard.index)-\(last)/\(shard.count)" }

  /// With the word before it.
  var words: String { (single == nil ? "shares " : "share ") + name }

  static func path(in directory: String) -> String { FilePath.join(directory, "shard.json") }

  /// Whether a directory holds a share of a run.
  static func exists(in directory: String) -> Bool { TextFile.exists(path(in: directory)) }

  /// Makes sure that a directory does not hold a share, which is no run by itself.
  ///
  /// - Throws: A diagnostic when it does.
  static func requireNone(in directory: String) throws(Diagnostic) {
    guard exists(in: directory) else { return }
    let name = (try? ShardFile(directory))?.words ?? "a share"
    throw Diagnostic(
      "this directory holds \(name) of a run", at: SourceLocation(file: directory),
      hint: "'archsim merge' makes a run of all shares")
  }

  init(shard: StudyShard, last: Int? = nil, trials: Range<Int>, version: String) {
    self.shard = shard
    self.last = last ?? shard.index
    self.trials = trials
    self.version = version
  }

  /// Reads the file of a directory.
  init(_ directory: String) throws(Diagnostic) {
    let path = Self.path(in: directory)
    let value = try JSONParser.parse(try TextFile.read(path, what: "share of a run"), file: path)
    let schema = try value.require("schema").requireInteger("schema")
    guard schema == RunReader.schema else {
      throw Diagnostic(
        "this share has schema \(schema), this archsim knows \(RunReader.schema)",
        at: value.location)
    }
    shard = try StudyShard(
      try value.require("shard").requireInteger("shard"),
      of: try value.require("shards").requireInteger("shards"), at: value.location)
    last = try value["last"]?.requireInteger("last") ?? shard.index
    guard (shard.index..<shard.count).contains(last) else {
      throw Diagnostic(
        "shares from \(shard.index) to \(last) of \(shard.count) make no sense", at: value.location)
    }
    let first = try value.require("first").requireInteger("first")
    let end = try value.require("end").requireInteger("end")
    guard first >= 0, end >= first else {
      throw Diagnostic("a share from trial \(first) to \(end) makes no sense", at: value.location)
    }
    trials = first..<end
    version = try value.require("version").requireString("version")
    isExhausted = try value.require("exhausted").requireBoolean("exhausted")
  }

  /// Makes sure that the trials are those of the shares, which a file says that nobody has edited.
  func requireTrials(of study: Study, in directory: String) throws(Diagnostic) {
    let total = study.plannedTrials
    let end = try StudyShard(last, of: shard.count).trials(of: total).upperBound
    let expected = shard.trials(of: total).lowerBound..<end
    guard trials != expected else { return }
    throw Diagnostic(
      "\(words) of \(total) trials has those from \(expected.lowerBound) to \(expected.upperBound), "
        + "found \(trials.lowerBound) to \(trials.upperBound)",
      at: SourceLocation(file: Self.path(in: directory)),
      hint: "somebody edited this file, or another version wrote it")
  }

  func write(to directory: String) throws(Diagnostic) {
    var json = JSONWriter(indented: true)
    json.beginObject()
    for (key, number) in [
      ("schema", RunReader.schema), ("shard", shard.index), ("last", last),
      ("shards", shard.count), ("first", trials.lowerBound), ("end", trials.upperBound),
    ] where key != "last" || single == nil {
      json.key(key)
      json.number(number)
    }
    json.key("version")
    json.string(version)
    json.key("exhausted")
    json.boolean(isExhausted)
    json.endObject()
    try TextFile.writeAtomically(json.text + "\n", to: Self.path(in: directory))
  }
}
