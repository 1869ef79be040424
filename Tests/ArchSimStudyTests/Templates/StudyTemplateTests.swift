import ArchSim
import Testing

@testable import ArchSimStudy

struct StudyTemplateTests {
  private func template(
    _ family: AcceleratorFamily, bytes: Double = 8e9
  ) -> StudyTemplate {
    StudyTemplate(
      name: "first", model: Repository.path("Configs/models/qwen3-0.6b.json"),
      quantization: "w8a8kv8", residentBytes: bytes, design: HardwareDesign(family: family))
  }

  @Test("a template of every family is a study that finds designs", arguments: 0..<7)
  func everyFamily(position: Int) async throws {
    let families = AcceleratorFamilies.builtIn
    #expect(families.count == 7, "add the new family to the arguments of this test")
    let family = families[position]
    var study = try StudyText.parse(template(family).text)
    #expect(study.space.parameters.count > 3, "\(family.name)")
    study.search.budget = 8
    let result = try await StudyRunner(study).run()
    #expect(result.feasibleTrials > 0, "\(family.name)")
  }

  @Test("every parameter of the family is there once, to be uncommented or not")
  func parameters() {
    for family in AcceleratorFamilies.builtIn {
      let text = template(family).text
      for parameter in family.parameters {
        let count = text.split(separator: "\n").filter {
          $0.hasPrefix("  \(parameter.name): ") || $0.hasPrefix("  # \(parameter.name): ")
        }.count
        #expect(count == 1, "\(family.name) \(parameter.name)")
      }
    }
  }

  @Test("what is commented out can be uncommented, as long as two values are left")
  func uncommented() throws {
    for family in AcceleratorFamilies.builtIn {
      let text = template(family).text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { line in
          line.hasPrefix("  # ") && line.contains(": [") ? "  \(line.dropFirst(4))" : String(line)
        }.joined(separator: "\n")
      let study = try StudyText.parse(text)
      #expect(study.space.parameters.count == family.parameters.count + 1, "\(family.name)")
    }
  }

  @Test("memory grows to hold the model, in whole powers of two of gigabytes")
  func memory() throws {
    let family = try #require(AcceleratorFamilies.builtIn.first { $0.name == "tiled-array" })
    #expect(!template(family, bytes: 8e9).text.contains("    dram.capacity"))
    #expect(template(family, bytes: 70e9).text.contains("    dram.capacity: 128 GB"))
  }

  @Test(
    "paths are seen from the study file",
    arguments: [
      ("Configs/models/a.json", "study.yaml", "Configs/models/a.json"),
      ("Configs/models/a.json", "Configs/study.yaml", "models/a.json"),
      ("Configs/models/a.json", "x/y/study.yaml", "../../Configs/models/a.json"),
      ("../a.json", "study.yaml", "../a.json"),
      ("a.json", "../study.yaml", "here/a.json"),
      ("a.json", "/tmp/study.yaml", "../work/here/a.json"),
      ("/a.json", "study.yaml", "/a.json"),
    ])
  func paths(path: String, file: String, expected: String) {
    #expect(StudyTemplate.reference(to: path, fromFileAt: file, in: "/work/here") == expected)
  }
}
