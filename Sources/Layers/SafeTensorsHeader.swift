import Essentials
import Foundation
import SystemPackage

/// The header of a safetensors file, read and checked against the file's length.
enum SafeTensorsHeader {
  private struct RawEntry: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  private enum RawValue: Decodable {
    case entry(RawEntry)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      if decoder.codingPath.last?.stringValue == "__metadata__" {
        self = .metadata(try decoder.singleValueContainer().decode([String: String].self))
      } else {
        self = .entry(try RawEntry(from: decoder))
      }
    }
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
    let raw: [String: RawValue]
    do {
      raw = try JSONDecoder().decode([String: RawValue].self, from: Data(file[8..<8 + Int(length)]))
    } catch {
      throw fault("the header is no JSON object of tensors")
    }
    let dataStart = 8 + Int(length)
    var entries: [String: SafeTensorsFile.Entry] = [:]
    var metadata: [String: String] = [:]
    var faults: [String] = []
    for (name, value) in raw.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .metadata(let values): metadata = values
      case .entry(let entry):
        switch check(entry, dataLength: file.count - dataStart) {
        case .success(let checked):
          let range = checked.bytes.lowerBound + dataStart..<checked.bytes.upperBound + dataStart
          entries[name] = SafeTensorsFile.Entry(type: checked.type, shape: checked.shape, bytes: range)
        case .failure(let reason): faults.append("tensor \(name): \(reason.text)")
        }
      }
    }
    if faults.isEmpty { faults = misplaced(entries, data: dataStart..<file.count) }
    guard faults.isEmpty else { throw Faults(faults.flatMap { fault($0).diagnostics }) }
    return (entries, metadata)
  }

  private struct Reason: Error { let text: String }

  private static func check(_ entry: RawEntry, dataLength: Int) -> Result<SafeTensorsFile.Entry, Reason> {
    guard let type = SafeTensorsFile.ElementType(rawValue: entry.dtype) else {
      return .failure(Reason(text: "element type \(entry.dtype) is not supported"))
    }
    guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0, entry.data_offsets[0] <= entry.data_offsets[1] else {
      return .failure(Reason(text: "data_offsets \(entry.data_offsets) are no range"))
    }
    guard entry.data_offsets[1] <= dataLength else {
      return .failure(Reason(text: "its bytes end at \(entry.data_offsets[1]), the file's data at \(dataLength)"))
    }
    var bytes = type.byteCount
    for extent in entry.shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { return .failure(Reason(text: "shape \(entry.shape) is impossible")) }
      bytes = product
    }
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
    for (name, entry) in entries.sorted(by: {
      ($0.value.bytes.lowerBound, $0.value.bytes.upperBound) < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound)
    }) {
      if entry.bytes.lowerBound < end { faults.append("tensors \(previous) and \(name) overlap") }
      if entry.bytes.lowerBound > end { faults.append("there are \(entry.bytes.lowerBound - end) stray bytes before tensor \(name)") }
      (end, previous) = (max(end, entry.bytes.upperBound), name)
    }
    if end < data.upperBound { faults.append("there are \(data.upperBound - end) stray bytes after the last tensor") }
    return faults
  }
}
