import Essentials
import Files
import FineTuning
import Florence
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing

/// What an export is held to before it takes its place.
@Suite struct ModelEchoTests {
  private let folder: TestFolder
  private let opened: LoadedModel

  init() throws {
    folder = try TestFolder()
    var configuration = Configuration()
    configuration.modelID = LoadedModel.bundled
    opened = try LoadedModel.open(configuration)
  }

  private func written(_ layout: FlorenceConfiguration.Layout, _ precision: DType) throws -> FilePath {
    let path = folder.appending("\(layout)-\(precision)")
    try opened.export(to: path, layout: layout, precision: precision)
    return path
  }

  @Test(arguments: FlorenceConfiguration.Layout.allCases, DType.checkpointTypes)
  func whatWasWrittenIsTheModel(_ layout: FlorenceConfiguration.Layout, _ precision: DType) throws {
    try ModelEcho(opened).verify(try written(layout, precision), precision)
  }

  private func messages(_ path: FilePath, _ precision: DType = .float32) throws -> [String] {
    try #require(faults { try ModelEcho(opened).verify(path, precision) }).map(\.message)
  }

  private func change(_ path: FilePath, _ name: String, _ change: (Tensor) -> Tensor) throws {
    let file = try SafeTensorsFile(path.appending("model.safetensors"))
    let type = try #require(file.elementType(name))
    let tensors = try file.names.map { ($0, $0 == name ? change(try file.tensor($0)) : try file.tensor($0).copy()) }
    try SafeTensorsWriter.write(tensors, as: type, to: path.appending("model.safetensors"))
  }

  @Test(arguments: DType.checkpointTypes) func otherWeightsAreTold(_ precision: DType) throws {
    let path = try written(.transformers, precision)
    try change(path, "model.language_model.decoder.layers.1.fc2.weight") { $0.scaled(by: -1) }
    let messages = try messages(path, precision)
    #expect(!messages.isEmpty && messages.allSatisfy { $0.hasPrefix("what was written is not the model: ") })
    #expect(messages.contains { $0.contains("the scores of the answer to <CAPTION> are off by") })
  }

  @Test func otherPreparationOfPicturesIsTold() throws {
    let path = try written(.transformers, .float32)
    let file = path.appending("preprocessor_config.json")
    var json = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file.string))) as? [String: Any])
    json["image_std"] = [0.5, 0.5, 0.5]
    try AtomicFile.write(JSONSerialization.data(withJSONObject: json), to: file)
    #expect(try messages(path).first?.hasPrefix("what was written is not the model: pictures are prepared otherwise") == true)
  }

  /// transformers' processor puts so many places for image features before a prompt.
  @Test(arguments: [(nil, 37), (160, 101)]) func theProcessorKnowsTheImagesTokens(_ size: Int?, _ tokens: Int) throws {
    var configuration = Configuration()
    configuration.modelID = LoadedModel.bundled
    configuration.imageSize = size
    try LoadedModel.open(configuration).export(to: folder.appending("out"), verifies: false)
    let json = try JSONSerialization.jsonObject(with: Data(folder.bytes("out/preprocessor_config.json")))
    #expect((json as? [String: Any])?["image_seq_length"] as? Int == tokens)
  }

  /// transformers would take the settings of an older file in the place of those that are written.
  @Test func aProcessorFileInTheWayIsRefused() throws {
    try NewFolder.makeIfMissing(folder.appending("out"))
    try AtomicFile.write(Array("{}".utf8), to: folder.appending("out/processor_config.json"))
    let found = try #require(faults { try opened.export(to: folder.appending("out")) })
    #expect(found.count == 1 && found[0].message.hasPrefix("has a processor_config.json"))
    #expect(try folder.names("out") == ["processor_config.json"])
  }
}
