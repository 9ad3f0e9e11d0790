/// How adapter files of one kind of checkpoint spell a model's module names.
public struct ModuleNaming: Sendable {
  /// From a module's walk name to its name in the file.
  public let fileName: @Sendable (String) -> String
  /// Tensors, by their names in the checkpoint, that such files may hold and this model does without: buffers that count as biases.
  public let ignored: Set<String>
  /// Modules, by their walk names, whose weight is their own in the code of such checkpoints, though this model may share it.
  let untied: Set<String>
  /// Further names that a parameter, by its walk name, has in such checkpoints.
  let aliases: [String: String]

  /// A naming by a function from walk names to the file's.
  public init(
    ignoring ignored: Set<String> = [], untying untied: Set<String> = [], aliases: [String: String] = [:],
    _ fileName: @escaping @Sendable (String) -> String
  ) {
    self.ignored = ignored
    self.untied = untied
    self.aliases = aliases
    self.fileName = fileName
  }

  /// The walk names as they are.
  public static let walk = ModuleNaming { $0 }

  /// The file's key for `part` of a module, as PEFT writes it.
  func key(_ module: String, _ part: String) -> String { Self.key(tensor: "\(fileName(module)).\(part)") }

  /// The file's key for a tensor by its name in the checkpoint.
  static func key(tensor name: String) -> String { "base_model.model.\(name)" }

  /// The file's key for a parameter of the model itself; those of an adapted module are its base layer's.
  func key(parameter name: String, adapted: Set<String>) -> String {
    let parts = name.split(separator: ".")
    let module = parts.dropLast().joined(separator: ".")
    let own = String(parts.last ?? "")
    guard !module.isEmpty else { return Self.key(tensor: own) }
    return key(module, adapted.contains(module) ? "base_layer.\(own)" : own)
  }
}
