import ArchSim
import ArchSimStudy

let families = AcceleratorFamilies.builtIn + [AcceleratorFamily(BitSerialArray.self)]
let study = try StudyFile.read(CommandLine.arguments[1], families: families)
let result = try await StudyRunner(study).run()
for trial in result.front.map({ result.trials[$0] }) {
  let design = zip(study.space.parameters, trial.point.values).map { "\($0.name)=\($0.text($1))" }
  let values = study.objectives.map { "\($0.name)=\(trial.metric($0.name) ?? .nan)" }
  print((design + values).joined(separator: " "))
}
