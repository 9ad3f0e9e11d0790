import Datasets
import Essentials
import Foundation
import Layers
import Script
import SystemPackage
import TestSupport
import Transcripts
import Workbench

/// A session of commands by chance, its recipe, and a fresh session that runs it.
struct Timeline {
  /// What was typed, in order.
  let inputs: [String]
  private let folder: TestFolder

  /// - Parameter seed: the same seed gives the same commands.
  init(seed: Int, length: Int) throws {
    folder = try TestFolder()
    var writer = TimelineWriter(seed: seed, work: folder.appending("work").string)
    inputs = writer.inputs(length)
    try SyntheticDataset(
      style: ShapeScenes(size: .init(width: 48, height: 40)), counts: .init(train: 5, valid: 2, test: 1), seed: 5
    ).write(to: folder.appending("data"))
    try FileManager.default.createDirectory(atPath: folder.appending("work").string, withIntermediateDirectories: false)
  }

  /// What is typed first.
  private var preparation: String {
    """
    dataset load '\(folder.appending("data"))'; model load tiny
    set image_size=64 batch_size=2 epochs=2 lr=1e-3 max_new_tokens=4 num_beams=1 output_dir='\(folder.appending("work/runs"))'
    """
  }

  /// What is not the same to the bit in a session and in one that runs the recipe of it; empty when all is.
  func differences() throws -> [String] {
    let first = Notebook(session: Session())
    for input in [preparation] + inputs { _ = try? first.submit(input) }
    let recipe = folder.appending("timeline.maestro")
    _ = try first.submit("save '\(recipe)'")
    // Whatever the recipe reads it has to write itself.
    let work = folder.appending("work").string
    try FileManager.default.moveItem(atPath: work, toPath: folder.appending("before").string)
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: false)
    let second = Notebook(session: Session())
    _ = try second.run(SourceText(String(decoding: try folder.bytes("timeline.maestro"), as: UTF8.self), name: recipe.string))
    let differences = try Self.differences(first.session, second.session)
    if !differences.isEmpty { return differences }
    // What is not seen yet shows in what comes of it.
    for notebook in [first, second] { _ = try? notebook.submit("step 2") }
    return try Self.differences(first.session, second.session).map { "two steps later: " + $0 }
  }

  /// The recipe that `differences` saved.
  var recipe: String { (try? folder.bytes("timeline.maestro")).map { String(decoding: $0, as: UTF8.self) } ?? "" }

  private static func differences(_ one: Session, _ other: Session) throws -> [String] {
    var differences: [String] = []
    if one.configuration.json() != other.configuration.json() { differences.append("settings") }
    switch (one.training?.state, other.training?.state) {
    case (nil, nil): break
    case (let state?, let another?): differences += state.differences(from: another)
    case (nil, _): differences.append("a training that was not there")
    case (_, nil): differences.append("no training")
    }
    if one.changes != other.changes { differences.append("changed settings") }
    if one.runHistory.measured.map(\.training) != other.runHistory.measured.map(\.training) { differences.append("figures of trainings") }
    if one.runHistory.measured.map(\.validation) != other.runHistory.measured.map(\.validation) { differences.append("measured figures") }
    let (weights, others) = (try weights(one), try weights(other))
    if weights.map(\.name) != others.map(\.name) { return differences + ["names of weights"] }
    return differences + zip(weights, others).filter { $0.bits != $1.bits }.map { "weight \($0.0.name)" }
  }

  private static func weights(_ session: Session) throws -> [(name: String, bits: [UInt32])] {
    try session.requireModel().model.uniqueParameters.map { name, parameter in (name, parameter.value.values.map(\.bitPattern)) }
  }
}

/// Chooses commands: whatever changes a training, its model or the settings, and what goes back and forth between their states.
private struct TimelineWriter {
  private var chance: PhiloxGenerator
  private let work: String
  private var checkpoints: [String] = []
  private var adapters: [String] = []
  private var models: [String] = []
  private var made = 0

