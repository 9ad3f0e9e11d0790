import Essentials
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing

/// What PyTorch reads in a tensor.
private struct Expected: Decodable {
  let shape: [Int]
  let bits: [UInt32]
  let integers: [Int]?
}

@Test func everyElementTypeIsReadAsPyTorchReadsIt() throws {
  let folder = Fixture.folder("safetensors")
  let expected = try JSONDecoder().decode(
    [String: Expected].self, from: Data(contentsOf: URL(fileURLWithPath: folder.appending("types.json").string)))
  let file = try Fixture.tensors("safetensors", "types")
  #expect(file.names == expected.keys.sorted() && file.names.count == 17)
  #expect(file.metadata == ["format": "pt", "größe": "\"\\\n"])
  for (name, expected) in expected {
    let tensor = try file.tensor(name)
    #expect(file.entries[name]?.shape == expected.shape && tensor.shape == expected.shape, "\(name)")
    #expect(tensor.values.map { $0.isNaN ? 0x7FC0_0000 : $0.bitPattern } == expected.bits, "\(name)")
    if let integers = expected.integers {
      try #expect(file.integers(name) == integers, "\(name)")
    } else {
      #expect(throws: Faults.self, "\(name)") { try file.integers(name) }
    }
  }
}

@Test func aMissingTensorIsAFaultWithTheNearestName() throws {
  let file = try Fixture.tensors("safetensors", "types")
  let faults = #expect(throws: Faults.self) { try file.tensor("scalr") }
  #expect(faults?.diagnostics == [Diagnostic(.data, "there is no tensor scalr", file: file.path.string, hint: "did you mean scalar?")])
}

/// A file for the length of a test.
private final class Scratch {
  let path = FilePath(NSTemporaryDirectory()).appending("\(UUID().uuidString).safetensors")

  init() {}

  /// Unsynced: Foundation's ways of writing wait for the disk, and there are thousands of these.
  init(_ bytes: [UInt8]) throws {
    let file = try FileDescriptor.open(path, .writeOnly, options: .create, permissions: .ownerReadWrite)
    _ = try file.closeAfter { try file.writeAll(bytes) }
  }

