import Essentials
import Files
import Florence
import Foundation
import Images
import SystemPackage
import TestSupport
import Testing

@Suite struct ImagePreprocessingTests {
  private func open(_ json: String) throws -> ImagePreprocessing {
    try TinyFlorence.withTemporaryFolder { folder in
      let path = folder.appending("preprocessor_config.json")
      try AtomicFile.write(Data(json.utf8), to: path)
      return try ImagePreprocessing(path: path)
    }
  }

  @Test func publishedFile() throws {
    let read = try open(
      """
      {"do_resize": true, "size": {"height": 96, "width": 64}, "resample": 3, "do_center_crop": false, "do_rescale": true,
       "do_convert_rgb": null, "do_normalize": true, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
      """)
    #expect(read.size == .init(width: 64, height: 96))
    #expect(read.mean == [0.485, 0.456, 0.406] && read.standardDeviation == [0.229, 0.224, 0.225])
    #expect(read.rescale == 1.0 / 255)
  }

  @Test func pixels() throws {
    let image = Image(width: 2, height: 2, pixels: [0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0])
    var preprocessing = ImagePreprocessing(extent: 2)
    let values = preprocessing.pixels(of: image)
    #expect(difference(Array(values[..<6]), [-2.1179, -2.0357, -1.8044, 2.2489, 2.4286, 2.6400], relative: 1e-4) == nil)
    preprocessing.size = .init(width: 3, height: 5)
    #expect(preprocessing.pixels(of: image).count == 45)
    preprocessing.size = nil
    #expect(preprocessing.pixels(of: image) == values)
  }

  @Test func stepsLeftOut() throws {
    let read = try open(#"{"do_resize": false, "do_rescale": false, "do_normalize": false}"#)
    #expect(read.size == nil)
    #expect(read.pixels(of: Image(width: 1, height: 1, pixels: [7, 8, 9])) == [7, 8, 9])
  }

  @Test func writingKeepsEveryKey() throws {
    var read = try open(
      #"{"size": {"height": 64, "width": 64}, "crop_size": {"height": 64, "width": 64}, "processor_class": "X", "odd": [1]}"#)
    read.size = .init(width: 96, height: 96)
    try TinyFlorence.withTemporaryFolder { folder in
      let path = folder.appending("preprocessor_config.json")
      try read.write(to: path, imageTokens: 10)
      let again = try ImagePreprocessing(path: path)
      #expect(again.size == read.size && again.mean == read.mean && again.rescale == read.rescale)
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path.string))) as? [String: Any])
      #expect(json["processor_class"] as? String == "X" && json["odd"] as? [Int] == [1])
      #expect(json["image_mean"] as? [Double] == [0.485, 0.456, 0.406])
      #expect((json["crop_size"] as? [String: Int])?["width"] == 96)
      #expect(json["image_seq_length"] as? Int == 10)
    }
  }

  /// transformers 5 writes the settings of the whole processor into one file, and takes those where both files have some.
  @Test func processorFile() throws {
    try TinyFlorence.withTemporaryFolder { folder in
      func write(_ name: String, _ json: String) throws { try AtomicFile.write(Data(json.utf8), to: folder.appending(name)) }
      try write(
        "processor_config.json",
        #"{"image_processor": {"size": {"height": 96, "width": 96}, "odd": [1]}, "processor_class": "Florence2Processor"}"#)
      let alone = try ImagePreprocessing(in: .folder(folder))
      #expect(alone.size == .init(width: 96, height: 96))
      try write("preprocessor_config.json", #"{"size": {"height": 64, "width": 64}}"#)
      #expect(try ImagePreprocessing(in: .folder(folder)) == alone)
      try alone.write(to: folder.appending("written.json"), imageTokens: 10)
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: folder.appending("written.json").string))) as? [String: Any])
      #expect(json["processor_class"] as? String == "Florence2Processor" && json["odd"] as? [Int] == [1])

      try write("processor_config.json", #"{"processor_class": "Florence2Processor"}"#)
      #expect(try ImagePreprocessing(in: .folder(folder)).size == .init(width: 64, height: 64))
      try write("processor_config.json", #"{"image_processor": {"size": 1.5, "do_center_crop": true}}"#)
      let faults = try #require(throws: Faults.self) { try ImagePreprocessing(in: .folder(folder)) }
      #expect(faults.diagnostics.count == 2 && faults.diagnostics.allSatisfy { $0.message.hasPrefix("image_processor.") })
      #expect(faults.diagnostics[0].file == folder.appending("processor_config.json").string)
    }
  }

  @Test func everyFaultAtOnce() throws {
    let faults = try #require(throws: Faults.self) {
      try open(#"{"size": {"shortest_edge": 64}, "resample": 2, "do_center_crop": true, "image_mean": [1], "image_std": [1, 0, 1]}"#)
    }
    #expect(faults.diagnostics.count == 6)
  }
}
