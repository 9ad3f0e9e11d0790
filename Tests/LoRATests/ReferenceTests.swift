import Foundation
import Layers
import LoRA
import Tensors
import TestSupport
import Testing

/// Everything that PEFT computes with a small model, from folders that PEFT wrote.
struct ReferenceTests {
  static let cases = ["native", "original", "all", "lora_only", "pattern", "half", "patterns", "dora", "dora_original"]

  private struct Info: Decodable {
    let trainable: Int
    let all: Int
  }

  @Test(arguments: cases) func adaptedModelComputesWhatPEFTDoes(_ name: String) throws {
    let (model, _) = try SmallModel.adapted(by: name)
    let expected = try Fixture.tensors("lora", name)
    #expect(difference(try model.logits(), try expected.tensor("logits")) == nil)

    let pass = ForwardPass(tape: Tape())
    let loss = try model.loss(pass)
    #expect(difference(loss.detached, try expected.tensor("loss")) == nil)
    pass.backward(loss)
    let trainable = model.uniqueParameters.filter(\.parameter.isTrainable)
    let references = expected.names.filter { $0.hasPrefix("gradient/") }
    #expect(trainable.count == references.count)
    for (parameterName, parameter) in trainable {
      let reference = try #require(
        references.first { Self.walkName($0) == parameterName }, "no gradient of \(parameterName) in the reference")
      let gradient = try #require(parameter.gradient, "no gradient of \(parameterName)")
      #expect(difference(gradient, try expected.tensor(reference), relative: 1e-5, absolute: 1e-5) == nil, "\(parameterName)")
    }
  }

  /// From PEFT's key to the name in the walk.
  private static func walkName(_ key: String) -> String {
    var name = key.replacingOccurrences(of: "gradient/base_model.model.", with: "").replacingOccurrences(of: "base_layer.", with: "")
    name = name.replacingOccurrences(of: "lora_magnitude_vector.weight", with: "lora_magnitude_vector")
    for prefix in ["text.model.", "text."] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
    return name
  }

  @Test(arguments: cases) func countsAreThoseOfPEFT(_ name: String) throws {
    let data = try #require(FileManager.default.contents(atPath: Fixture.folder("lora").appending("info.json").string))
    let info = try #require(try JSONDecoder().decode([String: Info].self, from: data)[name])
    let counts = try SmallModel.adapted(by: name).adaptation.counts
    #expect(counts.trainable == info.trainable)
    #expect(counts.all == info.all)
  }

  @Test(arguments: cases) func mergedWeightsAreThoseOfPEFT(_ name: String) throws {
    let (model, adaptation) = try SmallModel.adapted(by: name)
    let expected = try Fixture.tensors("lora", name)
    adaptation.merge()
    for module in adaptation.modules {
      let weight = try #require(model.namedParameters.first { $0.name == module.name + ".weight" }).parameter.value
      #expect(difference(weight, try expected.tensor("merged/" + module.name)) == nil, "\(module.name)")
    }
    #expect(difference(try model.logits(), try expected.tensor("logits")) == nil)
  }

  @Test func theLineOfCountsIsPEFTs() throws {
    let (_, adaptation) = try SmallModel.adapted(by: "native")
    #expect(adaptation.counts.description == "LoRA: 5 modules; trainable params: 564 || all params: 2,152 || trainable%: 26.2082")
  }
}
