/// A file that a study reads besides itself: a model's configuration or a layer trace.
///
/// A run keeps a copy, so that its `study.yaml` stands by itself.
public struct StudyInput: Hashable, Sendable {
  /// The name in the run directory: `inputs/llama2-7b.json`.
  public var name: String
  /// The file as read.
  public var bytes: [UInt8]

  /// Creates an input.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
