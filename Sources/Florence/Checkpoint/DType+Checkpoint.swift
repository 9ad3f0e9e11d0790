import Essentials
import SystemPackage
import Tensors

extension DType {
  /// Checks that weights can be written in this type, each rounded to the nearest, ties to even.
  ///
  /// - Throws: `Faults` for a type that is not one of `checkpointTypes`, and naming every tensor with a weight that would become infinite.
  func check(_ tensors: [(name: String, tensor: Tensor)], in folder: FilePath) throws {
    guard Self.checkpointTypes.contains(self) else {
      let names = Self.checkpointTypes.map(\.name).joined(separator: " or ")
      throw Faults(.value, "weights are not written as \(name)", file: folder.string, hint: "choose \(names)")
    }
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
