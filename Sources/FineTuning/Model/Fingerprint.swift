import Layers

/// A short value that tells one set of weights, or one dataset, from another. FNV-1a, 64 bits: it finds mistakes, not forgeries.
struct Fingerprint {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Layer {
  /// Names, shapes and a sample of the values of the model's own weights.
  func fingerprint() -> String {
    let samples = 64
    var fingerprint = Fingerprint()
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
