import Essentials
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing

private let folder = Fixture.folder("pytorch")

@Test(arguments: ["tensors.bin", "protocol4.bin"]) func everyViewIsReadAsPyTorchReadsIt(_ name: String) throws {
  let expected = try Fixture.tensors("pytorch", "tensors")
  let file = try PyTorchFile(folder.appending(name))
  #expect(file.names == expected.names && file.names.count == 23)
  for name in expected.names {
    let (tensor, reference) = (try file.tensor(name), try expected.tensor(name))
    #expect(file.shape(name) == reference.shape && tensor.shape == reference.shape, "\(name)")
    #expect(tensor.values == reference.values, "\(name)")
    let stored = try file.storedTensor(name)
    #expect(stored.shape == reference.shape && stored.widened.values == reference.values, "\(name)")
  }
  #expect(file.elementType("doubles") == .float64 && file.elementType("bool") == .bool)
  #expect(file.elementType("half") == .float16 && file.elementType("numbers") == .int64 && file.elementType("bfloat16") == .bfloat16)
  let missing = #expect(throws: Faults.self) { try file.tensor("scalr") }
  #expect(missing?.diagnostics.first?.hint == "did you mean scalar?")
}

@Test(arguments: [
  ("code", ["it refers to posix.system, which is no part of tensors: opening such a file in Python may run code"]),
  ("nested", ["b is a dictionary, not a tensor", "d is a number, not a tensor"]),
  ("complex", ["it holds tensors of torch.ComplexFloatStorage, which are no plain numbers"]),
  ("bare", ["holds no dictionary of tensors"]), ("numbered", ["it names something by a number, not a text"]),
  ("module", ["it refers to torch.nn.modules.linear.Linear, which is no part of tensors: opening such a file in Python may run code"]),
  (
    "legacy",
    ["is no file of tensors like pytorch_model.bin, as torch.save writes them since version 1.6: it is no zip archive"]
  ),
]) func whatIsNoTensorIsRefused(_ name: String, _ messages: [String]) throws {
  let path = folder.appending("refused").appending(name + ".bin")
  let faults = #expect(throws: Faults.self) { try PyTorchFile(path) }
  #expect(faults?.diagnostics.map(\.message) == messages)
  #expect(faults?.diagnostics.allSatisfy { $0.file == path.string } == true)
}

@Test func compressedFilesAreRefused() throws {
  let faults = #expect(throws: Faults.self) { try PyTorchFile(folder.appending("refused").appending("compressed.bin")) }
  #expect(faults?.diagnostics.first?.message.hasSuffix("is compressed or encrypted in the archive; torch stores files as they are") == true)
}

@Test func listsOfInstructionsWithoutEndAreFaults() throws {
  let copies = try TestFolder()
  let path = copies.appending("memo.bin")
  let pickle: [UInt8] = [0x80, 2, UInt8(ascii: "N")] + [UInt8](repeating: 0x94, count: 5_000_000)
  try Data(StoredZip.bytes([("a/data.pkl", pickle)])).write(to: URL(fileURLWithPath: path.string))
  let faults = #expect(throws: Faults.self) { try PyTorchFile(path) }
  #expect(faults?.diagnostics.map(\.message) == ["its pickle has more than 4194304 instructions"])
  StopToken.$ofReading.withValue(StopToken { true }) {
    _ = #expect(throws: Stopped.self) { try PyTorchFile(path) }
  }
}

/// Whatever is cut off or changed: a fault or the right shapes, never a crash.
@Test func damagedFilesAreFaultsOrTensors() throws {
  let whole = Array(try Data(contentsOf: URL(fileURLWithPath: folder.appending("tensors.bin").string)))
  let copies = try TestFolder()
  let path = copies.appending("copy.bin")
  for length in stride(from: 1, to: whole.count, by: 61) {
    try Data(whole.prefix(length)).write(to: URL(fileURLWithPath: path.string))
    #expect(throws: Faults.self, "\(length) bytes") { try PyTorchFile(path) }
  }
  var random = PhiloxGenerator(seed: 1, stream: 0)
  var refused = 0
  for _ in 0..<2000 {
    var bytes = whole
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path.string))
    do {
      let file = try PyTorchFile(path)
      for name in file.names where (file.shape(name) ?? []).reduce(1, *) < 1 << 20 { _ = try file.tensor(name).values }
    } catch is Faults {
      refused += 1
    }
  }
  #expect(refused > 200)
}

