extension RunFormat {
  /// One JSON object with everything.
  public static let json = RunFormat(
    "json", "one JSON object with everything", fileExtensions: ["json"]
  ) { run in
    run.report.text(as: .json)
  } plans: { run in
    run.report.text(as: .json)
  }
}
