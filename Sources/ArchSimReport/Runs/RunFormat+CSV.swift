extension RunFormat {
  /// The front, or all plans, as comma-separated values.
  public static let csv = RunFormat(
    "csv", "the front, or all plans, as comma-separated values", fileExtensions: ["csv"]
  ) { run in
    run.report.text(as: .csv)
  } plans: { run in
    run.report.text(as: .csv)
  }
}
