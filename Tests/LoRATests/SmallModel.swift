import Layers
import LoRA
import SystemPackage
import Tensors
import TestSupport
import Testing

/// The model of `Scripts/oracles/lora.py`: an embedding, two layers, and a head tied to the embedding.
final class SmallModel: Layer {
  final class Block: Layer {
    let query = Linear(inputs: 12, outputs: 12)
    let first = Linear(inputs: 12, outputs: 20)
    let second = Linear(inputs: 20, outputs: 12)
    let norm = LayerNorm(width: 12, epsilon: 1e-5)

    var members: [Member] {
      [Member("q_proj", query), Member("fc1", first), Member("fc2", second), Member("norm", norm)]
    }

    func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
      let x = query(x, pass).added(to: x)
      return norm(second(first(x, pass), pass, after: .gelu).added(to: x), pass)
    }
  }

  let shared = Embedding(rows: 17, width: 12)
  let blocks = [Block(), Block()]
  let head: Linear

  var members: [Member] { [Member("shared", shared), Member("encoder.layers", blocks), Member("lm_head", head)] }

  /// With the base weights of the fixture.
  init() throws {
    head = Linear(tiedTo: shared.weight)
    let file = try Fixture.tensors("lora", "model")
    for (name, parameter) in uniqueParameters { parameter.value = try file.tensor(name).copy() }
  }

  func logits(_ pass: ForwardPass = ForwardPass()) throws -> Tensor {
    let ids = try Fixture.tensors("lora", "model").integers("ids").map(Int32.init)
    var x = shared(ids, batch: 2, pass)
    for block in blocks { x = block(x, pass) }
    return head(x, pass)
  }

  func loss(_ pass: ForwardPass) throws -> Tensor {
    let labels = try Fixture.tensors("lora", "model").integers("labels").map(Int32.init)
    return try logits(pass).crossEntropySum(labels: labels, ignoring: -100)
  }

  /// The other naming of the fixtures.
  static let original = ModuleNaming(ignoring: ["text.final_logits_bias"], untying: ["lm_head"]) { name in
    name == "lm_head" ? "text.lm_head" : "text.model." + name
  }

  /// An adapter folder of the fixtures.
  static func folder(_ name: String) -> FilePath { Fixture.folder("lora").appending(name) }

  /// The model with the adapters of a fixture.
  static func adapted(by name: String) throws -> (model: SmallModel, adaptation: LowRankAdaptation) {
    let model = try SmallModel()
    return (model, try LowRankAdaptation.read(folder(name), onto: model, namings: [.walk, original]).adaptation)
  }
}

extension SmallModel {
  /// Merging keeps what the adapted model says but for rounding; taking the adapters off and on again keeps every bit.
  func expectMerging(_ adaptation: LowRankAdaptation, adapted: Tensor, plain: Tensor) throws {
    adaptation.merge()
    #expect(difference(try logits(), adapted, relative: 1e-5, absolute: 1e-5) == nil)
    adaptation.remove()
    #expect(difference(try logits(), plain, relative: 0, absolute: 0) == nil)
    adaptation.attach(to: self)
    #expect(difference(try logits(), adapted, relative: 0, absolute: 0) == nil)
  }
}