  /// A file of that header, its length before it, and that many bytes of data: 0, 1, 2, ...
  convenience init(header: String, data: Int) throws {
    let header = Array(header.utf8)
    try self.init(
      withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + (0..<data).map { UInt8(truncatingIfNeeded: $0) })
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  /// What is wrong with the file, without its path and the hint.
  func faults() -> [String] {
    do {
      _ = try SafeTensorsFile(path)
      return []
    } catch let faults as Faults {
      #expect(faults.diagnostics.allSatisfy { $0.file == path.string && $0.kind == .data })
      return faults.diagnostics.map(\.message)
    } catch {
      return ["\(error)"]
    }
  }
}

private func entry(_ shape: String, _ begin: Int, _ end: Int, type: String = "F32") -> String {
  "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
}

@Test func tensorsAreReadWhereverTheHeaderEnds() throws {
  // Headers of every length modulo 8: the data is seldom aligned to its elements.
  for blanks in 0..<8 {
    let header = "{\"a\":\(entry("[2]", 0, 8)),\"b\":\(entry("[1]", 8, 16, type: "F64")),\"c\":\(entry("[]", 16, 20, type: "I32"))}"
    let scratch = try Scratch(header: header + String(repeating: " ", count: blanks), data: 20)
    let file = try SafeTensorsFile(scratch.path)
    try #expect(file.tensor("a").values.map(\.bitPattern) == [0x0302_0100, 0x0706_0504])
    try #expect(file.tensor("b").values == [Float(Double(bitPattern: 0x0F0E_0D0C_0B0A_0908))])
    try #expect(file.integers("c") == [0x1312_1110])
    #expect(file.metadata.isEmpty)
  }
}

@Test func scalarsAndEmptyTensorsAreTensors() throws {
  let header = "{\"s\":\(entry("[]", 0, 4)),\"e\":\(entry("[0]", 4, 4)),\"f\":\(entry("[3,0]", 0, 0)),\"__metadata__\":{}}"
  let scratch = try Scratch(header: header, data: 4)
  let file = try SafeTensorsFile(scratch.path)
  try #expect(file.tensor("s").shape == [] && file.tensor("s").values.map(\.bitPattern) == [0x0302_0100])
  try #expect(file.tensor("e").shape == [0] && file.tensor("e").values.isEmpty)
  try #expect(file.tensor("f").shape == [3, 0] && file.tensor("f").values.isEmpty)
  let none = try Scratch(header: "{}", data: 0)
  #expect(try SafeTensorsFile(none.path).names.isEmpty)
}

@Test(arguments: [
  ([], ["the file is empty"]),
  ([1, 0, 0], ["3 bytes are too few for a safetensors file"]),
  ([0, 0, 0, 0, 0, 0, 0, 0], ["the header is no JSON object of tensors: byte 0 of it: the text ends where an object, {...} was expected"]),
  ([9, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D], ["the header claims 9 bytes, the file has 10"]),
  ([0, 0, 0, 0, 0, 0, 0, 0x80], ["the header claims 9223372036854775808 bytes, more than the limit of 100 MiB"]),
  (Array(repeating: 0xFF, count: 8), ["the header claims 18446744073709551615 bytes, more than the limit of 100 MiB"]),
  ([1, 0, 0x40, 6, 0, 0, 0, 0], ["the header claims 104857601 bytes, more than the limit of 100 MiB"]),
  ([0, 0, 0x40, 6, 0, 0, 0, 0], ["the header claims 104857600 bytes, the file has 8"]),
])
func aFileThatCannotHoldItsHeaderIsAFault(_ bytes: [UInt8], _ expected: [String]) throws {
  try #expect(Scratch(bytes).faults() == expected)
}

/// Headers with the bytes of data after them, and what is wrong with them.
private let badHeaders: [(String, Int, [String])] = [
  ("[]", 0, ["the header is no JSON object of tensors: byte 0 of it: expected an object, {...}"]),
  ("{\"a\":1", 0, ["the header is no JSON object of tensors: byte 6 of it: the text ends where ',' or '}' was expected"]),
  ("{\"a\":1}", 0, ["tensor a: no dtype, shape and data_offsets in its entry"]),
  ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 0, ["tensor a: no dtype, shape and data_offsets in its entry"]),
  ("{\"a\":\(entry("\"x\"", 0, 4))}", 4, ["tensor a: no dtype, shape and data_offsets in its entry"]),
  ("{\"a\":\(entry("[1e30]", 0, 4))}", 4, ["tensor a: no dtype, shape and data_offsets in its entry"]),
  ("{\"a\":\(entry("[99999999999999999999]", 0, 4))}", 4, ["tensor a: no dtype, shape and data_offsets in its entry"]),
  ("{\"__metadata__\":{\"a\":1}}", 0, ["__metadata__ is no object of texts"]),
  ("{\"__metadata__\":null}", 0, ["__metadata__ is no object of texts"]),
  ("{\"a\":\(entry("[4]", 0, 4, type: "F8_E4M3"))}", 4, ["tensor a holds F8_E4M3, which is not read"]),
  ("{\"a\":\(entry("[1]", 0, 4, type: "f32"))}", 4, ["tensor a: element type f32 is not supported"]),
  ("{\"a\":\(entry("[1]", -4, 0))}", 4, ["tensor a: data_offsets [-4, 0] are no range"]),
  ("{\"a\":\(entry("[1]", 4, 0))}", 4, ["tensor a: data_offsets [4, 0] are no range"]),
  ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", 4, ["tensor a: data_offsets [0, 4, 8] are no range"]),
  ("{\"a\":\(entry("[2]", 0, 8))}", 7, ["tensor a: its bytes end at 8, the file's data at 7"]),
  ("{\"a\":\(entry("[1]", .max - 4, .max))}", 4, ["tensor a: its bytes end at 9223372036854775807, the file's data at 4"]),
  ("{\"a\":\(entry("[2]", 0, 4))}", 4, ["tensor a: shape [2] of F32 needs 8 bytes, it has 4"]),
  ("{\"a\":\(entry("[0]", 0, 4))}", 4, ["tensor a: shape [0] of F32 needs 0 bytes, it has 4"]),
  ("{\"a\":\(entry("[-1]", 0, 4))}", 4, ["tensor a: shape [-1] is impossible"]),
  ("{\"a\":\(entry("[\(String(repeating: "1,", count: 64))1]", 0, 4))}", 4, ["tensor a: a shape of 65 extents is impossible"]),
  ("{\"a\":\(entry("[-1,-1]", 0, 4))}", 4, ["tensor a: shape [-1, -1] is impossible"]),
  (
    "{\"a\":\(entry("[4611686018427387904,4611686018427387904,4]", 0, 4))}", 4,
    ["tensor a: shape [4611686018427387904, 4611686018427387904, 4] is impossible"]
  ),
  ("{\"a\":\(entry("[0,4611686018427387904,4]", 0, 0))}", 0, ["tensor a: shape [0, 4611686018427387904, 4] is impossible"]),
  ("{\"a\":\(entry("[2]", 0, 8)),\"b\":\(entry("[2]", 4, 12))}", 12, ["tensors a and b overlap"]),
  ("{\"a\":\(entry("[2]", 0, 8)),\"b\":\(entry("[2]", 0, 8))}", 8, ["tensors a and b overlap"]),
  (
    "{\"a\":\(entry("[3]", 0, 12)),\"b\":\(entry("[1]", 4, 8)),\"c\":\(entry("[1]", 8, 12))}", 12,
    ["tensors a and b overlap", "tensors a and c overlap"]
  ),
  ("{\"a\":\(entry("[1]", 0, 4)),\"b\":\(entry("[1]", 6, 10))}", 10, ["there are 2 stray bytes before tensor b"]),
  ("{\"a\":\(entry("[1]", 0, 4))}", 9, ["there are 5 stray bytes after the last tensor"]),
  ("{}", 1, ["there are 1 stray bytes after the last tensor"]),
  ("{\"a\":\(entry("[1]", 0, 4)),\"a\":\(entry("[1]", 4, 8))}", 8, ["a is named twice in the header"]),
  ("{\"\\u0061\":\(entry("[1]", 0, 4)),\"a\":\(entry("[1]", 0, 4))}", 4, ["a is named twice in the header"]),
  (
    "{\"a\":\(entry("[1]", 0, 1, type: "F8")),\"b\":\(entry("[-1]", 0, 4)),\"c\":7}", 4,
    [
      "tensor a: element type F8 is not supported", "tensor b: shape [-1] is impossible",
      "tensor c: no dtype, shape and data_offsets in its entry",
    ]
  ),
]

