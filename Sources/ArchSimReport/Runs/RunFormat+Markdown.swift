extension RunFormat {
  /// Headings and pipe tables, for pages.
  public static let markdown = RunFormat(
    "markdown", "headings and pipe tables, for pages", fileExtensions: ["md"]
  ) { run in
    run.report.text(as: .markdown)
  } plans: { run in
    run.report.text(as: .markdown)
  }
}
