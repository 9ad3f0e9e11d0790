import Images
import SystemPackage

/// One line of a split's annotations: an image, what the model is asked about it and what it should answer.
public struct Sample: Sendable, Hashable {
  /// The image: a file, its name looked up in the split's folder, or a picture in a program's memory.
  public let image: ImageSource
  /// The task tag, with the question where the task has one: `<OD>`, `<VQA> what is this?`.
  public let prefix: String
  /// The answer; empty for a picture in which there is nothing to find.
  public let suffix: String
  /// The line in the annotations, from 1.
  public let line: Int
  /// The file that says all this; nil: `annotations.jsonl` in the split's folder.
  public let annotations: FilePath?

  /// A sample that stands on line `line` of its split's annotations, or of a file of their own; 0: on none.
  public init(image: ImageSource, prefix: String, suffix: String, line: Int, annotations: FilePath? = nil) {
    self.image = image
    self.prefix = prefix
    self.suffix = suffix
    self.line = line
    self.annotations = annotations
  }

  /// The same with its image in a file.
  public init(image: FilePath, prefix: String, suffix: String, line: Int, annotations: FilePath? = nil) {
    self.init(image: .file(image), prefix: prefix, suffix: suffix, line: line, annotations: annotations)
  }

  /// The tag that the prefix begins with, such as `<OD>`; nil for free text.
  public var task: String? {
    guard prefix.utf8.first == UInt8(ascii: "<"), let end = prefix.utf8.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    let name = prefix.utf8[..<end].dropFirst()
    guard !name.isEmpty, name.allSatisfy({ $0 == UInt8(ascii: "_") || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }) else { return nil }
    return String(prefix[...end])
  }
}

/// What a check outside this module finds wrong with a sample: a fact about the model it is meant for.
public struct SampleFault: Sendable, Hashable {
  /// The part of a line at fault.
  public enum Field: String, Sendable {
    /// The image's file.
    case image
    /// The task's tag, with its question.
    case prefix
    /// The answer.
    case suffix
  }

  /// The part at fault.
  public let field: Field
  /// What is wrong with it, in one line.
  public let message: String
  /// What to do about it.
  public let hint: String?

  /// A fault of `field`.
  public init(_ field: Field, _ message: String, hint: String? = nil) {
    self.field = field
    self.message = message
    self.hint = hint
  }
}

/// Looks at one sample as its dataset is opened, and returns all that is wrong with it.
public typealias SampleCheck = (Sample) -> [SampleFault]