  init(seed: Int, work: String) {
    chance = PhiloxGenerator(seed: UInt64(seed), stream: 0x7469_6D65)
    self.work = work
  }

  mutating func inputs(_ count: Int) -> [String] { (0..<count).map { _ in input() } }

  private mutating func one<Element>(of elements: [Element]) -> Element { elements[chance.index(below: elements.count)] }

  /// A line: mostly one command, at times several or a loop.
  private mutating func input() -> String {
    switch chance.index(below: 20) {
    case 0: "\(command()); \(command())"
    case 1: "repeat 2 { \(one(of: ["step", "epoch", "set lr=5e-4; step"])) }"
    case 2: "for rate in [1e-3, 2e-4] { set lr=$rate; step }"
    default: command()
    }
  }

  private mutating func command() -> String {
    switch chance.index(below: 40) {
    case 0..<9: return "step \(1 + chance.index(below: 3))"
    case 9..<11: return "epoch"
    case 11..<17: return "set \(liveSetting())"
    case 17..<20: return "set \(fixedSetting())"
    case 20..<26:
      // A recipe leaves out what was undone, and with it what went into the folders that were written meanwhile.
      (checkpoints, adapters, models) = ([], [], [])
      return "undo"
    case 26..<29: return saving("checkpoint save", \.checkpoints)
    case 29..<33: return checkpoints.isEmpty ? "step" : "checkpoint load '\(one(of: checkpoints))'"
    case 33: return one(of: ["reset", "reset seed=7", "reset seed=11"])
    case 34: return one(of: ["lora", "lora r=2", "lora r=4 init=pissa", "lora use_dora=true r=2", "lora targets=[fc2] bias=all"])
    case 35: return saving("lora save", \.adapters)
    case 36: return adapters.isEmpty ? "step" : "lora load '\(one(of: adapters))'"
    case 37: return saving("model export", \.models) + " merge=true"
    case 38: return models.isEmpty ? "model load tiny" : "model load '\(one(of: models + ["tiny"]))'"
    default: return one(of: ["train", "train epochs=3", "validate", "evaluate"])
    }
  }

  /// Mostly into a folder that is new.
  private mutating func saving(_ command: String, _ folders: WritableKeyPath<Self, [String]>) -> String {
    if self[keyPath: folders].isEmpty || chance.index(below: 4) > 0 {
      made += 1
      self[keyPath: folders].append("\(work)/\(made)")
    }
    return "\(command) '\(self[keyPath: folders][self[keyPath: folders].count - 1])'"
  }

  private mutating func liveSetting() -> String {
    one(of: [
      "lr=2e-3", "lr=1e-4", "batch_size=1", "batch_size=3", "lora_dropout=0.2", "lora_dropout=0", "model_dropout=0.1", "model_dropout=none",
      "warmup_steps=3", "lr_scheduler=cosine", "lr_scheduler=linear", "max_grad_norm=1", "weight_decay=0.1", "shuffle=false",
      "shuffle=true", "gradient_accumulation=2", "gradient_accumulation=1", "loss_on_padding=true", "epochs=4", "epochs=2",
      "metrics=[edit_distance]", "metrics=[]", "best_by=loss", "early_stopping_patience=1", "location_smoothing=2", "num_workers=1",
    ])
  }

  private mutating func fixedSetting() -> String {
    one(of: [
      "seed=3", "lora_r=4", "bias=all", "bias=none", "optimizer=sgd lr=0.01", "optimizer=adamw", "training=full", "training=lora",
      "init_lora_weights=olora", "init_lora_weights=gaussian", "use_dora=true", "use_dora=false", "freeze_vision=true",
      "freeze_vision=false", "group_by_image=true", "image_size=32", "image_size=64", "target_modules=[q_proj, fc1]",
    ])
  }
}
