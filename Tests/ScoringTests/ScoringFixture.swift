import Foundation

/// Files written by Scripts/oracles/scoring.py.
enum ScoringFixture {
  static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: "TestSupport/Fixtures/scoring/\(name)")))
  }
}