@Test(arguments: badHeaders)
func everyFaultOfAHeaderIsReported(_ header: String, _ data: Int, _ expected: [String]) throws {
  try #expect(Scratch(header: header, data: data).faults() == expected)
}

@Test func bracketsNestedDeepInAHeaderAreAFaultAndNoCrash() throws {
  let reason = "the header is no JSON object of tensors: byte 516 of it: brackets are nested more than 512 deep"
  try #expect(Scratch(header: "{\"a\":" + String(repeating: "[", count: 1_000_000), data: 0).faults() == [reason])
  let nested = "{\"a\":{\"dtype\":" + String(repeating: "[", count: 400) + String(repeating: "]", count: 400) + "}}"
  try #expect(Scratch(header: nested, data: 0).faults() == ["tensor a: no dtype, shape and data_offsets in its entry"])
}

@Test func bytesThatAreNotUTF8InAHeaderAreAFault() throws {
  let header: [UInt8] = [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]
  try #expect(
    Scratch([7, 0, 0, 0, 0, 0, 0, 0] + header).faults() == ["the header is no JSON object of tensors: byte 2 of it: this is not UTF-8"])
}

@Test func namesAndNumbersOfTensorsHaveABound() throws {
  let name = String(repeating: "n", count: 3_000_000)
  let faults = try Scratch(header: "{\"\(name)\":\(entry("[1]", 0, 4))}", data: 4).faults()
  #expect(faults.count == 1 && faults[0].hasSuffix("its name has more than 1024 bytes") && faults[0].utf8.count < 200)
  let many = (0..<70_000).map { "\"t\($0)\":\(entry("[0]", 0, 0))" }.joined(separator: ",")
  try #expect(Scratch(header: "{\(many)}", data: 0).faults() == ["the header names 70000 tensors, more than the limit of 65536"])
}

