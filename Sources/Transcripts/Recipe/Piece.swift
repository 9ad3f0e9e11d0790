import Script

/// Lines of a saved recipe: what one input contributes, or a part of that.
package struct Piece: Codable, Hashable, Sendable {
  var text: String
  /// The recipe it comes from; nil at the prompt.
  var file: String?
  /// A statement that stood in a block or a definition.
  var isPart = false
  /// Where in the text, in Unicode scalars, the statement begins that gave the input its result.
  var result: Int?
  /// Set when what happened cannot be written down: why.
  var problem: String?

  package init(text: String, file: String? = nil, isPart: Bool = false, result: Int? = nil, problem: String? = nil) {
    (self.text, self.file, self.isPart, self.result, self.problem) = (text, file, isPart, result, problem)
  }
}

extension Value {
  /// Whether it is written as a literal rather than made again: records are made again where they can be.
  var isWritable: Bool {
    switch self {
    case .none, .boolean, .integer, .text, .range: true
    case .number(let number): number.isFinite
    case .list(let list): list.elements.allSatisfy(\.isWritable)
    case .record: false
    }
  }

  /// Whether a literal gives it again.
  var hasLiteral: Bool {
    switch self {
    case .record(let record): record.fields.allSatisfy(\.value.hasLiteral)
    case .list(let list): list.elements.allSatisfy(\.hasLiteral)
    default: isWritable
    }
  }
}
