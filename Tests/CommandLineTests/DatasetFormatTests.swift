import Datasets
import Files
import FineTuning
import Foundation
import Images
import SystemPackage
import TestSupport
import Testing

/// The trainer's command line on folders of other programs.
@Suite(.serialized) struct DatasetFormatTests {
  /// Six pictures with boxes of COCO, not shared into splits yet.
  private func coco() throws -> TestFolder {
    let folder = try TestFolder()
    try FileManager.default.createDirectory(atPath: folder.appending("data/images").string, withIntermediateDirectories: true)
    var (images, boxes): ([String], [String]) = ([], [])
    for index in 0..<6 {
      let image = Image(width: 32, height: 24, pixels: [UInt8](repeating: UInt8(index * 40), count: 32 * 24 * 3))
      try image.write(to: folder.appending("data/images/\(index).png"))
      images.append(#"{"id": \#(index), "file_name": "\#(index).png", "width": 32, "height": 24}"#)
      boxes.append(#"{"id": \#(index), "image_id": \#(index), "category_id": 1, "bbox": [\#(index), 2, 8, 12]}"#)
    }
    try write(images, boxes, to: folder)
    return folder
  }

  private func write(_ images: [String], _ boxes: [String], to folder: TestFolder) throws {
    let text = """
      {"images": [\(images.joined(separator: ",\n"))],
      "annotations": [\(boxes.joined(separator: ",\n"))],
      "categories": [{"id": 1, "name": "red blood cell"}]}
      """
    try FileManager.default.createDirectory(atPath: folder.appending("data/annotations").string, withIntermediateDirectories: true)
    try AtomicFile.write(Array(text.utf8), to: folder.appending("data/annotations/instances_default.json"))
  }

  private let train = "florence2 train --dataset data --model_id tiny --image_size 64 --epochs 1"

  @Test func aFolderOfCOCOIsTrainedOnResumedAndAsked() throws {
    let folder = try coco()
    var outcome = try Program.run("\(train) --dataset-split 50/25/25 --dataset_seed=3", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("dataset: train 2, valid 2, test 2"))
    let configuration = try Configuration(file: folder.appending("training/florence-2/1/configuration.json"))
    #expect(configuration.datasetSplit == SplitShares([50, 25, 25]) && configuration.datasetSeed == 3)
    outcome = try Program.run("florence2 train --resume training/florence-2/1 --epochs 2", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    outcome = try Program.run(
      "florence2 predict --checkpoint training/florence-2/1 --dataset data --split test --json --max_new_tokens 3", in: folder)
    #expect(outcome.status == 0 && outcome.output.split(separator: "\n").count == 2, "\(outcome.errors)")
    outcome = try Program.run("florence2 evaluate --checkpoint training/florence-2/1 --dataset data --max_new_tokens 3", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func samplesAtFaultAreRefusedOrLeftOut() throws {
    let folder = try coco()
    let file = folder.appending("data/annotations/instances_default.json")
    let text = String(decoding: try folder.bytes("data/annotations/instances_default.json"), as: UTF8.self)
    try AtomicFile.write(Array(text.replacing("[3, 2, 8, 12]", with: "[3, 2, 80, 12]").utf8), to: file)
    var outcome = try Program.run(train, in: folder)
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix("error: data/annotations/instances_default.json:10:1: annotations[3] has a box that leaves the picture"))
    outcome = try Program.run("\(train) --dataset_policy=skip", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("samples at fault are left out, 1 fault:"))
    #expect(outcome.errors.contains("dataset: train 3, valid 1, test 1"))
    outcome = try Program.run("\(train) --dataset_policy=skip,clip", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("a box leaves its picture and is cut at the edge"))
    #expect(outcome.errors.contains("dataset: train 4, valid 1, test 1"))
  }

  @Test(arguments: [
    "--dataset_split=80", "--dataset-format=cocoa", "--dataset_policy lenient", "--dataset_policy=strict,skip", "--dataset_seed=x",
  ])
  func optionsThatWillNotDo(_ option: String) throws {
    let folder = try coco()
    #expect(try Program.run("\(train) \(option)", in: folder).status == 2)
  }
}
