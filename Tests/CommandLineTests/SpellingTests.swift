import FineTuning
import Foundation
import TestSupport
import Testing

/// Options in every spelling, seen in the settings of the run that they make.
@Suite(.serialized) struct SpellingTests {
  /// The settings of a run of `line` that differ from the defaults.
  private func changes(_ line: String) throws -> [String: String] {
    let folder = try TestFolder.withDataset()
    let outcome = try Program.run(line, in: folder)
    try #require(outcome.status == 0, "\(line): \(outcome.errors)")
    let runs = try folder.names().contains("training") ? "training/florence-2" : "out"
    let configuration = try Configuration(file: folder.appending("\(runs)/1/configuration.json"))
    var base = Configuration(dataset: "data")
    (base.modelID, base.imageSize, base.epochs) = ("tiny", 64, 1)
    var changes: [String: String] = [:]
    for setting in Setting.all where setting.value(in: configuration) != setting.value(in: base) {
      changes[setting.name] = setting.value(in: configuration).description
    }
    return changes
  }

  @Test(arguments: [
    ("--batch_size=8", ["batch_size": "8"]),
    ("--batch_size 8 --num-workers 1", ["batch_size": "8", "num_workers": "1"]),
    ("--batch-size 8 --early_stopping-patience 3", ["batch_size": "8", "early_stopping_patience": "3"]),
    ("--use_rslora --freeze-vision", ["freeze_vision": "true"]),
    ("--no_use_rslora --no-shuffle", ["use_rslora": "false", "shuffle": "false"]),
    ("--use_rslora=false --loss_on_padding true", ["use_rslora": "false", "loss_on_padding": "true"]),
    ("--use-rslora false --shuffle=true", ["use_rslora": "false"]),
    ("--metrics=word_error_rate, character_error_rate", ["metrics": "[word_error_rate, character_error_rate]"]),
    ("--metrics word_error_rate,character_error_rate", ["metrics": "[word_error_rate, character_error_rate]"]),
    (
      "--metrics word_error_rate --threads 1 --metrics=character_error_rate",
      ["metrics": "[word_error_rate, character_error_rate]", "threads": "1"]
    ),
    ("--metrics word_error_rate ,mean_average_precision", ["metrics": "[word_error_rate, mean_average_precision]"]),
    ("--target_modules=q_proj, v_proj --threads=none", ["target_modules": "[q_proj, v_proj]"]),
    ("--target_modules=.*decoder.*[.](q|v)_proj --use-dora", ["target_modules": "[.*decoder.*[.](q|v)_proj]", "use_dora": "true"]),
    ("--rank_pattern [fc2=3,~v_proj=4] --rank-pattern=q_proj=5", ["rank_pattern": "[fc2=3, v_proj=4, q_proj=5]"]),
    ("--target_modules=all-linear", ["target_modules": "[all-linear]"]),
    ("--weight_decay=none --model-dropout 0", ["model_dropout": "0"]),
    ("--output_dir=out --cache_dir=a~b", ["output_dir": "out", "cache_dir": "a b"]),
  ])
  func optionsAreRead(_ words: String, _ expected: [String: String]) throws {
    #expect(try changes("florence2 train --dataset data --model_id tiny --image_size 64 --epochs 1 \(words)") == expected)
  }

  /// As the trainer's users write them.
  @Test(arguments: [
    (
      "florence2 train --dataset=data --epochs=10 --batch-size=8 --lr=5e-6 --metrics=mean_average_precision",
      ["epochs": "10", "batch_size": "8", "lr": "5e-6", "metrics": "[mean_average_precision]"]
    ),
    (
      "florence_2 train --dataset=data --epochs=10 --batch-size=8 --lr=1e-6 --metrics=word_error_rate, character_error_rate",
      ["epochs": "10", "batch_size": "8", "lr": "1e-6", "metrics": "[word_error_rate, character_error_rate]"]
    ),
  ])
  func theQuotedLinesWork(_ line: String, _ expected: [String: String]) throws {
    #expect(try changes(line + " --model_id tiny --image_size=64") == expected)
  }

