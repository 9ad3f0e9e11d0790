import Essentials
import Layers
import Tensors

/// How a checkpoint's tensors differ from what its configuration asks for: every difference, in the naming of the file.
public struct WeightReport: DiagnosticError {
  /// A tensor that should be there, or should not.
  public struct Item: Sendable, Equatable {
    /// As the file has it.
    public let name: String
    /// What the file has, or of a missing one what it should have.
    public let shape: [Int]
  }

  /// A tensor of another shape than the configuration's.
  public struct Mismatch: Sendable, Equatable {
    /// As the file has it.
    public let name: String
    /// What the configuration asks for.
    public let expected: [Int]
    /// What the file has.
    public let found: [Int]
  }

  /// A tensor whose elements are no floating-point numbers, as a quantised model's.
  public struct Unreadable: Sendable, Equatable {
    /// As the file has it.
    public let name: String
    /// What it holds.
    public let type: DType
  }

  /// The checkpoint's folder.
  public let folder: String
  /// Tensors that the model has and the file has not.
  public internal(set) var missing: [Item] = []
  /// Tensors that the file has and the model has not.
  public internal(set) var unexpected: [Item] = []
  /// Tensors of another shape.
  public internal(set) var misshaped: [Mismatch] = []
  /// Tensors that are no floating-point numbers.
  public internal(set) var unreadable: [Unreadable] = []
  /// How many tensors of the file do fit.
  public internal(set) var fitting = 0

  init(folder: String) { self.folder = folder }

  /// Whether there is nothing to report.
  public var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty && misshaped.isEmpty && unreadable.isEmpty }

  /// One for each difference; a single one when nothing fits at all, or when adapters are among the weights.
  public var diagnostics: [Diagnostic] {
    if let adapter = unexpected.first(where: { $0.name.contains(".lora_") }) {
      return [
        Diagnostic(
          .data, "holds adapters beside the weights that they change: tensor \(adapter.name)", file: folder,
          hint: "in PEFT, merge_and_unload makes one model of them; what that model's save_pretrained writes is read")
      ]
    }
    if fitting == 0 {
      let example = unexpected.first.map { "; its tensors are named like \($0.name)" } ?? ""
      return [
        Diagnostic(
          .data, "the weights are not those of a Florence-2 model\(example)", file: folder,
          hint: "give the folder of a Florence-2 checkpoint")
      ]
    }
    let hint = "config.json and weights do not belong together, or the file was cut"
    return missing.map { Diagnostic(.data, "tensor \($0.name) \($0.shape) is missing", file: folder, hint: hint) }
      + unexpected.map { Diagnostic(.data, "tensor \($0.name) \($0.shape) is not one of this model's", file: folder, hint: hint) }
      + misshaped.map {
        Diagnostic(.data, "tensor \($0.name) has shape \($0.found), the configuration asks for \($0.expected)", file: folder, hint: hint)
      }
      + unreadable.map {
        Diagnostic(
          .data, "tensor \($0.name) holds \($0.type.rawValue), no floating-point numbers", file: folder,
          hint: DType.quantisedHint)
      }
  }
}