/// Pickles that nobody writes who means well: too deep to be released, in circles, of views larger than any memory.
@Test func hostileListsAreFaults() throws {
  let copies = try TestFolder()
  let path = copies.appending("hostile.bin")
  func message(_ pickle: [UInt8], storage: Int = 4) throws -> String {
    try Data(StoredZip.bytes([("a/data.pkl", pickle), ("a/data/0", Array(repeating: 0, count: storage))]))
      .write(to: URL(fileURLWithPath: path.string))
    do {
      return "opened: \(try PyTorchFile(path).names)"
    } catch let faults as Faults {
      return faults.diagnostics[0].message
    }
  }
  func pickle(_ text: String) -> [UInt8] { [0x80, 2] + text.unicodeScalars.map { UInt8($0.value) } }
  let key = "X\u{1}\0\0\0a"
  let deep = 1_000_000
  #expect(
    try message(pickle("}" + key + "N" + String(repeating: "\u{85}", count: deep) + "s."))
      == "it holds lists of lists, which tensors do not need")
  #expect(
    try message(pickle("}" + key + String(repeating: "]", count: deep) + String(repeating: "a", count: deep - 1) + "s."))
      == "a is a list, not a tensor")
  let chain = String(repeating: "}" + key, count: deep / 4) + "N" + String(repeating: "s", count: deep / 4)
  #expect(try message(pickle(chain + ".")) == "a is a dictionary, not a tensor")
  #expect(try message(pickle("}" + key + "]q\0h\0as.")) == "a is a list, not a tensor")
  #expect(try message(pickle("}q\0" + key + "h\0s.")) == "a is a dictionary, not a tensor")
  #expect(try message(Array(repeating: UInt8(ascii: "N"), count: 17 << 20)) == "its list of tensors has 17825792 bytes, more than 16 MiB")
  /// A view with two strides of 0.
  func view(_ extents: String) -> [UInt8] {
    let storage = "(X\u{7}\0\0\0storagectorch\nFloatStorage\nX\u{1}\0\0\00X\u{3}\0\0\0cpuK\u{1}tQ"
    return pickle("}" + key + "ctorch._utils\n_rebuild_tensor_v2\n(" + storage + "K\0" + extents + "\u{86}K\0K\0\u{86}\u{89}}tRs.")
  }
  #expect(try message(view("K\u{2}K\u{3}")) == "opened: [\"a\"]")
  #expect(try message(view("J\0\0\0\u{10}J\0\0\0\u{10}")).hasSuffix("is impossible"))
}

/// Writes zip archives whose files are stored.
private enum StoredZip {
  static func bytes(_ files: [(name: String, contents: [UInt8])]) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    var (body, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, contents) in files {
      // Version, flags, method, time, date, checksum, both sizes, lengths of the name and of more fields.
      let fields =
        number(20, 2) + number(0, 8) + number(0, 4) + number(contents.count, 4) + number(contents.count, 4) + number(name.utf8.count, 2)
        + number(0, 2)
      directory += number(0x0201_4B50, 4) + number(20, 2) + fields + number(0, 10) + number(body.count, 4) + Array(name.utf8)
      body += number(0x0403_4B50, 4) + fields + Array(name.utf8) + contents
    }
    let end = number(0x0605_4B50, 4) + number(0, 4) + number(files.count, 2) + number(files.count, 2)
    return body + directory + end + number(directory.count, 4) + number(body.count, 4) + number(0, 2)
  }
}
