import Essentials
import SystemPackage
import Tensors

/// A file of named tensors that are read when they are asked for.
package protocol TensorFile: AnyObject {
  /// The file, as it was given.
  var path: FilePath { get }
  /// Names in alphabetical order.
  var names: [String] { get }
  /// Extents, outermost first; nil when there is no such tensor.
  func shape(_ name: String) -> [Int]?
  /// How a tensor's elements are stored; nil when there is no such tensor.
  func elementType(_ name: String) -> DType?
  /// The tensor as Float32.
  func tensor(_ name: String) throws -> Tensor
  /// The tensor; halves stay where they lie in the file, as they are.
  func storedTensor(_ name: String) throws -> StoredTensor
}

extension TensorFile {
  /// What is said when there is no such tensor.
  func noTensor(_ name: String) -> Faults {
    Faults(
      .data, "there is no tensor \(name)", file: path.string,
      hint: nearestName(to: name, in: names).map { "did you mean \($0)?" })
  }
}

extension SafeTensorsFile: TensorFile {
  /// Extents, outermost first; nil when there is no such tensor.
  public func shape(_ name: String) -> [Int]? { entries[name]?.shape }

  /// How a tensor's elements are stored; nil when there is no such tensor.
  public func elementType(_ name: String) -> DType? { entries[name]?.type }
}
