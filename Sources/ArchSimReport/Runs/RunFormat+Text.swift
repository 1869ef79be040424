extension RunFormat {
  /// Aligned tables for people.
  public static let text = RunFormat(
    "text", "aligned tables for people", fileExtensions: ["txt"]
  ) { run in
    run.report.text(as: .table, width: run.width, style: run.style)
  } plans: { run in
    run.report.text(as: .table, width: run.width, style: run.style)
  }
}
