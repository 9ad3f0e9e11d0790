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
  #expect(file.names == expected.names && file.names.count == 17)
  for name in expected.names {
    let (tensor, reference) = (try file.tensor(name), try expected.tensor(name))
    #expect(file.shape(name) == reference.shape && tensor.shape == reference.shape, "\(name)")
    #expect(tensor.values == reference.values, "\(name)")
    let stored = try file.storedTensor(name)
    #expect(stored.shape == reference.shape && stored.widened.values == reference.values, "\(name)")
  }
  #expect(file.elementType("half") == .float16 && file.elementType("numbers") == .int64 && file.elementType("bfloat16") == .bfloat16)
  let missing = #expect(throws: Faults.self) { try file.tensor("scalr") }
  #expect(missing?.diagnostics.first?.hint == "did you mean scalar?")
}

@Test(arguments: [
  ("code", ["it refers to posix.system, which is no part of tensors: opening such a file in Python may run code"]),
  ("nested", ["b is a dictionary, not a tensor", "d is a number, not a tensor"]),
  ("double", ["it holds tensors of torch.DoubleStorage, which are not read: only float32, float16, bfloat16 and int64 are"]),
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

/// Whatever is cut off or changed: a fault or the right shapes, never a crash.
@Test func damagedFilesAreFaultsOrTensors() throws {
  let whole = Array(try Data(contentsOf: URL(fileURLWithPath: folder.appending("tensors.bin").string)))
  let copies = try TestFolder()
  let path = copies.appending("copy.bin")
  for length in stride(from: 1, to: whole.count, by: 61) {
    try Data(whole.prefix(length)).write(to: URL(fileURLWithPath: path.string))
    #expect(throws: Faults.self, "\(length) bytes") { try PyTorchFile(path) }
  }
  var random = SystemRandomNumberGenerator()
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
