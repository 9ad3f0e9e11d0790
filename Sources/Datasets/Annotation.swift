import Files

/// What one line of annotations says, and where on the line it says it.
struct Annotation {
  /// A text with the offset of its opening quote.
  struct Field {
    let text: String
    let offset: Int
  }

  let image: Field
  let prefix: Field
  let suffix: Field

  /// Reads a line. Names other than the three are nobody's business here.
  ///
  /// - Throws: `Failure` with everything that is wrong with the line.
  init(_ line: UnsafeRawBufferPointer) throws(Failure) {
    let outline: JSONOutline
    do throws(JSONOutline.Fault) {
      outline = try JSONOutline(line, allowsNonFinite: true)
    } catch {
      throw Failure([.init(fact: .brokenLine(error.message), offset: error.offset)])
    }
    var failures: [Failure.Entry] = []
    var fields: [SampleFault.Field: Field] = [:]
    let names: [SampleFault.Field] = [.image, .prefix, .suffix]
    for name in names {
      let members = outline.members.filter { $0.name == name.rawValue }
      guard let member = members.first else { continue }
      for repeated in members.dropFirst() { failures.append(.init(fact: .repeated(name), offset: repeated.offset)) }
      fields[name] = Field(text: "", offset: member.value.lowerBound)
      guard member.kind == .string else {
        failures.append(.init(fact: .mistyped(name, is: member.kind.rawValue), offset: member.value.lowerBound))
        continue
      }
      guard let text = JSONOutline.decodeString(line[member.value]) else {
        failures.append(.init(fact: .halfSurrogate(name), offset: member.value.lowerBound))
        continue
      }
      // There may be nothing to find in an image, but there is no sample without one or without a prefix.
      if name != .suffix, text.allSatisfy(\.isWhitespace) {
        failures.append(.init(fact: .empty(name), offset: member.value.lowerBound))
      }
      fields[name] = Field(text: text, offset: member.value.lowerBound)
    }
    let missing = names.filter { fields[$0] == nil }
    if !missing.isEmpty {
      let found = outline.members.map(\.name).filter { name in !names.contains { $0.rawValue == name } }
      failures.append(.init(fact: .missing(missing, found: Array(found.prefix(100))), offset: nil))
    }
    guard failures.isEmpty, let image = fields[.image], let prefix = fields[.prefix], let suffix = fields[.suffix] else {
      throw Failure(failures)
    }
    self.image = image
    self.prefix = prefix
    self.suffix = suffix
  }

  /// The field of that name.
  subscript(field: SampleFault.Field) -> Field {
    switch field {
    case .image: image
    case .prefix: prefix
    case .suffix: suffix
    }
  }

  /// All that is wrong with a line.
  struct Failure: Error {
    struct Entry {
      let fact: DatasetFault.Fact
      let offset: Int?
    }

    let entries: [Entry]

    init(_ entries: [Entry]) { self.entries = entries }
  }
}

extension Annotation {
  /// A line as datasets are written, with its end.
  static func line(image: String, prefix: String, suffix: String) -> [UInt8] {
    let object = JSONValue.object(["image": .text(image), "prefix": .text(prefix), "suffix": .text(suffix)])
    return Array((object.text(.compact) + "\n").utf8)
  }
}
