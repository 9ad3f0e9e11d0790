import Essentials

/// Why bytes are not what they claim to be, in words.
struct FormatFault: Error, Hashable { let message: String }

/// The entries of a zip archive whose files are stored, not compressed: where each one's bytes lie.
///
/// Source: PKWARE, APPNOTE.TXT 6.3, with the 64-bit fields that torch writes for large files.
struct StoredArchive {
  /// The bytes of each file, by its name in the archive.
  let files: [String: Range<Int>]

  private static let end: UInt32 = 0x0605_4B50
  private static let end64: UInt32 = 0x0606_4B50
  private static let end64Locator: UInt32 = 0x0706_4B50
  private static let centralEntry: UInt32 = 0x0201_4B50
  private static let localEntry: UInt32 = 0x0403_4B50

  /// Whether bytes begin as a zip archive does.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    (try? bytes.number(at: 0, UInt32.self)) == Int(localEntry)
  }

  init(_ bytes: UnsafeRawBufferPointer) throws(FormatFault) {
    let directory = try Self.directory(bytes)
    var files: [String: Range<Int>] = [:]
    var place = directory.offset
    for _ in 0..<directory.count {
      guard try bytes.number(at: place, UInt32.self) == Int(Self.centralEntry) else {
        throw FormatFault(message: "the archive's directory is damaged")
      }
      let nameLength = try bytes.number(at: place + 28, UInt16.self)
      let extraLength = try bytes.number(at: place + 30, UInt16.self)
      let commentLength = try bytes.number(at: place + 32, UInt16.self)
      let name = String(decoding: try bytes.part(place + 46, nameLength), as: UTF8.self)
      let extra = place + 46 + nameLength..<place + 46 + nameLength + extraLength
      guard try bytes.number(at: place + 10, UInt16.self) == 0, try bytes.number(at: place + 8, UInt16.self) & 1 == 0 else {
        throw FormatFault(message: "\(name) is compressed or encrypted in the archive; torch stores files as they are")
      }
      let data = try Self.data(bytes, entry: place, extra: extra, name: name)
      guard files.updateValue(data, forKey: name) == nil else { throw FormatFault(message: "the archive holds \(name) twice") }
      place = extra.upperBound + commentLength
    }
    self.files = files
  }

  /// Where the directory begins, and how many entries it has.
  private static func directory(_ bytes: UnsafeRawBufferPointer) throws(FormatFault) -> (offset: Int, count: Int) {
    // A comment of up to 65535 bytes may follow the record.
    var place = bytes.count - 22
    while place >= 0, try bytes.number(at: place, UInt32.self) != Int(end) {
      place -= 1
      guard bytes.count - place <= 22 + 65_535 else { break }
    }
    guard place >= 0, try bytes.number(at: place, UInt32.self) == Int(end) else {
      throw FormatFault(message: "the archive has no directory: the file is cut short")
    }
    var (count, offset) = (try bytes.number(at: place + 10, UInt16.self), try bytes.number(at: place + 16, UInt32.self))
    if place >= 20, try bytes.number(at: place - 20, UInt32.self) == Int(end64Locator) {
      let large = try bytes.number(at: place - 12, UInt64.self)
      guard try bytes.number(at: large, UInt32.self) == Int(end64) else { throw FormatFault(message: "the archive's directory is damaged") }
      (count, offset) = (try bytes.number(at: large + 32, UInt64.self), try bytes.number(at: large + 48, UInt64.self))
    }
    guard count <= bytes.count / 46 else { throw FormatFault(message: "the archive claims \(count) files") }
    return (offset, count)
  }

  /// Where a file's bytes lie.
  private static func data(
    _ bytes: UnsafeRawBufferPointer, entry: Int, extra: Range<Int>, name: String
  ) throws(FormatFault) -> Range<Int> {
    var size = try bytes.number(at: entry + 24, UInt32.self)
    var header = try bytes.number(at: entry + 42, UInt32.self)
    let stored = try bytes.number(at: entry + 20, UInt32.self)
    var place = extra.lowerBound
    while place + 4 <= extra.upperBound {
      let (kind, length) = (try bytes.number(at: place, UInt16.self), try bytes.number(at: place + 2, UInt16.self))
      if kind == 1 {
        // The 64-bit fields stand for those that are full, in this order.
        var field = place + 4
        if size == 0xFFFF_FFFF {
          size = try bytes.number(at: field, UInt64.self)
          field += 8
        }
        if stored == 0xFFFF_FFFF { field += 8 }
        if header == 0xFFFF_FFFF { header = try bytes.number(at: field, UInt64.self) }
      }
      place += 4 + length
    }
    guard try bytes.number(at: header, UInt32.self) == Int(localEntry) else {
      throw FormatFault(message: "\(name) does not begin where the archive's directory says")
    }
    let lengths = (try bytes.number(at: header + 26, UInt16.self), try bytes.number(at: header + 28, UInt16.self))
    let start = header + 30 + lengths.0 + lengths.1
    guard start <= bytes.count, size <= bytes.count - start else { throw FormatFault(message: "\(name) reaches beyond the file's end") }
    return start..<start + size
  }
}

extension UnsafeRawBufferPointer {
  /// A little-endian number.
  func number<Number: FixedWidthInteger>(at offset: Int, _: Number.Type) throws(FormatFault) -> Int {
    guard offset >= 0, offset <= count - MemoryLayout<Number>.size,
      let number = Int(exactly: Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self)))
    else { throw FormatFault(message: "the file is cut short or damaged") }
    return number
  }

  /// Bytes from an offset on.
  func part(_ offset: Int, _ length: Int) throws(FormatFault) -> UnsafeRawBufferPointer {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else {
      throw FormatFault(message: "the file is cut short or damaged")
    }
    return UnsafeRawBufferPointer(rebasing: self[offset..<offset + length])
  }
}
