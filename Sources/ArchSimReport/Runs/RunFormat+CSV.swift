extension RunFormat {
  /// The front as comma-separated values.
  public static let csv = RunFormat(
    "csv", "the front as comma-separated values", fileExtensions: ["csv"]
  ) { run in run.report.text(as: .csv) }
}
