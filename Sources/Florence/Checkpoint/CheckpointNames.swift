import Layers

/// The one table between the two namings of Florence-2's tensors and modules: transformers' and Microsoft's.
public enum CheckpointNames {
  /// A name in `layout` as transformers has it; nil when the name is none of Florence-2's.
  public static func transformers(_ name: String, from layout: FlorenceConfiguration.Layout) -> String? {
    switch layout {
    case .microsoft: translate(name, \.microsoft, \.transformers)
    case .transformers: translate(name, \.transformers, \.transformers)
    }
  }

  /// Transformers' name as `layout` has it; nil when the name is none of Florence-2's.
  public static func name(_ name: String, in layout: FlorenceConfiguration.Layout) -> String? {
    switch layout {
    case .microsoft: translate(name, \.transformers, \.microsoft)
    case .transformers: translate(name, \.transformers, \.transformers)
    }
  }

  /// The layout that most of `names` belong to; nil when none is Florence-2's.
  public static func layout(of names: some Sequence<String>) -> FlorenceConfiguration.Layout? {
    var counts: [FlorenceConfiguration.Layout: Int] = [:]
    for name in names {
      for layout in FlorenceConfiguration.Layout.allCases where transformers(name, from: layout) != nil { counts[layout, default: 0] += 1 }
    }
    return counts.max { $0.value < $1.value }?.key
  }

  /// The names of a checkpoint's tensors without what wrappers added; the base model's alone (`Florence2Model`) lack their first component.
  static func unwrapped(_ names: [String]) -> UnwrappedNames {
    UnwrappedNames(names, lacking: ["model."]) { names in
      FlorenceConfiguration.Layout.allCases.map { layout in names.count { transformers($0, from: layout) != nil } }.max() ?? 0
    }
  }

  /// Transformers' name of the one tensor that Microsoft's code stores transposed.
  static let transposed = "model.multi_modal_projector.image_projection.weight"

  /// Beginnings of names, component by component; `*` is a number. What follows a beginning is the same in both.
  private struct Row {
    let transformers: [Substring]
    let microsoft: [Substring]

    init(_ transformers: String, _ microsoft: String) {
      self.transformers = transformers.split(separator: ".")
      self.microsoft = microsoft.split(separator: ".")
    }
  }

  private static let rows: [Row] =
    [
      Row("model.vision_tower.convs.*.conv", "vision_tower.convs.*.proj"),
      Row("model.vision_tower.convs.*.norm", "vision_tower.convs.*.norm"),
    ] + block("spatial_block", attention: "window_attn") + block("channel_block", attention: "channel_attn") + [
      Row(transposed, "image_projection"),
      Row("model.multi_modal_projector.image_projection", "image_projection"),
      Row("model.multi_modal_projector.image_proj_norm", "image_proj_norm"),
      Row("model.multi_modal_projector.image_position_embed", "image_pos_embed"),
      Row("model.multi_modal_projector.visual_temporal_embed", "visual_temporal_embed"),
      Row("model.language_model.shared", "language_model.model.shared"),
      Row("model.language_model.encoder", "language_model.model.encoder"),
      Row("model.language_model.decoder", "language_model.model.decoder"),
      Row("lm_head", "language_model.lm_head"),
    ]

  private static func block(_ block: String, attention: String) -> [Row] {
    [
      ("conv1", "conv1.fn.dw"), ("norm1", "\(attention).norm"), ("\(attention).qkv", "\(attention).fn.qkv"),
      ("\(attention).proj", "\(attention).fn.proj"), ("conv2", "conv2.fn.dw"), ("norm2", "ffn.norm"), ("ffn.fc1", "ffn.fn.net.fc1"),
      ("ffn.fc2", "ffn.fn.net.fc2"),
    ].map { transformers, microsoft in
      Row("model.vision_tower.blocks.*.*.\(block).\(transformers)", "vision_tower.blocks.*.*.\(block).\(microsoft)")
    }
  }

  private static func translate(_ name: String, _ from: KeyPath<Row, [Substring]>, _ to: KeyPath<Row, [Substring]>) -> String? {
    let components = name.split(separator: ".", omittingEmptySubsequences: false)
    for row in rows {
      let pattern = row[keyPath: from]
      guard components.count >= pattern.count else { continue }
      var numbers: [Substring] = []
      let matches = zip(components, pattern).allSatisfy { component, wanted in
        guard wanted == "*" else { return component == wanted }
        numbers.append(component)
        return !component.isEmpty && component.allSatisfy { $0.isASCII && $0.isNumber }
      }
      guard matches else { continue }
      var remaining = numbers[...]
      let beginning = row[keyPath: to].map { $0 == "*" ? remaining.removeFirst() : $0 }
      return (beginning + components[pattern.count...]).joined(separator: ".")
    }
    return nil
  }
}
