import Essentials
import Files
import Florence
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing

/// Checkpoints written in 16 bits.
@Suite struct HalfCheckpointTests {
  /// As large as a float16 can be.
  private static let largest = Float(Float16.greatestFiniteMagnitude)

  @Test(arguments: FlorenceConfiguration.Layout.allCases) func eachWeightIsTheNearest(layout: FlorenceConfiguration.Layout) throws {
    let model = try TinyFlorence.model()
    let bias = try #require(model.uniqueParameters.first { $0.name.hasSuffix("fc1.bias") })
    // A weight halfway between two: to the even one, whichever side that is on; what is too small becomes 0.
    var values = bias.parameter.value.values
    values.replaceSubrange(0..<4, with: [1 + 0x1p-11, 1 + 0x3p-11, -Self.largest, 0x1p-25])
    bias.parameter.value = Tensor(values, shape: bias.parameter.shape)
    try TinyFlorence.withTemporaryFolder { folder in
      try model.save(to: folder, layout: layout, precision: .float16)
      let file = try SafeTensorsFile(folder.appending("model.safetensors"))
      #expect(file.entries.values.allSatisfy { $0.type == .float16 })
      let config = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: folder.appending("config.json").string)))
      let key = layout == .transformers ? "dtype" : "torch_dtype"
      #expect((config as? [String: Any])?[key] as? String == "float16")

      let reopened = try FlorenceModel(checkpoint: folder)
      for ((name, written), (_, read)) in zip(model.uniqueParameters, reopened.uniqueParameters) {
        let expected = written.value.values.map { Float(Float16($0)).bitPattern }
        #expect(read.value.values.map(\.bitPattern) == expected, "\(name)")
      }
      let read = try #require(reopened.uniqueParameters.first { $0.name == bias.name }).parameter.value.values
      #expect(Array(read[0..<4]) == [1, 1 + 0x1p-9, -Self.largest, 0])
    }
  }

  @Test func onlySomeTypesAreWritten() throws {
    let model = try TinyFlorence.model()
    try TinyFlorence.withTemporaryFolder { folder in
      for type in DType.allCases where !DType.checkpointTypes.contains(type) {
        let faults = try #require(throws: Faults.self) { try model.save(to: folder, precision: type) }
        #expect(faults.diagnostics.map(\.message) == ["weights are not written as \(type.name)"])
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string) == [])
    }
  }

  @Test func whatIsTooLargeIsNamedAndNothingIsWritten() throws {
    let model = try TinyFlorence.model()
    let changed = model.uniqueParameters.filter { $0.name.hasSuffix("fc2.bias") }.prefix(2)
    #expect(changed.count == 2)
    for (value, (_, parameter)) in zip([-65_505, Float.infinity], changed) {
      var values = parameter.value.values
      values[1] = value
      parameter.value = Tensor(values, shape: parameter.shape)
    }
    try TinyFlorence.withTemporaryFolder { folder in
      let faults = try #require(throws: Faults.self) { try model.save(to: folder, precision: .float16) }
      let names = changed.map(\.name).sorted()
      #expect(faults.diagnostics.count == 2)
      for (diagnostic, name) in zip(faults.diagnostics, names) {
        #expect(diagnostic.message.hasPrefix("tensor \(name) holds "))
        #expect(diagnostic.hint == "precision=float32 holds every weight")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string) == [])
      try model.save(to: folder)
    }
  }

  /// Bytes of the program are read as a folder's are, whatever their alignment, and messages name them as if they were one.
  @Test(arguments: [0, 1], [DType.float32, .float16])
  func filesOfTheProgram(offset: Int, type: DType) throws {
    try TinyFlorence.changed(as: type) { _ in
    } _: { folder in
      let contents = try ["config.json", "model.safetensors"].map { name in
        (name, try Data(contentsOf: URL(filePath: folder.appending(name).string)))
      }
      let memory = contents.map { _, data in
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: data.count + offset, alignment: 64)
        let bytes = UnsafeMutableRawBufferPointer(rebasing: copy[offset...])
        bytes.copyBytes(from: data)
        return (copy, UnsafeRawBufferPointer(bytes))
      }
      defer { for (copy, _) in memory { copy.deallocate() } }
      let names = contents.map(\.0)
      let whole = ProgramFiles(name: "inside", Dictionary(uniqueKeysWithValues: zip(names, memory.map(\.1))))
      let (one, other) = (try FlorenceModel(checkpoint: .program(whole)), try FlorenceModel(checkpoint: folder))
      for ((name, a), (_, b)) in zip(one.uniqueParameters, other.uniqueParameters) { #expect(a.value.values == b.value.values, "\(name)") }

      let config = ProgramFiles(name: "inside", [names[0]: memory[0].1])
      let faults = try #require(throws: Faults.self) { try FlorenceModel(checkpoint: .program(config)) }
      #expect(faults.diagnostics.first?.file == "inside")
      let nothing = try #require(throws: Faults.self) { try FlorenceModel(checkpoint: .program(ProgramFiles(name: "inside", [:]))) }
      #expect(nothing.diagnostics.first?.file == "inside/config.json")
    }
  }
}
