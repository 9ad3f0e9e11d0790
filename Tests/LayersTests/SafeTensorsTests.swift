import Essentials
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing

@Suite struct SafeTensorsTests {
  private func withFile<Result>(_ bytes: [UInt8]? = nil, _ body: (FilePath) throws -> Result) throws -> Result {
    let path = FilePath(FileManager.default.temporaryDirectory.path).appending("layers-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(atPath: path.string) }
    if let bytes { try AtomicFile.write(bytes, to: path) }
    return try body(path)
  }

  /// A file with that header, its length stated rightly, and that much data.
  private func file(_ header: String, data count: Int) -> [UInt8] {
    let text = Array(header.utf8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text + [UInt8](repeating: 1, count: count)
  }

  @Test(arguments: ["F64", "F32", "F16", "BF16"]) func floats(type: String) throws {
    let tensor = try Fixture.tensors("layers", "types").tensor(type)
    #expect(tensor.shape == [5, 7])
    let values = tensor.values
    for (index, value) in try expected(type).enumerated() {
      #expect(values[index].bitPattern == value.bitPattern, "\(type) \(index): \(values[index]), expected \(value)")
    }
  }

  @Test(arguments: ["I64", "I32", "I16", "I8", "U8", "BOOL"]) func integers(type: String) throws {
    let file = try Fixture.tensors("layers", "types")
    let stored = try #require(try expectations()[type] as? [NSNumber]).map(\.intValue)
    #expect(try file.integers(type) == stored)
    #expect(try file.tensor(type).values == stored.map { Float($0) })
    #expect(throws: Faults.self) { try file.integers("F32") }
  }

  @Test func header() throws {
    let file = try Fixture.tensors("layers", "types")
    #expect(file.metadata == ["format": "pt", "made by": "the reference"])
    #expect(file.names == ["BF16", "BOOL", "F16", "F32", "F64", "I16", "I32", "I64", "I8", "U8", "empty", "scalar"])
    #expect(try file.tensor("scalar").scalar == 2.5)
    #expect(try file.tensor("empty").shape == [0, 3])
    let faults = try #require(throws: Faults.self) { try file.tensor("scalr") }
    #expect(faults.diagnostics[0].hint == "did you mean scalar?")
  }

  private func expectations() throws -> [String: Any] {
    let path = Fixture.folder("layers").appending("types.json").string
    return try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any])
  }

