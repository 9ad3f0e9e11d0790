import Foundation
import SystemPackage

/// Files written by Scripts/oracles/tokenization.py.
enum TokenizationFixture {
  static func path(_ name: String) -> FilePath {
    FilePath(#filePath).removingLastComponent().removingLastComponent()
      .appending("TestSupport").appending("Fixtures").appending("tokenization").pushing(FilePath(name))
  }

  static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: path(name).string)))
  }
}

/// A text, its ids, and what they decode to with and without special tokens.
struct TextRow: Decodable, Sendable {
  var text: String
  var ids: [Int32]
  var decoded: String
  var decodedWithoutSpecials: String

  init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    text = try row.decode(String.self)
    ids = try row.decode([Int32].self)
    decoded = try row.decode(String.self)
    decodedWithoutSpecials = try row.decode(String.self)
  }
}

struct DecodingRow: Decodable, Sendable {
  var ids: [Int32]
  var decoded: String
  var decodedWithoutSpecials: String

  init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    ids = try row.decode([Int32].self)
    decoded = try row.decode(String.self)
    decodedWithoutSpecials = try row.decode(String.self)
  }
}

/// Equal to the last scalar; Swift's `==` takes canonically equivalent texts for equal.
func areIdentical(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

/// A folder that is removed when the test is done.
func withTemporaryFolder<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
  let folder = FilePath(NSTemporaryDirectory()).appending("maestro-\(UUID().uuidString)")
  try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder.string) }
  return try body(folder)
}

func write(_ text: String, to path: FilePath) throws {
  try Data(text.utf8).write(to: URL(fileURLWithPath: path.string))
}
