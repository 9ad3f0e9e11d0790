/// The printable alphabet of byte-level BPE: every byte has a Unicode scalar that stands for it in vocabulary files.
///
/// Bytes 33-126, 161-172 and 174-255 stand for themselves; the other 68, in increasing order, are written as U+0100, U+0101, ...
/// (a space becomes `Ġ`, a line feed `Ċ`). Source: Radford et al., GPT-2, `bytes_to_unicode`.
enum ByteAlphabet {
  /// The scalar of each byte.
  static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      if isPrintable(byte) { return Unicode.Scalar(byte) }
      defer { next += 1 }
      return Unicode.Scalar(next) ?? Unicode.Scalar(byte)
    }
  }()

  /// The byte of each scalar below U+0144, or nil where no byte is written so.
  private static let bytes: [UInt8?] = {
    var table = [UInt8?](repeating: nil, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { table[Int(scalar.value)] = UInt8(byte) }
    return table
  }()

  private static func isPrintable(_ byte: UInt8) -> Bool {
    (33...126).contains(byte) || (161...172).contains(byte) || byte >= 174
  }

  /// How a vocabulary spells these bytes.
  static func spelling(of bytes: some Sequence<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(scalars[Int(byte)]) }
    return String(text)
  }

  /// The bytes that a token's spelling stands for; nil when a character of it is not of the alphabet.
  static func bytes(of spelling: String) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(spelling.utf8.count)
    for scalar in spelling.unicodeScalars {
      guard scalar.value < bytes.count, let byte = bytes[Int(scalar.value)] else { return nil }
      result.append(byte)
    }
    return result
  }
}
