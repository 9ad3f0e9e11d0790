import Datasets
import Foundation
import Images
import SystemPackage

/// What Scripts/oracles/formats.py wrote of one format.
struct FormatFixture: Decodable {
  /// A picture: its name, its size, the labels of its boxes, and where the quantizer puts them.
  struct Picture: Decodable {
    let name: String
    let size: [Int]
    let labels: [String]
    let boxes: [[Int]]

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      name = try row.decode(String.self)
      size = try row.decode([Int].self)
      labels = try row.decode([String].self)
      boxes = try row.decode([[Int]].self)
    }

    /// The answer that the picture's sample should have.
    var answer: String {
      zip(labels, boxes).map { label, box in label + box.map { "<loc_\($0)>" }.joined() }.joined()
    }
  }

  let files: [String: String]
  let pictures: [Picture]

  init(_ name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "TestSupport/Fixtures/formats/\(name).json")
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
  }

  /// Writes the files, and pictures of the sizes into the folder `pictures`, which differ from each other.
  func write(to folder: DatasetFolder, pictures place: String) throws {
    for (name, text) in files { try folder.text(name, text) }
    for (index, picture) in pictures.enumerated() {
      try folder.picture("\(place)\(picture.name)", width: picture.size[0], height: picture.size[1], shade: UInt8(index * 9))
    }
  }
}

extension DatasetFolder {
  /// A picture of one colour; of another shade it has other bytes.
  func picture(_ name: String, width: Int = 100, height: Int = 50, shade: UInt8 = 0) throws {
    let pixels = [UInt8](repeating: shade, count: width * height * 3)
    try bytes(name, Image(width: width, height: height, pixels: pixels).encoded())
  }

  /// A COCO file with pictures 1, 2, ... of 100 x 50 pixels.
  func coco(_ name: String, images: [String], annotations: [String], categories: String = #"{"id": 1, "name": "cat"}"#) throws {
    let rows = images.enumerated().map { index, image in
      #"{"id": \#(index + 1), "file_name": "\#(image)", "width": 100, "height": 50}"#
    }
    try text(
      name,
      "{\"images\": [\n" + rows.joined(separator: ",\n") + "],\n\"annotations\": [\n" + annotations.joined(separator: ",\n")
        + "],\n\"categories\": [\(categories)]}\n")
  }

  /// A file of Pascal VOC about a picture of that name.
  static func voc(_ name: String, objects: String = object, size: String = "") -> String {
    "<?xml version=\"1.0\"?>\n<annotation>\n<filename>\(name)</filename>\n\(size)\n\(objects)</annotation>\n"
  }

  private static let object = """
    <object><name>cat &amp; dog</name><part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>
    <bndbox><ymin>11</ymin><xmin>11</xmin><xmax>30</xmax><ymax>30</ymax></bndbox></object>
    """

  /// All that a check finds, in words, with the folder's own path left out.
  func check(_ options: DatasetOptions = DatasetOptions(), checks: [SampleCheck] = []) throws -> [String] {
    try Dataset.review(at: path, options: options, checks: checks).map { fault in
      (fault.severity == .warning ? "warning: " : "") + fault.diagnostic.description.replacing(path.string, with: "D")
    }
  }
}

extension Dataset {
  /// The samples of all splits, answers by the pictures' names.
  var answers: [String: String] {
    Dictionary(splits.flatMap(\.samples).map { ($0.image.file?.lastComponent?.string ?? "", $0.suffix) }) { $0 + " and " + $1 }
  }
}
