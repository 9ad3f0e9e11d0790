import Essentials
import Tensors

extension TensorFile {
  /// Every one of those tensors that holds numbers that are infinite or none: no training goes on from such, and no answer comes of them.
  package func nonFiniteFaults(among names: [String]) throws -> [Diagnostic] {
    try names.compactMap { name in
      let tensor = try storedTensor(name)
      let count = tensor.nonFiniteCount
      tensor.releasePages()
      return count == 0 ? nil : nonFiniteFault(name: name, count: count)
    }
  }

  private func nonFiniteFault(name: String, count: Int) -> Diagnostic {
    Diagnostic(
      .data, "tensor \(name) has \(pluralized(count, "number that is", "numbers that are")) infinite or none", file: path.string,
      hint: "the training went astray or the file is damaged: take an earlier checkpoint")
  }
}