  private func expected(_ type: String) throws -> [Float] {
    try #require(try expectations()[type] as? [Any]).map {
      ($0 as? NSNumber).map { Float($0.doubleValue) } ?? ($0 as? String == "inf" ? .infinity : -.infinity)
    }
  }

  @Test func writtenAndReadAgain() throws {
    let numbers = Tensor([1, -2.5, 0.1, .infinity, 3e-7, 70_000], shape: [2, 3])
    try withFile { path in
      try SafeTensorsWriter.write(
        [("b/\"quoted\"", .tensor(numbers)), ("a", .integers([1, -2, .max], shape: [3])), ("none", .tensor(.zeros([0, 4])))],
        metadata: ["format": "pt", "epoch": "3"], to: path)
      let file = try SafeTensorsFile(path)
      #expect(file.metadata == ["format": "pt", "epoch": "3"])
      #expect(try file.tensor("b/\"quoted\"").values == numbers.values)
      #expect(file.entries["b/\"quoted\""]?.shape == [2, 3])
      #expect(try file.integers("a") == [1, -2, .max])
      #expect(file.entries["none"]?.shape == [0, 4])
      let bytes = try Data(contentsOf: URL(filePath: path.string))
      #expect(bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) } % 8 == 0)
    }
  }

  /// Rounded to the nearest, ties to even, as PyTorch does.
  @Test func narrowing() throws {
    let values: [Float] = [1, 1 + 0x1p-8, 1 + 3 * 0x1p-8, -1.0000001, 65_519, 65_520, 1e-8, .nan, 0x1.fep127]
    let halves: [Float] = [1, 1 + 0x1p-8, 1 + 3 * 0x1p-8, -1, 65_504, .infinity, 0, .nan, .infinity]
    let brains: [Float] = [1, 1, 1 + 0x1p-6, -1, 65_536, 65_536, 1.0011717677116394e-08, .nan, 0x1.fep127]
    for (type, expected) in [(SafeTensorsFile.ElementType.float16, halves), (.bfloat16, brains)] {
      try withFile { path in
        try SafeTensorsWriter.write([(name: "x", tensor: Tensor(values, shape: [9]))], as: type, to: path)
        let found = try SafeTensorsFile(path).tensor("x").values
        for index in values.indices {
          #expect(found[index] == expected[index] || (found[index].isNaN && expected[index].isNaN), "\(type) \(values[index])")
        }
      }
    }
  }

  @Test func damagedFiles() throws {
    let entry = #"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}"#
    let cases: [(what: String, bytes: [UInt8])] = [
      ("empty", []),
      ("seven bytes", [1, 2, 3, 4, 5, 6, 7]),
      ("header longer than the file", [255, 0, 0, 0, 0, 0, 0, 0, 123]),
      ("header longer than anything", [255, 255, 255, 255, 255, 255, 255, 255, 123]),
      ("no JSON", file("{", data: 0)),
      ("no object", file("[]", data: 0)),
      ("cut", file(entry + "}", data: 7)),
      ("stray bytes", file(entry + "}", data: 9)),
      ("hole", file(#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}"#, data: 12)),
      ("overlap", file(entry + #", "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}"#, data: 12)),
      ("wrong length", file(#"{"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}"#, data: 8)),
      ("overflow", file(#"{"a": {"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 8]}}"#, data: 8)),
      ("negative", file(#"{"a": {"dtype": "F32", "shape": [-2, -1], "data_offsets": [0, 8]}}"#, data: 8)),
      ("backwards", file(#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}"#, data: 8)),
      ("unknown type", file(#"{"a": {"dtype": "F8_E4M3", "shape": [8], "data_offsets": [0, 8]}}"#, data: 8)),
      ("three offsets", file(#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8, 8]}}"#, data: 8)),
      ("deep", file(String(repeating: #"{"a":"#, count: 100_000), data: 0)),
    ]
    for (what, bytes) in cases {
      try withFile(bytes) { path in
        let faults = try #require(throws: Faults.self, "\(what)") { try SafeTensorsFile(path) }
        #expect(faults.diagnostics.allSatisfy { $0.file == path.string })
      }
    }
  }

  @Test func everyFaultOfAHeader() throws {
    let header =
      #"{"a": {"dtype": "F31", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "F32", "shape": [9], "data_offsets": [8, 16]}}"#
    try withFile(file(header, data: 16)) { path in
      let faults = try #require(throws: Faults.self) { try SafeTensorsFile(path) }
      #expect(faults.diagnostics.count == 2)
    }
  }

  @Test func noFile() throws {
    #expect(throws: Faults.self) { try SafeTensorsFile(FilePath("/nonexistent/x.safetensors")) }
    #expect(throws: Faults.self) { try SafeTensorsFile(FilePath("/")) }
    try withFile { path in
      #expect(mkfifo(path.string, 0o600) == 0)
      #expect(throws: Faults.self) { try SafeTensorsFile(path) }
    }
  }

  /// What is read lies in the file's pages; writing to it is this process's business alone.
  @Test func writingToATensorLeavesTheFileAlone() throws {
    try withFile { path in
      try SafeTensorsWriter.write([(name: "x", tensor: Tensor([1, 2], shape: [2]))], to: path)
      let tensor = try SafeTensorsFile(path).tensor("x")
      tensor.pointer[0] = 9
      #expect(tensor.values == [9, 2])
      #expect(try SafeTensorsFile(path).tensor("x").values == [1, 2])
    }
  }
}
