import Essentials
import Files
import Foundation
import SystemPackage
import Tensors

/// The header of a safetensors file, read and checked against the file's length.
enum SafeTensorsHeader {
  private struct RawEntry: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  static func parse(
    _ file: UnsafeRawBufferPointer, path: FilePath
  ) throws -> (entries: [String: SafeTensorsFile.Entry], metadata: [String: String]) {
    func fault(_ message: String) -> Faults {
      Faults(.data, message, file: path.string, hint: "this is no whole safetensors file; fetch or export it again")
    }
    guard file.count >= 8 else { throw fault("\(file.count) bytes are too few for a safetensors file") }
    let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
    guard length <= SafeTensorsFile.headerLimit else { throw fault("the header claims \(length) bytes, more than the limit of 100 MiB") }
    guard length <= file.count - 8 else { throw fault("the header claims \(length) bytes, the file has \(file.count)") }
    let header = UnsafeRawBufferPointer(rebasing: file[8..<8 + Int(length)])
    let outline: JSONOutline
    do throws(JSONOutline.Fault) {
      outline = try JSONOutline(header)
    } catch {
      try StopToken.ofReading.check()
      throw fault("the header is no JSON object of tensors: byte \(error.offset) of it: \(error.message)")
    }
    guard outline.members.count <= SafeTensorsFile.countLimit else {
      throw fault("the header names \(outline.members.count) tensors, more than the limit of \(SafeTensorsFile.countLimit)")
    }
    let dataStart = 8 + Int(length)
    var entries: [String: SafeTensorsFile.Entry] = [:]
    var metadata: [String: String] = [:]
    var faults = outline.repeated.prefix(1000).map { "\($0.name.shortened(to: 80)) is named twice in the header" }
    var unread: [Diagnostic] = []
    let decoder = JSONDecoder()
    // A header of nothing but faults is told by its first; 100 MiB of them would take gigabytes.
    for (index, member) in outline.members.enumerated() where faults.count + unread.count < 1000 {
      if index.isMultiple(of: 1024) { try StopToken.ofReading.check() }
      guard member.name.utf8.count <= SafeTensorsFile.nameLimit else {
        faults.append("tensor \(member.name.shortened(to: 80)): its name has more than \(SafeTensorsFile.nameLimit) bytes")
        continue
      }
      let value = Data(header[member.value])
      if member.name == "__metadata__" {
        do { metadata = try decoder.decode([String: String].self, from: value) } catch {
          faults.append("__metadata__ is no object of texts")
        }
        continue
      }
      guard let raw = try? decoder.decode(RawEntry.self, from: value) else {
        faults.append("tensor \(member.name): no dtype, shape and data_offsets in its entry")
        continue
      }
      guard let type = DType(rawValue: raw.dtype) else {
        if let hint = Self.hint(forUnread: raw.dtype) {
          unread.append(Diagnostic(.data, "tensor \(member.name) holds \(raw.dtype), which is not read", file: path.string, hint: hint))
        } else {
          faults.append("tensor \(member.name): element type \(raw.dtype) is not supported")
        }
        continue
      }
      switch check(raw, type, dataLength: file.count - dataStart) {
      case .success(let checked):
        let range = checked.bytes.lowerBound + dataStart..<checked.bytes.upperBound + dataStart
        entries[member.name] = SafeTensorsFile.Entry(type: checked.type, shape: checked.shape, bytes: range)
      case .failure(let reason): faults.append("tensor \(member.name): \(reason.text)")
      }
    }
    if faults.isEmpty, unread.isEmpty { faults = misplaced(entries, data: dataStart..<file.count) }
    guard faults.isEmpty, unread.isEmpty else { throw Faults(faults.flatMap { fault($0).diagnostics } + unread) }
    return (entries, metadata)
  }

  /// What to do about elements that the format has and this program does not read: nothing is wrong with their file. Nil for other words.
  private static func hint(forUnread type: String) -> String? {
    if ["F4", "F6_E2M3", "F6_E3M2"].contains(type) || type.hasPrefix("F8_") { return DType.quantisedHint }
    return type == "C64" ? "weights are real numbers: take the F32, F16 or BF16 ones" : nil
  }

  private struct Reason: Error { let text: String }

  private static func check(_ entry: RawEntry, _ type: DType, dataLength: Int) -> Result<SafeTensorsFile.Entry, Reason> {
    guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0, entry.data_offsets[0] <= entry.data_offsets[1] else {
      return .failure(Reason(text: "data_offsets \(entry.data_offsets.prefix(3)) are no range"))
    }
    guard entry.shape.count <= 64 else { return .failure(Reason(text: "a shape of \(entry.shape.count) extents is impossible")) }
    guard entry.data_offsets[1] <= dataLength else {
      return .failure(Reason(text: "its bytes end at \(entry.data_offsets[1]), the file's data at \(dataLength)"))
    }
    // Over all extents but zeros, so that no product of some of them, in whatever order, is beyond Int.
    var bytes = type.byteCount
    for extent in entry.shape where extent != 0 {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard extent > 0, !overflow else { return .failure(Reason(text: "shape \(entry.shape) is impossible")) }
      bytes = product
    }
    if entry.shape.contains(0) { bytes = 0 }
    let range = entry.data_offsets[0]..<entry.data_offsets[1]
    guard range.count == bytes else {
      return .failure(Reason(text: "shape \(entry.shape) of \(entry.dtype) needs \(bytes) bytes, it has \(range.count)"))
    }
    return .success(SafeTensorsFile.Entry(type: type, shape: entry.shape, bytes: range))
  }

  /// Tensors must lie one after the other and fill the file, as the reference reader demands: anything else is a file cut or glued.
  private static func misplaced(_ entries: [String: SafeTensorsFile.Entry], data: Range<Int>) -> [String] {
    var faults: [String] = []
    var end = data.lowerBound
    var previous = "the header"
    let inOrder = entries.map { (name: $0.key, bytes: $0.value.bytes) }
      .sorted { ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name) < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.name) }
    for (name, bytes) in inOrder {
      if bytes.lowerBound < end { faults.append("tensors \(previous) and \(name) overlap") }
      if bytes.lowerBound > end { faults.append("there are \(bytes.lowerBound - end) stray bytes before tensor \(name)") }
      if bytes.upperBound > end { (end, previous) = (bytes.upperBound, name) }
    }
    if end < data.upperBound { faults.append("there are \(data.upperBound - end) stray bytes after the last tensor") }
    return faults
  }
}
