import Images
import SystemPackage
import Tasks

/// One line of a split's annotations: an image, what the model is asked about it and the answer that is wanted.
public struct Sample: Sendable, Hashable {
  /// The image: a file, its name looked up in the split's folder, or a picture in a program's memory.
  public let image: ImageSource
  /// What is asked: the task's tag, with its input where it has one: `<OD>`, `<VQA> what is this?`.
  public let prefix: String
  /// The wanted answer; empty for a picture in which there is nothing to find.
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

  /// A sample whose image is in a file.
  public init(image: FilePath, prefix: String, suffix: String, line: Int, annotations: FilePath? = nil) {
    self.init(image: .file(image), prefix: prefix, suffix: suffix, line: line, annotations: annotations)
  }

  /// The tag of the prefix, such as `<OD>`, which may be somebody's own; nil for free text.
  public var tag: String? { Task.tag(ofPrefix: prefix) }

  /// What is asked, by the tag; nil for free text and for a tag that is none of Florence-2's.
  public var task: Task? { Task(tag: tag) }
}

/// What a check outside this module finds wrong with a sample: a fact about the model it is meant for.
public struct SampleFault: Sendable, Hashable {
  /// The part of a line at fault.
  public enum Field: String, Sendable {
    /// The image's file.
    case image
    /// What is asked.
    case prefix
    /// The wanted answer.
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
