import ArchSimHardware

extension StudyFile {
  /// The program, as ``StudyReader`` reads it back.
  static func write(_ evaluator: EvaluatorSettings, to writer: inout YAMLWriter) {
    writer.list("command", evaluator.command)
    writer.scalar("protocol", "json-lines")
    writer.scalar("directory", evaluator.directory)
    if let workers = evaluator.workers { writer.scalar("workers", "\(workers)") }
    writer.scalar("timeout", Quantity.exactText(evaluator.timeoutSeconds, .seconds))
    writer.scalar("retries", "\(evaluator.retries)")
    if let batch = evaluator.batch { writer.scalar("batch", "\(batch)") }
  }

  /// Its metrics.
  static func write(
    _ metrics: [Metric], _ evaluator: EvaluatorSettings, to writer: inout YAMLWriter
  ) {
    for (metric, unit) in zip(metrics, evaluator.metricUnits) {
      var members = [("direction", metric.direction.rawValue)]
      if !unit.symbol.isEmpty { members.append(("unit", unit.symbol)) }
      members.append(("description", metric.documentation))
      writer.inlineMap(metric.name, members)
    }
  }
}
