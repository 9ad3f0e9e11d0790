/// What an adapter was trained on, as its `adapter_config.json` says.
public struct AdapterOrigin: Sendable, Hashable {
  /// The base checkpoint's id or path.
  public var baseModel: String?
  /// The base checkpoint's revision.
  public var revision: String?
  /// PEFT's name for the kind of task, which decides the class that PEFT wraps a model in.
  public var taskType: String?

  /// An origin; what is nil is null in the file.
  public init(baseModel: String? = nil, revision: String? = nil, taskType: String? = nil) {
    self.baseModel = baseModel
    self.revision = revision
    self.taskType = taskType
  }
}
