import Essentials
import Layers
import SystemPackage
import Tensors

/// How the weights of a written checkpoint are stored.
public enum CheckpointPrecision: String, Sendable, CaseIterable {
  /// As the model has them.
  case float32
  /// In half the bytes: each rounded to the nearest, ties to even.
  case float16

  var elementType: SafeTensorsFile.ElementType {
    switch self {
    case .float32: .float32
    case .float16: .float16
    }
  }

  /// Finds weights that this precision cannot hold, which would become infinite.
  ///
  /// - Throws: `Faults` naming every such tensor.
  func check(_ tensors: [(name: String, tensor: Tensor)], in folder: FilePath) throws {
    guard self == .float16 else { return }
    let limit = Float(Float16.greatestFiniteMagnitude)
    let faults = tensors.compactMap { name, tensor -> Diagnostic? in
      let extreme = tensor.greatestMagnitude
      guard extreme > limit else { return nil }
      return Diagnostic(
        .data, "tensor \(name) holds \(extreme), more than the 65504 that float16 reaches", file: folder.string,
        hint: "precision=float32 holds every weight")
    }
    guard faults.isEmpty else { throw Faults(faults) }
  }
}

extension Tensor {
  /// The largest absolute value; NaN counts nothing.
  fileprivate var greatestMagnitude: Float {
    UnsafeBufferPointer(start: pointer, count: count).reduce(0) { Float.maximum($0, $1.magnitude) }
  }
}
