import ArchSim
import Testing

@testable import ArchSimStudy

/// The devices that come along, held to their data sheets.
struct DeviceSheetTests {
  /// What a data sheet says: dense TFLOP/s or TOP/s, GB, GB/s, W; 0 where it has no such format.
  struct Sheet: Sendable, CustomTestStringConvertible {
    var file: String
    var halfPrecision, bf16, fp8, int8: Double
    var gigabytes, gigabytesPerSecond, watts: Double

    var testDescription: String { file }

    init(
      _ file: String, _ halfPrecision: Double, _ bf16: Double, _ fp8: Double, _ int8: Double,
      _ gigabytes: Double, _ gigabytesPerSecond: Double, _ watts: Double
    ) {
      self.file = file
      self.halfPrecision = halfPrecision
      self.bf16 = bf16
      self.fp8 = fp8
      self.int8 = int8
      self.gigabytes = gigabytes
      self.gigabytesPerSecond = gigabytesPerSecond
      self.watts = watts
    }
  }

  /// Numbers without sparsity.
  ///
  /// NVIDIA's data sheets (A100, H100, H200, HGX B200, V100, L40S, A10; Ada whitepaper for RTX 4090, with
  /// FP32 sums), AMD's (MI210, MI300X), Jouppi et al. 2023 (TPU v4).
  static let sheets = [
    Sheet("a100-sxm-80gb", 312, 312, 0, 624, 80, 2039, 400),
    Sheet("h100-sxm-80gb", 989.4, 989.4, 1979, 1979, 80, 3350, 700),
    Sheet("h200-sxm-141gb", 989.4, 989.4, 1979, 1979, 141, 4800, 700),
    Sheet("b200-sxm-180gb", 2250, 2250, 4500, 4500, 180, 8000, 1000),
    Sheet("v100-sxm-32gb", 125, 0, 0, 62.7, 32, 900, 300),
    Sheet("l40s", 362, 362, 733, 733, 48, 864, 350),
    Sheet("rtx-4090", 165.2, 165.2, 330.3, 660.6, 24, 1008, 450),
    Sheet("a10", 125, 125, 0, 250, 24, 600, 150),
    Sheet("mi210", 181, 181, 0, 181, 64, 1638, 300),
    Sheet("mi300x", 1307, 1307, 2615, 2615, 192, 5300, 750),
    Sheet("tpu-v4", 0, 275, .nan, 275, 34.36, 1200, 192),
  ]

  @Test("peaks, memory, bandwidth and power are those of data sheets", arguments: sheets)
  func sheet(_ sheet: Sheet) throws {
    let device = try DeviceFile.read(Repository.path("Configs/devices/\(sheet.file).yaml"))
    let formats: [(NumberFormat, Double)] = [
      (.fp16, sheet.halfPrecision), (.bf16, sheet.bf16), (.fp8E4M3, sheet.fp8),
      (.int8, sheet.int8),
    ]
    for (format, expected) in formats where expected.isFinite {
      let peak = try device.nativePeakOperations(in: format) ?? 0
      #expect(
        abs(peak * 1e-12 - expected) <= 0.015 * expected,
        "\(format): expected \(expected) TFLOP/s, actual \(peak * 1e-12)")
    }
    // Drivers keep a part of the memory back.
    let gigabytes = device.memoryBytes * 1e-9
    let share = gigabytes / sheet.gigabytes
    #expect(share > 0.97 && share < 1.08, "\(gigabytes)")
    #expect(abs(device.memoryBytesPerSecond * 1e-9 - sheet.gigabytesPerSecond) < 3)
    #expect(device.peakWatts == sheet.watts)
    #expect(device.link != nil && device.dollarsPerHour > 0)
  }

  @Test("a device without a link has none, and a wrong one is an error")
  func links() throws {
    let device = "hardware: {family: gpu}\nmemory: 8 GB\nbandwidth: 64 GB/s\n"
    #expect(try Self.device(device).link == nil)
    let linked = try Self.device(device + "link: {name: A, bandwidth: 10 GB/s, latency: 1 us}\n")
    #expect(linked.link?.name == "A" && linked.link?.bytesPerSecond == 10e9)
    let error = diagnosticText { () throws(Diagnostic) in
      try Self.device(device + "link: nowhere.yaml\n")
    }
    #expect(error?.contains("d.yaml:4:7: error: there is no link file 'nowhere.yaml'") == true)
  }

  private static func device(_ text: String) throws(Diagnostic) -> Device {
    try DeviceFile.device(
      try YAMLReader.parse(Array(text.utf8), file: "d.yaml", what: "device file"),
      families: AcceleratorFamilies.builtIn)
  }
}