@Test func theReadingOfAHeaderEndsWhenItIsAskedTo() throws {
  let scratch = try Scratch(header: "{\"a\":\(entry("[1]", 0, 4))}", data: 4)
  StopToken.$ofReading.withValue(StopToken { true }) {
    _ = #expect(throws: Stopped.self) { try SafeTensorsFile(scratch.path) }
  }
}

@Test func whatIsNoFileIsAFault() throws {
  func message(_ path: FilePath) -> String? {
    let faults = #expect(throws: Faults.self) { try SafeTensorsFile(path) }
    #expect(faults?.diagnostics.map(\.file) == [path.string])
    return faults?.diagnostics.first?.message
  }
  #expect(message("/no/such.safetensors") == "cannot be read: No such file or directory")
  #expect(message(FilePath(NSTemporaryDirectory())) == "is not a regular file")
  #expect(message("/dev/null") == "is not a regular file")
  let pipe = Scratch()
  try #require(mkfifo(pipe.path.string, 0o600) == 0)
  #expect(message(pipe.path) == "is not a regular file")
}

/// Every file that comes of damage to a good one is read or refused, and what is read lies within it.
@Test func damageNeverCrashes() throws {
  let header = "{\"a\":\(entry("[2,3]", 0, 12, type: "F16")),\"b\":\(entry("[1]", 12, 16)),\"__metadata__\":{\"k\":\"v\"}}"
  let whole = try Scratch(header: header, data: 16)
  let good = try [UInt8](Data(contentsOf: URL(fileURLWithPath: whole.path.string)))
  var generator = PhiloxGenerator(seed: 5, stream: 0)
  var (readable, refused) = (0, 0)
  for round in 0..<3000 {
    var bytes = good
    for _ in 0...round % 3 { bytes[generator.index(below: bytes.count)] = UInt8(generator.index(below: 256)) }
    if round % 5 == 0 { bytes.removeLast(generator.index(below: bytes.count)) }
    let scratch = try Scratch(bytes)
    do {
      let file = try SafeTensorsFile(scratch.path)
      for name in file.names { try #expect(file.tensor(name).values.count <= 16) }
      readable += 1
    } catch is Faults {
      refused += 1
    }
  }
  #expect(readable > 50 && refused > 1000)
}

@Test func whatIsWrittenIsReadAgain() throws {
  let scratch = Scratch()
  let numbers: [Float] = [0, -0.0, 1.5, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3]
  try SafeTensorsWriter.write(
    [
      ("z", .tensor(Tensor(numbers, shape: [2, 4]))), ("größe/\"\n", .tensor(Tensor([7], shape: []))),
      ("empty", .tensor(Tensor([], shape: [0, 5]))), ("steps", .integers([.min, -1, 0, .max], shape: [4])),
    ], metadata: ["format": "pt", "a": "b"], to: scratch.path)
  let file = try SafeTensorsFile(scratch.path)
  #expect(file.names == ["empty", "größe/\"\n", "steps", "z"])
  #expect(file.metadata == ["format": "pt", "a": "b"])
  try #expect(file.tensor("z").shape == [2, 4] && file.tensor("z").values.map(\.bitPattern) == numbers.map(\.bitPattern))
  try #expect(file.tensor("größe/\"\n").shape == [] && file.tensor("größe/\"\n").values == [7])
  try #expect(file.tensor("empty").shape == [0, 5])
  try #expect(file.integers("steps") == [.min, -1, 0, .max])
}

@Test func theDataOfAWrittenFileIsAligned() throws {
  for length in 1...9 {
    let scratch = Scratch()
    try SafeTensorsWriter.write([(name: String(repeating: "n", count: length), tensor: Tensor([1], shape: [1]))], to: scratch.path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.path.string))
    let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(header % 8 == 0 && bytes.count == 8 + header + 4)
  }
}

