import Florence
import Layers
import TestSupport
import Testing

@Suite struct CheckpointNamesTests {
  /// The script renames by other means (regular expressions), so that the table is held against something.
  @Test func tensorsOfBothCheckpoints() throws {
    let native = try SafeTensorsFile(TinyFlorence.folder(.transformers).appending("model.safetensors")).names
    let original = try SafeTensorsFile(TinyFlorence.folder(.microsoft).appending("model.safetensors")).names
    #expect(native.count > 200)
    let extras: Set = ["language_model.lm_head.weight", "language_model.final_logits_bias"]
    #expect(Set(native.compactMap { CheckpointNames.name($0, in: .microsoft) }) == Set(original).subtracting(extras))
    #expect(Set(original.compactMap { CheckpointNames.transformers($0, from: .microsoft) }) == Set(native + ["lm_head.weight"]))
    for name in native {
      #expect(CheckpointNames.name(name, in: .transformers) == name)
      #expect(CheckpointNames.transformers(name, from: .transformers) == name)
    }
    #expect(CheckpointNames.layout(of: native) == .transformers)
    #expect(CheckpointNames.layout(of: original) == .microsoft)
  }

  /// Module paths as adapter files have them.
  @Test(arguments: [
    (
      "model.vision_tower.blocks.2.8.channel_block.ffn.fc2.lora_B.weight",
      "vision_tower.blocks.2.8.channel_block.ffn.fn.net.fc2.lora_B.weight"
    ),
    ("model.vision_tower.blocks.0.0.spatial_block.ffn.fc2", "vision_tower.blocks.0.0.spatial_block.ffn.fn.net.fc2"),
    (
      "model.language_model.decoder.layers.5.encoder_attn.v_proj.lora_B.weight",
      "language_model.model.decoder.layers.5.encoder_attn.v_proj.lora_B.weight"
    ),
    ("lm_head.lora_A.weight", "language_model.lm_head.lora_A.weight"),
    ("model.vision_tower.convs.3.conv.bias", "vision_tower.convs.3.proj.bias"),
    ("model.multi_modal_projector.image_projection.weight", "image_projection"),
  ]) func modules(native: String, original: String) {
    #expect(CheckpointNames.name(native, in: .microsoft) == original)
    #expect(CheckpointNames.transformers(original, from: .microsoft) == native)
  }

  @Test(arguments: ["encoder.layer.0.weight", "", "model", "model.vision_tower.convs.x.conv.weight", "vision_tower", "lm_heads.weight"])
  func strangers(name: String) {
    #expect(CheckpointNames.name(name, in: .microsoft) == nil)
    #expect(CheckpointNames.transformers(name, from: .microsoft) == nil)
  }
}
