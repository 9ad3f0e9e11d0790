import Files
import FineTuning
import Foundation
import TestSupport
import Testing

/// What is wrong with a command line, a file or a folder: its words and its exit status.
@Suite(.serialized) struct ExitStatusTests {
  @Test(arguments: [
    ("florence2 train --datset=x", "error: Unknown option '--datset'. Did you mean '--dataset'?\n"),
    ("florence2 trian", "error: there is no command trian\n  hint: did you mean train?\n"),
    ("florence3", "error: there is no command florence3\n  hint: did you mean florence2?\n"),
    ("florence2 train", "error: no dataset is given\n  hint: give --dataset, a folder with train, and optionally valid and test\n"),
    ("florence2 train --dataset=x y", "error: Unexpected argument 'y'\n"),
    ("florence2 train --dataset=x --epochs", "error: Missing value for '--epochs <value>'\n"),
    ("florence2 train --dataset=x --epochs=1 --epochs=2", "error: --epochs is given twice\n  hint: give it once\n"),
    ("florence2 train --dataset=x --use_rslora --no-use_rslora", "error: --use_rslora is given twice\n  hint: give it once\n"),
    (
      "florence2 train --dataset=x --epochs=0 --lr=nan --batch_size=-1 --use_rslora=maybe --device=cuda --metrics=wrd_error_rate",
      """
      error: epochs=0: expected a whole number from 1 to 1000000
      error: lr=nan: expected a number from 0 to 1000000
      error: batch_size=-1: expected a whole number from 1 to 65536
      error: use_rslora=maybe: expected true or false
      error: device=cuda: this program computes on the CPU alone
        hint: set device=cpu
      error: there is no metric "wrd_error_rate"
        hint: did you mean `word_error_rate`?

      """
    ),
    (
      "florence2 train --resume x --lr=1",
      "error: --lr cannot change in a run that is resumed\n  hint: --dataset, --epochs and --threads can\n"
    ),
    ("florence2 train --resume x --epochs=0", "error: epochs=0: expected a whole number from 1 to 1000000\n"),
    ("florence2 evaluate", "error: no dataset is given\n  hint: give --dataset, a folder with test or valid\n"),
    (
      "florence2 predict --task <OD>",
      "error: what is asked about is not given\n  hint: give either --image with one picture or more, or --split with --dataset\n"
    ),
    ("florence2 predict --image a.png", "error: no task is given\n  hint: give --task, what the pictures are asked: '<OD>' for example\n"),
    ("florence2 predict --split dev --dataset data", "error: there is no split dev\n  hint: the splits are train, valid, test\n"),
    ("florence2 predict --split test --task <OD>", "error: no dataset is given\n  hint: give --dataset, whose split is asked\n"),
    (
      "florence2 train --resume x --checkpoint y",
      "error: --resume goes on with a run and --checkpoint begins one\n  hint: give one of them\n"
    ),
    (
      "florence2 train --dataset x --checkpoint y --bias all",
      "error: --bias cannot be given beside --checkpoint\n  hint: the adapters there have their own\n"
    ),
    ("version --loud", "error: Unknown option '--loud'\n"),
    (
      "florence2 train --dataset=x --best_by=map5",
      "error: best_by=map5: expected auto, loss, a metric or one of its values\n  hint: did you mean `map50`?\n"
    ),
  ])
  func whatCannotBeReadIsTwo(_ line: String, _ beginning: String) throws {
    let outcome = try Program.run(line, in: TestFolder())
    #expect(outcome.status == 2 && !outcome.wasKilled)
    #expect(outcome.errors.hasPrefix(beginning), "\(outcome.errors)")
    #expect(outcome.output == "")
  }