/// What a mapped tensor's memory lets go of comes back from the file; floats and halves, whole pages and parts of one.
@Test func mappedTensorsComeBackFromTheirFile() throws {
  let scratch = Scratch()
  let numbers = (0..<10_000).map { Float($0 % 100) }
  try SafeTensorsWriter.write(
    [("x", Tensor(numbers, shape: [100, 100])), ("y", Tensor([1, 2], shape: [2]))], as: .float32, to: scratch.path)
  let file = try SafeTensorsFile(scratch.path)
  let (x, y) = try (file.tensor("x"), file.tensor("y"))
  for _ in 0..<2 {
    #expect(x.values == numbers && y.values == [1, 2])
    x.releasePages()
    y.releasePages()
  }
  try SafeTensorsWriter.write([("x", x)], as: .float16, to: scratch.path)
  let halves = try SafeTensorsFile(scratch.path).storedTensor("x")
  #expect(halves.dtype == .float16)
  halves.releasePages()
  #expect(halves.widened.values == numbers)
}

@Test func halvesAreRoundedToTheNearestAndTiesToEven() throws {
  let scratch = Scratch()
  let numbers: [Float] = [1, 1 + 0x1p-11, 1 + 3 * 0x1p-11, 65504, 65520, 0x1p-24, 0x1p-25, -0.0, .infinity, 1e-3]
  try SafeTensorsWriter.write([("x", Tensor(numbers, shape: [10]))], as: .float16, to: scratch.path)
  try #expect(
    SafeTensorsFile(scratch.path).tensor("x").values == [1, 1, 1 + 0x1p-9, 65504, .infinity, 0x1p-24, 0, -0.0, .infinity, 0x1.064p-10])
  let wide: [Float] = [1, 1 + 0x1p-8, 1 + 3 * 0x1p-8, .greatestFiniteMagnitude, -.infinity, Float(bitPattern: 0x0001_16C2), .pi]
  try SafeTensorsWriter.write([("x", Tensor(wide, shape: [7]))], as: .bfloat16, to: scratch.path)
  try #expect(
    SafeTensorsFile(scratch.path).tensor("x").values.map(\.bitPattern)
      == [0x3F80_0000, 0x3F80_0000, 0x3F82_0000, 0x7F80_0000, 0xFF80_0000, 0x0001_0000, 0x4049_0000])
}

@Test func aTensorOutlivesItsFileAndTheFileItsName() throws {
  let scratch = Scratch()
  try SafeTensorsWriter.write([("x", Tensor([1, 2, 3], shape: [3]))], to: scratch.path)
  func read() throws -> Tensor { try SafeTensorsFile(scratch.path).tensor("x") }
  let tensor = try read()
  try SafeTensorsWriter.write([("x", Tensor([4, 5, 6], shape: [3]))], to: scratch.path)
  #expect(tensor.values == [1, 2, 3])
  try #expect(read().values == [4, 5, 6])
}
