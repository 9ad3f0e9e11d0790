import Foundation

/// The JSON of typed values, by Foundation's encoder: members in the order of their names, slashes as they are.
package enum EncodedJSON {
  /// The value's text in UTF-8.
  ///
  /// - Parameters:
  ///   - isIndented: on many lines, or on one.
  ///   - isSnakeCase: whether `peakBytes` is called `peak_bytes`.
  /// - Throws: what the value's own encoding throws, and `EncodingError` for a number that is not finite.
  package static func bytes(of value: some Encodable, isIndented: Bool = false, isSnakeCase: Bool = false) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isIndented { encoder.outputFormatting.insert(.prettyPrinted) }
    if isSnakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
    return Array(try encoder.encode(value))
  }

  /// The value's text, as `bytes` has it.
  package static func text(of value: some Encodable, isIndented: Bool = false) throws -> String {
    String(decoding: try bytes(of: value, isIndented: isIndented), as: UTF8.self)
  }
}
