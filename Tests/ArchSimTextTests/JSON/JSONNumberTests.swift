import ArchSimText
import Testing

@Suite struct JSONNumberTests {
  func parse(_ text: String) throws -> JSONValue {
    try JSONParser.parse(Array(text.utf8), file: "n.json")
  }

  @Test(arguments: [
    ("0", 0.0), ("-0", -0.0), ("-0.0", -0.0), ("1e3", 1000), ("1E+2", 100), ("25e-1", 2.5),
    ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0),
    ("1.7976931348623157e308", .greatestFiniteMagnitude),
    ("9007199254740993", 9_007_199_254_740_992), ("999999999999999", 999_999_999_999_999),
    ("123456789012345678901234567890", 1.2345678901234568e29), ("0.1", 0.1), ("0e999999", 0),
  ])
  func isTheNearestDouble(text: String, number: Double) throws {
    let value = try parse(text).requireNumber("n")
    #expect(value.bitPattern == number.bitPattern, "\(text) gave \(value), expected \(number)")
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("1e3", 1000), ("1.0", 1), ("12.50e1", 125), ("-3.000", -3),
    ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", Int.max),
    ("-9223372036854775808", Int.min), ("922337203685477580700e-2", Int.max), ("0e999999", 0),
    ("1000000000000000000000e-20", 10), ("0.0001e4", 1),
  ])
  func integersAreExact(text: String, integer: Int) throws {
    #expect(try parse(text).requireInteger("n") == integer, "for \(text)")
  }

  @Test(arguments: [
    ("1.5", "expected an integer for 'n', found the number 1.5"),
    ("1e-1", "expected an integer for 'n', found the number 1e-1"),
    ("1e-999999999999999999999999", "found the number 1e-9999"),
    ("9223372036854775808", "fits 64 bits, found 9223372036854775808"),
    ("-9223372036854775809", "fits 64 bits, found -9223372036854775809"),
    ("1e19", "fits 64 bits, found 1e19"), ("1e300", "fits 64 bits, found 1e300"),
    ("\"x\"", "expected an integer for 'n', found a string \"x\""),
    ("null", "expected an integer for 'n', found null"),
    ("true", "expected an integer for 'n', found true"),
    ("[]", "expected an integer for 'n', found an empty array"),
    ("{\"a\":1}", "expected an integer for 'n', found an object"),
  ])
  func refusesWhatIsNoInteger(text: String, message: String) throws {
    let value = try parse(text)
    let error = #expect(throws: Diagnostic.self) { try value.requireInteger("n") }
    #expect(error?.message.contains(message) == true, "\(text) gave \(error)")
    #expect(error?.location?.description == "n.json:1:1")
  }

  @Test func otherKindsAreCheckedToo() throws {
    let value = try parse("{\"hidden_size\": 1, \"s\": \"x\", \"b\": true, \"z\": null}")
    #expect(try value.require("s").requireString("s") == "x")
    #expect(try value.require("b").requireBoolean("b"))
    #expect(try value.require("z").isNull)
    #expect(throws: Diagnostic.self) { try value.require("s").requireNumber("s") }
    #expect(throws: Diagnostic.self) { try value.require("s").requireBoolean("s") }
    #expect(throws: Diagnostic.self) { try value.require("s").requireArray("s") }
    #expect(throws: Diagnostic.self) { try value.require("s").requireObject("s") }
    #expect(throws: Diagnostic.self) { try value.require("b").requireString("b") }
    #expect(throws: Diagnostic.self) { try value.require("s").require("t") }
    let error = #expect(throws: Diagnostic.self) { try value.require("hiden_size") }
    #expect(error?.hint?.contains("'hidden_size'") == true, "\(error)")
    #expect(
      try value.requireObject("all").map(\.value.typeName) == [
        "number", "string", "boolean", "null",
      ])
  }

  /// An integer written with any exponent reads back as itself.
  @Test(arguments: [11, 12] as [UInt64])
  func everyIntegerIsRead(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    for _ in 0..<500 {
      let integer = Int(bitPattern: UInt(random.next() >> random.next() % 64))
      let zeros = integer == 0 ? 0 : Int(random.next() % 20)
      let text = "\(integer)\(String(repeating: "0", count: zeros))e-\(zeros)"
      #expect(try parse(text).requireInteger("n") == integer, "seed \(seed): \(text)")
      #expect(try parse("\(integer)").requireInteger("n") == integer, "seed \(seed): \(integer)")
    }
  }
}
