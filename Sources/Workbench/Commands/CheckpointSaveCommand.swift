import Script
import SystemPackage

extension Command<Session> {
  static let checkpointSave = Command(
    "checkpoint save", "writes the whole training state", group: .training,
    details: "Adapters, tokenizer, preprocessing, optimizer, place in the epoch, settings and figures.",
    parameters: [.required("folder", .path, "the folder; files of the same names are replaced")],
    results: [ResultField("epoch", "under way, from 1"), ResultField("step", "optimizer steps since the start")],
    examples: [Example("checkpoint save ./before", "to go back to, or on from, at any time")]
  ) { session, arguments, context in
    let folder: String = arguments.get("folder")
    let training = try session.requireTraining(stop: context.stop)
    try training.write(to: FilePath(folder))
    training.markKept(in: FilePath(folder))
    let (epoch, step) = (training.progress.epoch, training.progress.step)
    return Output(["epoch": .integer(epoch), "step": .integer(step)], text: "\(folder): epoch \(epoch), step \(step)")
  }
}
