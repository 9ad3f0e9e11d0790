/// How adapter files of one kind of checkpoint spell a model's module names.
public struct ModuleNaming: Sendable {
  /// From a module's walk name to its name in the file.
  public let fileName: @Sendable (String) -> String
  /// Tensors, by their names in the file, that such checkpoints may hold and this model does without: buffers that count as biases.
  public let ignored: Set<String>

  /// A naming by a function from walk names to the file's.
  public init(ignoring ignored: Set<String> = [], _ fileName: @escaping @Sendable (String) -> String) {
    self.ignored = ignored
    self.fileName = fileName
  }

  /// The walk names as they are.
  public static let walk = ModuleNaming { $0 }

  /// The file's key for `part` of a module, as PEFT writes it.
  func key(_ module: String, _ part: String) -> String { "base_model.model.\(fileName(module)).\(part)" }

  /// The file's key for a parameter of the model itself; those of an adapted module are its base layer's.
  func key(parameter name: String, adapted: Set<String>) -> String {
    let parts = name.split(separator: ".")
    let module = parts.dropLast().joined(separator: ".")
    let own = String(parts.last ?? "")
    guard !module.isEmpty else { return "base_model.model.\(own)" }
    return key(module, adapted.contains(module) ? "base_layer.\(own)" : own)
  }
}
