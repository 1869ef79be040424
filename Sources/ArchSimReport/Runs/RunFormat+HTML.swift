extension RunFormat {
  /// A page with charts, in one file.
  public static let html = RunFormat(
    "html", "a page with charts, in one file", fileExtensions: ["html", "htm"]
  ) { run in
    HTMLReport.explore(
      run.result, directory: run.directory, version: run.version, random: run.random)
  } plans: { run in
    HTMLReport.plans(run.result, directory: run.directory, version: run.version)
  }
}
