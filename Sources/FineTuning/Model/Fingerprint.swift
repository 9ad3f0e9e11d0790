import Files
import Layers

extension Layer {
  /// Names, shapes and a sample of the values of the model's own weights.
  func fingerprint() -> String {
    let samples = 64
    var fingerprint = FNV1a()
    for (name, parameter) in ownParameters {
      fingerprint.combine(name.utf8)
      fingerprint.combine("\(parameter.shape)".utf8)
      let value = parameter.value
      for sample in 0..<min(samples, value.count) {
        let element = value.pointer[sample * value.count / min(samples, value.count)]
        withUnsafeBytes(of: element.bitPattern.littleEndian) { fingerprint.combine($0) }
      }
    }
    return fingerprint.text
  }
}