  @Test(arguments: [
    ("florence2 train --dataset=nowhere --model_id tiny", "error: nowhere: there is no such folder\n"),
    (
      "florence2 train --dataset=data --model_id nothing",
      "error: there is no folder nothing\n  hint: model_id is the path of a folder with config.json, model.safetensors"
    ),
    ("florence2 train --dataset=data --model_id data", "error: data: is no model's folder: it has no config.json\n"),
    (
      "florence2 train --dataset=. --model_id tiny",
      "error: .: there is no dataset in it: "
    ),
    (
      "florence2 train --dataset=data --model_id tiny --output_dir=data/train/0000.png",
      "error: data/train/0000.png: cannot make the folder: File exists\n"
    ),
    ("florence2 train --dataset=data --model_id tiny --image_size=4096", "error: an image of 4096 pixels leaves a map of"),
    ("florence2 train --dataset=data --model_id tiny --target_modules=x", "error: no module of this model matches target_modules: x\n"),
    ("florence2 train --resume nowhere", "error: nowhere: there is no such folder\n"),
    ("florence2 train --resume data", "error: data: is no run folder: it has no configuration.json\n"),
    (
      "florence2 evaluate --dataset data --model_id tiny --checkpoint data",
      "error: data: is no checkpoint: it has neither adapter_config.json nor config.json with weights, nor checkpoints of a run\n"
    ),
    (
      "florence2 predict --model_id tiny --image a.png data/train/annotations.jsonl /dev/zero --task <OD>",
      """
      random weights: tiny was never trained, its answers mean nothing
      error: a.png: there is no such image
      error: data/train/annotations.jsonl: this is not an image in a format that is read
        hint: images are read from PNG and JPEG files
      error: /dev/zero: this is not a regular file
        hint: images are read from PNG and JPEG files
      error: 3 of 3 questions could not be answered

      """
    ),
    ("florence2 predict --model_id tiny --dataset data --split test", "error: data: the dataset has no split test\n"),
  ])
  func whatFailsIsOne(_ line: String, _ beginning: String) throws {
    let folder = try TestFolder.withDataset()
    let outcome = try Program.run(line, in: folder)
    #expect(outcome.status == 1 && !outcome.wasKilled)
    #expect(outcome.errors.hasPrefix(beginning), "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(try folder.names().filter { !$0.hasSuffix(".out") && !$0.hasSuffix(".err") } == ["data"])
  }

  @Test func everyFaultOfADatasetIsToldAtOnce() throws {
    let folder = try TestFolder.withDataset()
    let picture = try folder.bytes("data/train/0001.png")
    try AtomicFile.write(Array(picture[..<(picture.count - 40)]), to: folder.appending("data/train/cut.png"))
    func line(_ image: String, _ suffix: String) -> String { #"{"image": "\#(image)", "prefix": "<OD>", "suffix": "\#(suffix)"}"# }
    let answer = "cat<loc_1><loc_2><loc_3><loc_4>"
    let lines = [
      line("0000.png", answer), "no JSON", #"{"prefix": "<OD>", "suffix": "a"}"#, line("none.png", answer), line("cut.png", answer),
      line("annotations.jsonl", answer), line("0000.png", "cat<loc_1><loc_2><loc_3><loc_1000>"),
      line("0000.png", String(repeating: "word ", count: 3000) + answer),
    ]
    try AtomicFile.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: folder.appending("data/train/annotations.jsonl"))
    let outcome = try Program.run("florence2 train --dataset data --model_id tiny", in: folder)
    #expect(outcome.status == 1 && !outcome.wasKilled)
    let faults = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    let places = faults.map { $0.dropFirst("error: data/train/annotations.jsonl:".count).prefix { $0.isNumber } }
    #expect(places == ["2", "3", "4", "5", "6", "7", "8"], "\(outcome.errors)")
    #expect(try !folder.names().contains("training"))
  }

  @Test func resultsGoToStandardOutput() throws {
    let folder = try TestFolder()
    let version = try Program.run("version", in: folder)
    #expect(version.status == 0)
    #expect(version.output == "maestro \(SystemInformation.version)\n")
    #expect(version.errors == "")
    let info = try Program.run("info", in: folder)
    #expect(info.status == 0)
    let names = info.output.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(names == ["version", "processor", "threads", "memory", "matrix kernels", "instruction set", "bundled model"])
    for line in ["--help", "help", "florence2", "florence2 --help", "help florence2 train"] {
      let help = try Program.run(line, in: folder)
      #expect(help.status == 0, "\(line)")
      #expect(help.output.contains("USAGE: maestro"), "\(line)")
      #expect(help.errors == "")
    }
  }

