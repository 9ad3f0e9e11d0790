import Essentials
import Files
import SystemPackage
import Tensors

/// A file of tensors that `torch.save` wrote (`pytorch_model.bin`), mapped into memory: opening it reads the list of tensors alone.
///
/// Format: a zip archive of stored files: `NAME/data.pkl`, a pickle of a dictionary whose values are views into storages, and
/// `NAME/data/KEY`, the storages, little-endian. The pickle is read by `Unpickler`, which can only make tensors.
public final class PyTorchFile: TensorFile {
  /// One tensor: a view into a storage of the file.
  struct Entry {
    let type: DType
    let shape: [Int]
    /// In elements.
    let strides: [Int]
    /// Of its first element, in the file.
    let offset: Int

    /// Whether its elements lie one after the other, the last axis fastest.
    var isContiguous: Bool {
      var expected = 1
      for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
        guard stride == expected else { return false }
        expected *= extent
      }
      return true
    }
  }

  /// The file, as it was given.
  public let path: FilePath
  private let entries: [String: Entry]
  private let mapping: MappedFile

  /// The list of tensors may be this long: a hundred times what the largest models have.
  private static let listLimit = 16 << 20
  /// Views may repeat what is stored, up to so many elements or as many as the file has bytes.
  private static let repeatedLimit = 1 << 20

  /// Opens a file and checks every tensor's place in it.
  ///
  /// - Throws: `Faults` naming the file: it is not what torch.save writes since version 1.6, holds anything but tensors, or tensors that
  ///   reach beyond their storages.
  public convenience init(_ path: FilePath) throws { try self.init(MappedFile(path), path) }

  /// Opens a file of a folder, or one of the program's own.
  package convenience init(_ name: String, in source: FileSource) throws {
    try self.init(MappedFile(name, in: source), source.path.appending(name))
  }

  private init(_ mapping: MappedFile, _ path: FilePath) throws {
    self.path = path
    self.mapping = mapping
    do {
      entries = try mapping.withBytes { (bytes) throws in try Self.entries(bytes, path) }
    } catch let fault as FormatFault {
      try StopToken.ofReading.check()
      throw Self.fault(fault.message, path)
    }
  }

  private static func fault(_ message: String, _ path: FilePath) -> Faults {
    Faults(
      .data, message, file: path.string,
      hint: "fetch the file again, or save the model with transformers, which writes model.safetensors")
  }

  private static func entries(_ bytes: UnsafeRawBufferPointer, _ path: FilePath) throws -> [String: Entry] {
    guard StoredArchive.begins(bytes) else {
      throw FormatFault(
        message: "is no file of tensors like pytorch_model.bin, as torch.save writes them since version 1.6: it is no zip archive")
    }
    let archive = try StoredArchive(bytes)
    let lists = archive.files.keys.filter { $0.hasSuffix("/data.pkl") }
    guard lists.count == 1, let list = archive.files[lists[0]] else { throw FormatFault(message: "has no list of tensors, data.pkl") }
    let folder = lists[0].dropLast("data.pkl".count)
    guard list.count <= listLimit else { throw FormatFault(message: "its list of tensors has \(list.count) bytes, more than 16 MiB") }
    if let order = archive.files[folder + "byteorder"], !bytes[order].elementsEqual("little".utf8) {
      throw FormatFault(message: "its numbers are not little-endian")
    }
    var entries: [String: Entry] = [:]
    var faults: [String] = []
    let members = try Unpickler.dictionary(UnsafeRawBufferPointer(rebasing: bytes[list]))
    guard members.count <= SafeTensorsFile.countLimit else {
      throw FormatFault(message: "it names \(members.count) tensors, more than the limit of \(SafeTensorsFile.countLimit)")
    }
    for (index, (name, value)) in members.enumerated() {
      if index.isMultiple(of: 1024) { try StopToken.ofReading.check() }
      guard name.utf8.count <= SafeTensorsFile.nameLimit else {
        faults.append("tensor \(name.shortened(to: 80)): its name has more than \(SafeTensorsFile.nameLimit) bytes")
        continue
      }
      guard case .tensor(let tensor) = value else {
        faults.append("\(name) is \(value.kind), not a tensor")
        continue
      }
      do throws(FormatFault) {
        let storage = archive.files["\(folder)data/\(tensor.storage.key)"]
        entries[name] = try entry(tensor, storage: storage, countLimit: max(bytes.count, repeatedLimit))
      } catch {
        faults.append("tensor \(name): \(error.message)")
      }
    }
    guard faults.isEmpty else { throw Faults(faults.prefix(1000).flatMap { fault($0, path).diagnostics }) }
    return entries
  }

  private static func entry(_ tensor: PickledTensor, storage: Range<Int>?, countLimit: Int) throws(FormatFault) -> Entry {
    let (type, size) = (tensor.storage.type, tensor.storage.type.byteCount)
    guard let storage else { throw FormatFault(message: "its storage \(tensor.storage.key) is not in the file") }
    guard storage.count.isMultiple(of: size), storage.count / size == tensor.storage.count else {
      throw FormatFault(message: "its storage of \(tensor.storage.count) elements of \(type.rawValue) has \(storage.count) bytes")
    }
    guard tensor.shape.count == tensor.strides.count, tensor.shape.count <= 64, tensor.offset >= 0 else {
      throw FormatFault(
        message: "shape \(tensor.shape.prefix(8)), strides \(tensor.strides.prefix(8)) and offset \(tensor.offset) make no view")
    }
    var last = tensor.offset
    var count = 1
    for (extent, stride) in zip(tensor.shape, tensor.strides) {
      let reach = max(extent - 1, 0).multipliedReportingOverflow(by: stride)
      let end = last.addingReportingOverflow(reach.partialValue)
      let product = count.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, stride >= 0, !reach.overflow, !end.overflow, !product.overflow, product.partialValue <= countLimit else {
        throw FormatFault(message: "shape \(tensor.shape) with strides \(tensor.strides) is impossible")
      }
      (last, count) = (end.partialValue, product.partialValue)
    }
    let isEmpty = tensor.shape.contains(0)
    guard isEmpty || last < tensor.storage.count else {
      throw FormatFault(message: "its last element is number \(last) of a storage of \(tensor.storage.count)")
    }
    return Entry(
      type: type, shape: tensor.shape, strides: tensor.strides, offset: storage.lowerBound + (isEmpty ? 0 : tensor.offset * size))
  }

  /// Names in alphabetical order.
  public var names: [String] { entries.keys.sorted() }

  /// Extents, outermost first; nil when there is no such tensor.
  public func shape(_ name: String) -> [Int]? { entries[name]?.shape }

  /// How a tensor's elements are stored.
  public func elementType(_ name: String) -> DType? { entries[name]?.type }

  /// The tensor `name` as Float32: F32 is read where it lies in the file, other types are converted and views brought in order.
  public func tensor(_ name: String) throws -> Tensor {
    let entry = try entry(name)
    if entry.isContiguous { return mapping.tensor(at: entry.offset, entry.type, shape: entry.shape) }
    return mapping.tensor(at: entry.offset, entry.type, shape: entry.shape, strides: entry.strides)
  }

  /// The tensor `name`; halves stay where they lie in the file, as they are.
  package func storedTensor(_ name: String) throws -> StoredTensor {
    let entry = try entry(name)
    guard entry.isContiguous else { return StoredTensor(try tensor(name)) }
    return mapping.storedTensor(at: entry.offset, entry.type, shape: entry.shape)
  }

  private func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else { throw noTensor(name) }
    return entry
  }
}
