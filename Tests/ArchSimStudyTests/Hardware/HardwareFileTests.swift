import ArchSim
import Testing

@testable import ArchSimStudy

struct HardwareFileTests {
  static let files: [String] = {
    let names = (try? TextFile.listDirectory(Repository.path("Configs/hardware"))) ?? []
    return names.filter { $0.hasSuffix(".yaml") }
  }()

  @Test("there are hardware files to test") func filesAreThere() {
    #expect(Self.files.count >= 15)
  }

  @Test(
    "every file of Configs/hardware is read, and its complete text reads back the same",
    arguments: files)
  func roundTrip(_ name: String) throws {
    let design = try HardwareFile.read(Repository.path("Configs/hardware/\(name)"))
    let text = HardwareFile.text(design)
    let again = try HardwareFile.parse(Array(text.utf8), file: "again.yaml")
    #expect(again.values == design.values, "\(text)")
    #expect(again.family.name == design.family.name)
    #expect(again.setCount == design.family.parameters.count)
    #expect(HardwareFile.text(again) == text)
  }

  @Test("marks and line ends of other systems change nothing", arguments: ["", "# a comment\n"])
  func byteOrderMark(_ start: String) throws {
    let plain = start + "family: tiled-array\nparameters:\n  array.rows: 48\n"
    let marked = "\u{FEFF}" + plain.split(separator: "\n").joined(separator: "\r\n") + "\r\n"
    let design = try HardwareFile.parse(Array(marked.utf8), file: "a.yaml")
    #expect(design.text(of: "array.rows") == "48")
    let error = #expect(throws: Diagnostic.self) {
      try HardwareFile.parse(Array("\u{FEFF}familly: a".utf8), file: "a.yaml")
    }
    #expect(error?.description.hasPrefix("a.yaml:1:1: error: unknown key 'familly'") == true)
  }

  @Test("a file inherits what it does not say itself")
  func inheritance() throws {
    let design = try HardwareFile.read(Repository.path("Configs/hardware/mixpe-28nm.yaml"))
    #expect(design.name == "MixPE W4A8")
    #expect(design.text(of: "array.rows") == "64")  // its own, against 32 of its base
    #expect(design.text(of: "buffer.activations") == "256 KiB")  // of its base
    #expect(design.text(of: "pe.kind") == "shift-add")
    #expect(design.text(of: "clock") == "500 MHz")
  }

  @Test("the designs of the MixPE paper are feasible under the paper's accounting")
  func paperDesigns() throws {
    for name in Self.files where name.hasPrefix("mixpe-paper-") && !name.contains("base") {
      let design = try HardwareFile.read(Repository.path("Configs/hardware/\(name)"))
      var totals: [ReplayTotals] = []
      let summary = try design.family.evaluate(design.values, on: [], totals: &totals)
      #expect(summary.areaSquareMillimetres.total > 0, "\(name)")
    }
  }

  static let errors: [(text: String, expected: String)] = [
    ("", "t.yaml: error: expected a hardware file, found an empty file"),
    ("# nothing\n", "t.yaml: error: expected a hardware file, found an empty file"),
    (
      "- a\n",
      "t.yaml:1:1: error: expected a map of keys and values for this hardware file, "
        + "found a list"
    ),
    ("name: x\n", "t.yaml:1:1: error: missing 'family' in this hardware file"),
    (
      "family: tiled-arry\n",
      "t.yaml:1:9: error: unknown family 'tiled-arry' (did you mean 'tiled-array'?)"
    ),
    (
      "family: tiled-array\nparametres:\n  clock: 1 GHz\n",
      "t.yaml:2:1: error: unknown key 'parametres' in this hardware file "
        + "(did you mean 'parameters'?)"
    ),
    (
      "family: tiled-array\nparameters:\n  array.row: 4\n",
      "t.yaml:3:3: error: unknown parameter 'array.row' of tiled-array "
        + "(did you mean 'array.rows'?)"
    ),
    (
      "family: tiled-array\nparameters:\n  array: {row: 4}\n",
      "t.yaml:3:11: error: unknown parameter 'array.row' of tiled-array "
        + "(did you mean 'array.rows'?)"
    ),
    (
      "family: tiled-array\nparameters:\n  clock: 500\n",
      "t.yaml:3:10: error: 'clock' needs a unit, found '500' (write 500 MHz)"
    ),
    (
      "family: tiled-array\nparameters:\n  clock: 500 mhz\n",
      "t.yaml:3:10: error: expected a frequency such as '500 MHz' for 'clock', "
        + "found '500 mhz' (write 500 MHz)"
    ),
    (
      "family: tiled-array\nparameters:\n  clock: 5 V\n",
      "t.yaml:3:10: error: expected a frequency such as '500 MHz' for 'clock', "
        + "found '5 V' ('V' is a unit of voltage)"
    ),
    (
      "family: tiled-array\nparameters:\n  clock: 500 THz\n",
      "t.yaml:3:10: error: 'clock' is 500 THz, expected 1 MHz to 10 GHz"
    ),
    (
      "family: tiled-array\nparameters:\n  buffer.weights: 128 KB\n",
      "t.yaml:3:19: error: expected a size such as '128 KiB' for 'buffer.weights', "
        + "found '128 KB' (kB is 1000 B, KiB is 1024 B)"
    ),
    (
      "family: tiled-array\nparameters:\n  buffer.weights: 100.5 B\n",
      "t.yaml:3:19: error: expected a whole number of B for 'buffer.weights', found '100.5 B'"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows: 010\n",
      "t.yaml:3:15: error: expected a decimal number for 'array.rows', found '010' (write 10)"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows: 1:30\n",
      "t.yaml:3:15: error: expected a plain number for 'array.rows', found '1:30'"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows: 0x10\n",
      "t.yaml:3:15: error: expected a plain number for 'array.rows', found '0x10'"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows: yes\n",
      "t.yaml:3:15: error: expected a number for 'array.rows', found 'yes'"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows: .nan\n",
      "t.yaml:3:15: error: expected a number for 'array.rows', found '.nan'"
    ),
    (
      "family: tiled-array\nparameters:\n  clock: .inf\n",
      "t.yaml:3:10: error: expected a frequency such as '500 MHz' for 'clock', found '.inf'"
    ),
    (
      "family: tiled-array\nparameters:\n  clock: 1e999 Hz\n",
      "t.yaml:3:10: error: expected a frequency such as '500 MHz' for 'clock', "
        + "found '1e999 Hz'"
    ),
    (
      "family: tiled-array\nparameters:\n  clock: 1e300 PHz\n",
      "t.yaml:3:10: error: 'clock' is too large: '1e300 PHz'"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows: 0\n",
      "t.yaml:3:15: error: 'array.rows' is 0, expected 1 to 4096"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows: 4.5\n",
      "t.yaml:3:15: error: expected a whole number for 'array.rows', found '4.5'"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows: [1, 2]\n",
      "t.yaml:3:15: error: expected text for 'array.rows', found a list"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows:\n",
      "t.yaml:3:14: error: expected text for 'array.rows', found nothing"
    ),
    (
      "family: tiled-array\nparameters:\n  pe.kind: shiftadd\n",
      "t.yaml:3:12: error: unknown value 'shiftadd' for 'pe.kind' (did you mean 'shift-add'?)"
    ),
    (
      "family: tiled-array\nparameters: 5\n",
      "t.yaml:2:13: error: expected a map of keys and values for 'parameters', found '5'"
    ),
    (
      "family: tiled-array\nparameters:\n\tclock: 1 GHz\n",
      "t.yaml:3:1: error: found character that cannot start any token "
        + "(indent with spaces, not tabs)"
    ),
    (
      "family: tiled-array\nfamily: systolic\n",
      "t.yaml:2:1: error: duplicate key 'family', first on line 1"
    ),
    (
      "family: tiled-array\nparameters:\n  array.rows: 4\n  array: {rows: 5}\n",
      "t.yaml:4:11: error: 'array.rows' is given twice, first on line 3"
    ),
    ("family: [tiled-array\n", "t.yaml:2:1: error: did not find expected ',' or ']'"),
    (
      "family: tiled-array\nextends: nowhere.yaml\n",
      "t.yaml:2:10: error: there is no file 'nowhere.yaml' to extend"
    ),
    (
      "family: tiled-array\n? [a]\n: b\n",
      "t.yaml:2:3: error: expected a name as key, found a map or list"
    ),
    ("--- a\n--- b\n", "t.yaml:2:1: error: but found another document"),
    ("family: \u{1}\n", "t.yaml:1: error: control characters are not allowed"),
  ]

  @Test("a mistake is one line with its place, what was found and what to do", arguments: errors)
  func mistakes(_ text: String, _ expected: String) {
    let found = diagnosticText { () throws(Diagnostic) in
      try HardwareFile.parse(Array(text.utf8), file: "t.yaml")
    }
    #expect(found == expected)
  }

  @Test("binary, deep and bomb-like files are refused, not read")
  func hostileFiles() throws {
    let binary = diagnosticText { () throws(Diagnostic) in
      try HardwareFile.parse(Array("family: x\n".utf8) + [0xFF, 0xFE], file: "t.yaml")
    }
    #expect(binary == "t.yaml:2: error: expected a hardware file in UTF-8, found other bytes")

    let deep = String(repeating: "[", count: 100_000)
    let depth = diagnosticText { () throws(Diagnostic) in
      try HardwareFile.parse(Array(deep.utf8), file: "t.yaml")
    }
    #expect(depth == "t.yaml:1: error: expected at most 64 levels of maps and lists, found more")

    let nested = String(repeating: "- ", count: 100_000)
    let indicators = diagnosticText { () throws(Diagnostic) in
      try HardwareFile.parse(Array(nested.utf8), file: "t.yaml")
    }
    #expect(
      indicators == "t.yaml:1: error: expected at most 64 levels of maps and lists, found more")

    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let aliases = diagnosticText { () throws(Diagnostic) in
      try HardwareFile.parse(Array(bomb.utf8), file: "t.yaml")
    }
    #expect(
      aliases == "t.yaml: error: expected at most 32 aliases ('*name'), found 81 "
        + "(share values between files with 'extends')")
  }

  @Test("files too large are refused before they are read")
  func largeFile() throws {
    let scratch = try Scratch("large")
    let file = try scratch.write(String(repeating: "#", count: 5 << 20), to: "large.yaml")
    let found = diagnosticText { () throws(Diagnostic) in try HardwareFile.read(file) }
    #expect(
      found?.contains("expected a hardware file of at most 4") == true, "\(found ?? "nothing")")
  }

  @Test("files that extend each other in a circle are told so")
  func circle() throws {
    let scratch = try Scratch("circle")
    let one = try scratch.write("extends: two.yaml\nfamily: systolic\n", to: "one.yaml")
    try scratch.write("extends: ./x/../one.yaml\n", to: "two.yaml")
    let found = diagnosticText { () throws(Diagnostic) in try HardwareFile.read(one) }
    #expect(
      found?.hasPrefix("\(scratch.path)/two.yaml:1:10: error: files extend each other in a circle:")
        == true, "\(found ?? "nothing")")
  }

  @Test("--set reads what files read, and names itself as the place")
  func assignments() throws {
    var design = HardwareDesign(family: AcceleratorFamilies.builtIn[0])
    try design.set("clock=1.1 GHz")
    #expect(design.text(of: "clock") == "1.1 GHz")
    #expect(design.setCount == 1)
    let errors = [
      (
        "array.rows",
        "--set array.rows: error: expected NAME=VALUE, found 'array.rows' "
          + "(write array.rows=…)"
      ),
      (
        "array.rws=4",
        "--set array.rws=4: error: unknown parameter 'array.rws' of tiled-array "
          + "(did you mean 'array.rows'?)"
      ),
      ("array.rows=x", "--set array.rows=x: error: expected a number for 'array.rows', found 'x'"),
    ]
    for (assignment, expected) in errors {
      let found = diagnosticText { () throws(Diagnostic) in try design.set(assignment) }
      #expect(found == expected)
    }
    #expect(design.setCount == 1)
  }
}