  @Test func trainingEndsWithItsCheckpoints() throws {
    let folder = try TestFolder.withDataset()
    let outcome = try Program.run("florence2 train --dataset data --model_id tiny --epochs 2 --image_size 64", in: folder)
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    // The lines of the original trainer, and why the best is the best.
    #expect(
      lines.prefix(2) == [
        "Latest checkpoint saved at: ./training/florence-2/1/checkpoints/latest",
        "Best checkpoint saved at: ./training/florence-2/1/checkpoints/best",
      ])
    #expect(lines.count == 4 && lines[2].contains(#/^Best: epoch [12], loss [0-9.]+$/#))
    let told = outcome.errors.split(separator: "\n")
    #expect(told.first?.hasPrefix("random weights: ") == true)
    #expect(told.count { $0.hasPrefix("epoch ") } == 2)
    #expect(!outcome.errors.contains("\u{1B}"))
  }

  @Test func predictionsAreLinesOfJSON() throws {
    let folder = try TestFolder.withDataset()
    let outcome = try Program.run(
      "florence2 predict --model_id tiny --dataset data --split train --max_new_tokens 6 --json", in: folder)
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 2)
    for (index, line) in lines.enumerated() {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object.keys.sorted() == ["answer", "ids", "image", "seconds", "task", "text", "truncated"])
      #expect(object["image"] as? String == "data/train/000\(index).png")
      #expect(object["task"] as? String == "<OD>")
    }
  }

  @Test func aTagOfNoTaskIsAskedWithAWarning() throws {
    let folder = try TestFolder.withDataset()
    let warning = "warning: <CAPTON> is none of Florence-2's tasks and is read as free text; did you mean <CAPTION>?\n"
    let asked = try Program.run(
      "florence2 predict --model_id tiny --dataset data --split train --task <CAPTON> --max_new_tokens 6 --no_repeat_ngram_size 3",
      in: folder)
    #expect(asked.status == 0 && asked.output.split(separator: "\n").count == 2)
    #expect(asked.errors == "random weights: tiny was never trained, its answers mean nothing\n" + warning)
    let recipe = "model load tiny\nset max_new_tokens=6\npredict data/train/0000.png task='<CAPTON>'\n"
    try AtomicFile.write(Array(recipe.utf8), to: folder.appending("ask.maestro"))
    let replayed = try Program.run("run ask.maestro", in: folder)
    #expect(replayed.status == 0 && replayed.errors.contains(warning))
  }

  @Test func predictionsAreDrawn() throws {
    let folder = try TestFolder.withDataset()
    let one = try Program.run(
      "florence2 predict --model_id tiny --image data/train/0000.png --task <CAPTION> --max_new_tokens 6 --json --to one.png", in: folder)
    #expect(one.status == 0, "\(one.errors)")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [String: Any])
    #expect(object["path"] as? String == "one.png")
    #expect((object["answer"] as? [String: String])?["<CAPTION>"] == object["text"] as? String)
    #expect(try folder.bytes("one.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))

    let over = try Program.run(
      "florence2 predict --model_id tiny --image one.png --task <CAPTION> --max_new_tokens 6 --to one.png", in: folder)
    #expect(over.status == 1 && over.errors.contains("one.png: the drawing would take the place of the picture"))

    let split = "florence2 predict --model_id tiny --dataset data --split train --max_new_tokens 6 --to"
    #expect(try Program.run("\(split) drawn/train", in: folder).status == 0)
    #expect(try folder.names("drawn/train") == ["0000-0000.png", "0001-0001.png"])
    let refused = try Program.run("\(split) one.png", in: folder)
    #expect(refused.status == 1 && refused.errors.contains("one.png is a file, but 2 answers are drawn"))
  }

  /// Little memory and a small stack end in a message or in an answer, never in a signal.
  @Test(arguments: ["-v 1600000", "-s 64", "-s 256"]) func limitsOfTheSystemKillNothing(_ limit: String) throws {
    let folder = try TestFolder.withDataset()
    let program = try #require(Program.executable)
    try AtomicFile.write(Array("model load nano\ndataset load ./data\nstep 3\n".utf8), to: folder.appending("small.maestro"))
    let command = "ulimit \(limit); exec \(program) run small.maestro".replacing(" ", with: "~")
    let outcome = try Program("-c \(command)", of: "/bin/bash", in: folder).finished()
    #expect(!outcome.wasKilled && [0, 1, 143].contains(outcome.status), "\(outcome.errors)")
  }
}
