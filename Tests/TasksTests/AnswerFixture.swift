import Foundation
import TestSupport

/// What Florence-2's processor makes of prefixes, answers and coordinates.
enum AnswerFixture {
  static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
    let file = Fixture.folder("answers").appending(name)
    return try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: file.string)))
  }
}
