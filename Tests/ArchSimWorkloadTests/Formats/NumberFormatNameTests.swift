import ArchSimText
import ArchSimWorkload
import Testing

@Suite struct NumberFormatNameTests {
  /// Bits of an element and of storage: OCP Microscaling Formats v1.0 (table 1), OCP FP8 v1.0, IEEE
  /// 754-2019, and NVIDIA's NVFP4 (a scale of 8 bits a block of 16).
  @Test(arguments: [
    ("int1", 1, 1.0), ("int4", 4, 4), ("uint16", 16, 16), ("fp32", 32, 32), ("tf32", 19, 19),
    ("fp16", 16, 16), ("bf16", 16, 16), ("fp8.e4m3", 8, 8), ("fp8.e5m2", 8, 8),
    ("fp6.e2m3", 6, 6), ("fp6.e3m2", 6, 6), ("fp4.e2m1", 4, 4), ("e3m4", 8, 8), ("ternary", 2, 2),
    ("mxfp8.e4m3", 8, 8.25), ("mxfp8.e5m2", 8, 8.25), ("mxfp6.e2m3", 6, 6.25),
    ("mxfp6.e3m2", 6, 6.25), ("mxfp4", 4, 4.25), ("mxint8", 8, 8.25), ("nvfp4", 4, 4.5),
    ("int4.b16s8", 4, 4.5), ("ue8m0", 8, 8),
  ])
  func widthsAreThoseOfTheStandards(name: String, elementBits: Int, bits: Double) throws {
    let format = try NumberFormat(parsing: name)
    #expect(format.name == name)
    #expect(format.elementBits == elementBits)
    #expect(format.bitsPerElement == bits)
  }

  @Test func everyFormatHasItsOwnNameAndIsReadBack() throws {
    var formats: [NumberFormat] = [.ternary, .mxfp4, .mxint8, .nvfp4]
    formats += (1...64).flatMap { [NumberFormat.int($0), .uint($0)] }
    for exponentBits in 1...11 {
      for mantissaBits in 0...23 {
        formats.append(
          NumberFormat(.floatingPoint(exponentBits: exponentBits, mantissaBits: mantissaBits)))
      }
      formats.append(NumberFormat(.exponent(bits: exponentBits)))
    }
    formats += formats.filter { $0.blockSize == 0 }.flatMap { format in
      [(16, 8), (32, 8), (64, 16)].map {
        NumberFormat(format.element, blockSize: $0.0, blockScaleBits: $0.1)
      }
    }
    let unique = Set(formats)
    #expect(Set(unique.map(\.name)).count == unique.count, "two formats share a name")
    for format in formats {
      let back = NumberFormat(name: format.name)
      #expect(back == format, "\(format.name) is read back as \(back?.name ?? "nothing")")
    }
  }

  @Test(arguments: [
    ("fp8", "fp8.e4m3"), ("FP16", "fp16"), ("mxfp8", "mxfp8.e4m3"), ("e4m3", "fp8.e4m3"),
    ("e8m7", "bf16"), ("fp4.e2m1.b32s8", "mxfp4"),
  ])
  func otherSpellingsAreUnderstood(written: String, name: String) throws {
    #expect(try NumberFormat(parsing: written).name == name)
  }

  @Test(arguments: [
    ("fp8.e4m4", "did you mean 'fp8.e4m3'?"), ("bf61", "did you mean 'bf16'?"),
    ("nvpf4", "did you mean 'nvfp4'?"), ("int0", "did you mean"), ("int65", "did you mean"),
    ("", "formats are written"), ("half a number", "formats are written"),
    ("int4.b0s8", "formats are written"), ("mxfp4.b16s8", "formats are written"),
    ("int99999999999999999999", "formats are written"),
  ])
  func mistakesGetAHint(written: String, hint: String) {
    let place = SourceLocation(file: "a.csv", line: 3, column: 7)
    let message = diagnosis { _ = try NumberFormat(parsing: written, at: place) }
    #expect(message.hasPrefix("a.csv:3:7: error: unknown number format '\(written)'"))
    #expect(message.contains(hint), "\(message)")
  }

  @Test func storageCountsEveryBlockAndGroup() {
    // The example in NumberFormat's documentation, and a partial block.
    #expect(NumberFormat.mxfp4.storageBits(count: 32) == 136)
    #expect(NumberFormat.mxfp4.storageBits(count: 33) == 33 * 4 + 2 * 8)
    // 4 + 16/128 bits an element (MARLIN, arXiv 2408.11743, section 2: 16/4.125 = 3.87).
    let grouped = TensorQuantization(.int4, groupSize: 128)
    #expect(grouped.bitsPerElement == 4.125)
    #expect(grouped.storageBits(reduction: 4096, columns: 11_008) == 4.125 * 4096 * 11_008)
    let zeroed = TensorQuantization(.uint(4), groupSize: 128, hasZeroPoint: true)
    #expect(zeroed.storageBits(reduction: 256, columns: 3) == 3 * (256 * 4 + 2 * 20))
    #expect(zeroed.storageBits(reduction: 257, columns: 1) == 257 * 4 + 3 * 20)
  }
}
