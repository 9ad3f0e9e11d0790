/// What an adapter was trained on, as its `adapter_config.json` says.
public struct AdapterOrigin: Sendable, Hashable {
  /// The base checkpoint's id or path.
  public var baseModel: String?
  public var revision: String?
  /// PEFT's name for the kind of task, which decides the class that PEFT wraps a model in.
  public var taskType: String?

  public init(baseModel: String? = nil, revision: String? = nil, taskType: String? = nil) {
    self.baseModel = baseModel
    self.revision = revision
    self.taskType = taskType
  }
}