  /// As users of other trainers write them: errors, with what to write here.
  @Test(arguments: [
    ("--optimization_strategy lora", "there is no option --optimization_strategy", "lora is training=lora here"),
    ("--optimization-strategy=freeze", "there is no option --optimization_strategy", "freeze is freeze_vision=true"),
    ("--accumulate_grad_batches 8", "there is no option --accumulate_grad_batches", "it is called gradient_accumulation here"),
    ("--learning-rate=1e-5", "there is no option --learning_rate", "it is called lr here"),
    (
      "--metrics word_error_rate character_error_rate", "--metrics has values that stand apart: character_error_rate",
      "--metrics=word_error_rate,character_error_rate"
    ),
    ("--target_modules=q_proj v_proj fc2 --epochs 1", "stand apart: v_proj fc2", "--target_modules=q_proj,v_proj,fc2"),
  ])
  func wordsOfOtherTrainersAreHinted(_ words: String, _ message: String, _ hint: String) throws {
    let outcome = try Program.run("florence2 train --dataset x \(words)", in: TestFolder())
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.contains(hint), "\(outcome.errors)")
  }

  /// None of them stands in the way of a setting.
  @Test func noWordOfOtherTrainersIsASetting() {
    for setting in Setting.all { #expect(OtherTrainers.hint(forSetting: setting.name) == nil, "\(setting.name)") }
  }

  /// Every setting as an option, with a value that is not its default.
  @Test(arguments: ["_", "-"]) func everySettingIsAnOption(_ separator: String) throws {
    let values = [
      "dataset": "data", "dataset_format": "jsonl", "dataset_split": "70/20/10", "dataset_seed": "5", "dataset_policy": "[skip,~clip]",
      "rank_pattern": "[fc2=3]", "alpha_pattern": "[q_proj=2,~.*fc[12]=5]", "use_dora": "true",
      "loftq_bits": "8", "loftq_iter": "3",
      "model_id": "tiny", "revision": "main", "device": "cpu", "cache_dir": "cache", "epochs": "1",
      "optimizer": "sgd", "lr": "0.25", "lr_scheduler": "cosine", "batch_size": "3", "val_batch_size": "2", "num_workers": "2",
      "val_num_workers": "1", "lora_r": "3", "lora_alpha": "5", "lora_dropout": "0.25", "bias": "all", "use_rslora": "false",
      "init_lora_weights": "true", "output_dir": "out", "metrics": "[word_error_rate]", "seed": "7", "max_grad_norm": "1.5",
      "warmup_steps": "4", "gradient_accumulation": "2", "weight_decay": "0.5", "freeze_vision": "true", "early_stopping_patience": "6",
      "loss_on_padding": "true", "location_smoothing": "2.5", "max_new_tokens": "4", "num_beams": "2", "no_repeat_ngram_size": "2",
      "repetition_penalty": "1.5", "length_penalty": "-0.5",
      "image_size": "64", "stretch_grey": "true", "score": "constant",
      "threads": "2", "target_modules": "[q_proj,~fc2]", "training": "full", "shuffle": "false", "group_by_image": "true",
      "model_dropout": "0.125",
      "save_every": "9", "precision": "float32", "checkpointing": "on",
    ]
    let all = Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.name, $0.value(in: Configuration()).description) })
      .merging(values) { $1 }
    #expect(all.count == Setting.all.count)
    let options = all.sorted { $0.key < $1.key }.map { "--\($0.key.replacing("_", with: separator))=\($0.value)" }
    let folder = try TestFolder.withDataset()
    let outcome = try Program.run("florence2 train " + options.joined(separator: " "), in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let configuration = try Configuration(file: folder.appending("out/1/configuration.json"))
    for setting in Setting.all {
      #expect(setting.value(in: configuration).description == all[setting.name]?.replacing("~", with: " "), "\(setting.name)")
    }
  }

  @Test func helpTellsEverySettingAndItsDefault() throws {
    let outcome = try Program.run("florence2 train --help", in: TestFolder())
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    // Lines are broken and indented by the parser, also after a hyphen.
    let words = outcome.output.filter { !$0.isWhitespace }
    for setting in Setting.all {
      #expect(words.contains("--\(setting.name.replacing("_", with: "-"))<"), "\(setting.name)")
      let fallback = "default:\(setting.value(in: Configuration())))".filter { !$0.isWhitespace }
      #expect(words.contains(fallback), "\(setting.name)")
    }
  }
}
