import Files
import Foundation
import Layers
import SystemPackage
import TestSupport
import Testing

/// `maestro florence2 export`: a base and its adapters become one model.
@Suite(.serialized) struct ExportTests {
  /// A folder with a dataset and a run on it, whose adapters say something else than the base.
  private func trained(_ options: String = "--model_id tiny", lr: String = "0.01", before recipe: String? = nil) throws -> TestFolder {
    let folder = try TestFolder.withDataset()
    if let recipe { #expect(try Program.run("", in: folder, input: recipe).status == 0) }
    let outcome = try Program.run("florence2 train --dataset data --epochs 2 --lr \(lr) --image_size 64 \(options)", in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return folder
  }

  private func loss(_ model: String, in folder: TestFolder) throws -> Double {
    let outcome = try Program.run("florence2 evaluate --dataset data \(model)", in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let line = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix("loss: ") })
    return try #require(Double(line.dropFirst("loss: ".count)))
  }

  private let run = "--checkpoint training/florence-2/1"

  @Test(arguments: ["microsoft", "transformers"]) func theMergedModelIsTheBaseWithItsAdapters(_ naming: String) throws {
    let folder = try trained()
    let expected = try loss(run, in: folder)
    #expect(abs(try loss("--model_id tiny --image_size 64", in: folder) - expected) > 1e-3)

    let outcome = try Program.run("florence2 export --merge \(run) --to out/merged --naming \(naming)", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "Model saved at: out/merged\n")
    #expect(outcome.errors.contains("go into the weights of tiny\n"))
    #expect(outcome.errors.contains("--naming transformers") == (naming == "microsoft"))
    #expect(try folder.names("out") == ["merged"])
    let names = try SafeTensorsFile(folder.appending("out/merged/model.safetensors")).entries.keys
    #expect(names.contains("language_model.lm_head.weight") == (naming == "microsoft"))
    #expect(names.contains("lm_head.weight") == (naming == "transformers"))
    #expect(!names.contains { $0.contains("lora_") })
    #expect(abs(try loss("--model_id out/merged --image_size 64", in: folder) - expected) < 1e-5 * expected)
  }

  @Test func anAdapterFolderAndHalfTheBytes() throws {
    let folder = try trained("--model_id base", before: "model load tiny\nmodel export base\n")
    try FileManager.default.createDirectory(atPath: folder.appending("adapter").string, withIntermediateDirectories: false)
    for name in ["adapter_config.json", "adapter_model.safetensors"] {
      try AtomicFile.write(folder.bytes("training/florence-2/1/checkpoints/best/\(name)"), to: folder.appending("adapter/\(name)"))
    }
    let expected = try loss("--checkpoint adapter --image_size 64", in: folder)
    for (options, to) in [("", "whole"), ("--precision float16", "half")] {
      let outcome = try Program.run("florence2 export --merge --checkpoint adapter --to \(to) \(options)", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(abs(try loss("--model_id \(to) --image_size 64", in: folder) - expected) < (to == "half" ? 1e-2 : 1e-5) * expected)
    }
    let sizes = try ["whole", "half"].map { try folder.bytes("\($0)/model.safetensors").count }
    #expect(sizes[1] * 2 < sizes[0] + 200_000)
  }

  /// A model of which all weights were trained, and one that never was.
  @Test func withoutAdaptersAModelIsWrittenAsItIs() throws {
    let folder = try trained("--model_id tiny --training full", lr: "1e-4")
    let expected = try loss(run, in: folder)
    let outcome = try Program.run("florence2 export \(run) --to whole", in: folder)
    #expect(outcome.status == 0 && outcome.errors.contains("is a whole model: there is nothing to merge\n"), "\(outcome.errors)")
    #expect(try loss("--model_id whole --image_size 64", in: folder) == expected)
    for (index, option) in ["--no-verify", "--verify=false", "--verify", "--verify true", "--no_verify"].enumerated() {
      let outcome = try Program.run("florence2 export --model_id tiny --to \(index) \(option)", in: folder)
      #expect(outcome.status == 0, "\(option): \(outcome.errors)")
    }
    let untrained = try Program.run("florence2 export --model_id tiny --to tiny", in: folder)
    #expect(untrained.status == 0 && untrained.errors.hasPrefix("random weights: tiny was never trained\n"))
  }

  @Test(arguments: [
    ("florence2 export", "error: what is exported is not given\n  hint: give --checkpoint, or --model_id for a model as it is\n"),
    ("florence2 export --merge --model_id tiny --to out", "error: there is nothing to merge: no checkpoint is given\n"),
    ("florence2 export --merge --checkpoint x", "error: no folder is given\n  hint: give --to, the folder to be made\n"),
    ("florence2 export --merge --checkpoint x --to y --lr=1", "error: Unknown option '--lr'"),
    ("florence2 export --merge --checkpoint x --to y --precision=float8", "error: The value 'float8' is invalid for '--precision"),
    ("florence2 export --merge --checkpoint x --to y --naming=python", "error: The value 'python' is invalid for '--naming"),
  ])
  func whatCannotBeReadIsTwo(_ line: String, _ beginning: String) throws {
    let outcome = try Program.run(line, in: TestFolder())
    #expect(outcome.status == 2 && outcome.errors.hasPrefix(beginning), "\(outcome.errors)")
  }

  @Test func whatFailsLeavesNothing() throws {
    let folder = try trained(before: "model load tiny\nmodel export base\nmodel create other base seed=9\n")
    let before = try folder.names().filter { !$0.hasSuffix(".out") && !$0.hasSuffix(".err") && !$0.hasSuffix(".in") }
    for (options, faults) in [
      ("--merge --checkpoint nowhere --to out", ["error: nowhere: there is no such folder"]),
      ("--merge --checkpoint data --to out", ["error: data: is no checkpoint: it has neither"]),
      ("--merge --checkpoint nowhere --to data", ["error: data: there is something already", "error: nowhere: there is no such folder"]),
      ("--merge \(run) --to base/config.json", ["error: base/config.json: there is something already"]),
      ("--merge \(run) --to base/config.json/out", ["error: base/config.json/out: cannot be written: Not a directory"]),
      ("--merge \(run) --to base", ["error: base: there is something already\n  hint: name a folder that does not exist yet"]),
      (
        "\(run) --to out",
        [
          "error: training/florence-2/1/checkpoints/best: holds adapters, which need their model",
          "hint: --merge puts them into its weights",
        ]
      ),
      // Of the same shapes, and of others.
      ("--merge \(run) --to out --model_id other", ["the adapters were trained on tiny (weights ", "and other has other weights ("]),
      ("--merge \(run) --to out --model_id nano", ["the adapters were trained on tiny (weights ", "and nano has other weights ("]),
      ("--merge --checkpoint adapter --to out --model_id nano", ["error: adapter: the adapters are for tiny, and do not fit nano"]),
    ] {
      if options.contains("checkpoint adapter"), try !folder.names().contains("adapter") {
        try FileManager.default.copyItem(
          atPath: folder.appending("training/florence-2/1/checkpoints/best").string, toPath: folder.appending("adapter").string)
        try FileManager.default.removeItem(atPath: folder.appending("adapter/state.safetensors").string)
      }
      let outcome = try Program.run("florence2 export \(options)", in: folder)
      #expect(outcome.status == 1 && !outcome.wasKilled && outcome.output == "", "\(options)")
      for fault in faults { #expect(outcome.errors.contains(fault), "\(options): \(outcome.errors)") }
      try? FileManager.default.removeItem(atPath: folder.appending("adapter").string)
    }
    #expect(try folder.names().filter { !$0.hasSuffix(".out") && !$0.hasSuffix(".err") && !$0.hasSuffix(".in") } == before)
    #expect(try folder.names("base").contains("model.safetensors"))
  }

  /// A weight that half precision cannot hold is told by the name that was given.
  @Test func aTemporaryNameIsNeverTold() throws {
    let folder = try TestFolder()
    #expect(try Program.run("florence2 export --model_id tiny --to large", in: folder).status == 0)
    var weights = try folder.bytes("large/model.safetensors")
    let header = weights[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    withUnsafeBytes(of: Float(1e30).bitPattern.littleEndian) { weights.replaceSubrange(8 + header..<12 + header, with: $0) }
    try AtomicFile.write(weights, to: folder.appending("large/model.safetensors"))
    let outcome = try Program.run("florence2 export --model_id large --to half --precision float16", in: folder)
    #expect(outcome.status == 1 && !outcome.errors.contains(".tmp"), "\(outcome.errors)")
    #expect(outcome.errors.contains("error: half: tensor "), "\(outcome.errors)")
    #expect(try !folder.names().contains("half"))
  }
}
