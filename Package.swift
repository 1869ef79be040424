// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house and what each may see: the compiler keeps the walls.
let package = Package(
  name: "archsim",
  products: [
    .library(name: "ArchSim", targets: ["ArchSim"]),
    .library(name: "ArchSimStudy", targets: ["ArchSimStudy"]),
    .library(name: "ArchSimReport", targets: ["ArchSimReport"]),
    .library(name: "ArchSimTesting", targets: ["ArchSimTesting"]),
    .executable(name: "archsim", targets: ["archsim"]),
    .executable(name: "archsim-bench", targets: ["archsim-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .target(name: "ArchSimText"),
    .target(name: "ArchSimWorkload", dependencies: ["ArchSimText"]),
    .target(name: "ArchSimHardware", dependencies: ["ArchSimText", "ArchSimWorkload"]),
    .target(
      name: "ArchSimServing", dependencies: ["ArchSimText", "ArchSimWorkload", "ArchSimHardware"]),
    .target(name: "ArchSimSearch"),
    .target(
      name: "ArchSim",
      dependencies: [
        "ArchSimText", "ArchSimWorkload", "ArchSimHardware", "ArchSimServing", "ArchSimSearch",
      ]),
    .target(name: "ArchSimStudy", dependencies: ["ArchSim", "Yams"]),
    .target(
      name: "ArchSimReport", dependencies: ["ArchSim", "ArchSimStudy"],
      resources: [
        .embedInCode("HTML/chart.css"), .embedInCode("HTML/report.css"),
        .embedInCode("HTML/report.js"),
      ]),
    .target(name: "ArchSimTesting", dependencies: ["ArchSim"]),
    .executableTarget(
      name: "archsim",
      dependencies: [
        "ArchSim", "ArchSimStudy", "ArchSimReport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "archsim-bench", dependencies: ["ArchSim", "ArchSimStudy", "ArchSimReport"]),
    .testTarget(name: "ArchSimTextTests", dependencies: ["ArchSimText"]),
    .testTarget(name: "ArchSimWorkloadTests", dependencies: ["ArchSimWorkload"]),
    .testTarget(name: "ArchSimHardwareTests", dependencies: ["ArchSim"]),
    .testTarget(name: "ArchSimServingTests", dependencies: ["ArchSim"]),
    .testTarget(name: "ArchSimSearchTests", dependencies: ["ArchSimSearch"]),
    .testTarget(
      name: "ArchSimReportTests", dependencies: ["ArchSimReport", "ArchSim", "ArchSimStudy"]),
    .testTarget(
      name: "CommandLineTests", dependencies: ["archsim"],
      exclude: ["Fixtures", "Snapshots"]),
    .testTarget(name: "ArchSimBenchTests", dependencies: ["archsim-bench"]),
    .testTarget(name: "GoldenTests", dependencies: ["ArchSim"]),
    .testTarget(name: "ArchSimStudyTests", dependencies: ["ArchSimStudy", "ArchSim"]),
    .testTarget(
      name: "ArchSimTestingTests",
      dependencies: ["ArchSimTesting", "ArchSim", "CustomModelExample"]),
    // The code of docs/custom-model.md, which a test compares with the page and runs.
    .executableTarget(
      name: "CustomModelExample", dependencies: ["ArchSim", "ArchSimStudy"],
      path: "Tests/CustomModelExample", exclude: ["study.yaml"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
}
