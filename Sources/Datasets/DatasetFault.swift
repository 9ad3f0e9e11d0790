import Essentials
import Images

/// One thing that is wrong with a dataset, and where.
public struct DatasetFault: Sendable, Hashable {
  /// The kinds of fault, each with what is known of it.
  public enum Fact: Sendable, Hashable {
    /// There is nothing at the dataset's path; the name beside it that is nearest.
    case noDataset(near: String?)
    /// There is a file at the dataset's path; what to do about it.
    case datasetIsNoFolder(hint: String)
    /// Nothing in the folder is a dataset; what is there, and datasets further down.
    case noFormat(found: String, near: [String])
    /// There is no `train`; what there is instead and may be meant.
    case noTrain(near: String?)
    /// A file has the name of a split.
    case splitIsNoFolder
    /// A split's folder without its file; the name there that may be meant.
    case noAnnotations(near: String?)
    /// The system's reason.
    case unreadable(String)
    /// The file is in an encoding that is not read.
    case utf16
    /// There is nothing but blank lines.
    case noSamples
    /// A line is longer than any sample.
    case lineTooLong
    /// No JSON object, in the words of the reader.
    case brokenLine(String)
    /// Names that must be there, and others that are.
    case missing([SampleFault.Field], found: [String])
    /// A name that stands on its line twice.
    case repeated(SampleFault.Field)
    /// A value that is no text, and what it is.
    case mistyped(SampleFault.Field, is: String)
    /// A text with nothing but blanks in it.
    case empty(SampleFault.Field)
    /// A text that is no Unicode: half of a surrogate pair stands alone.
    case halfSurrogate(SampleFault.Field)
    /// An image that cannot be used, and the name in the folder that may be meant when it is missing.
    case image(String, ImageError.Fact, near: String?)
    /// What a check of the model's finds.
    case unfit(SampleFault)
    /// What is wrong with a file of another program's format as a whole.
    case malformed(String, hint: String?)
    /// What is wrong with one picture's annotations in such a file.
    case faulty(String, hint: String?)
    /// What training can bear, and a person should know.
    case warning(String, hint: String?)
    /// Reading has ended, there is no end of faults.
    case tooMany(limit: Int)
  }

  /// How much a fault matters.
  public enum Severity: String, Sendable {
    /// Nothing is trained on a dataset that has one, unless its samples at fault are left out.
    case error
    /// Training goes its way.
    case warning
  }

  /// How much it matters.
  public var severity: Severity { if case .warning = fact { .warning } else { .error } }

  /// Whether it is a fault of one sample, which may be left out.
  var isOfOneSample: Bool {
    switch fact {
    case .lineTooLong, .brokenLine, .missing, .repeated, .mistyped, .empty, .halfSurrogate, .image, .unfit, .faulty, .warning: true
    case .noDataset, .datasetIsNoFolder, .noFormat, .noTrain, .splitIsNoFolder, .noAnnotations, .unreadable, .utf16, .noSamples, .malformed,
      .tooMany:
      false
    }
  }

  /// What is wrong.
  public let fact: Fact
  /// The file or folder at fault.
  public let file: String
  /// From 1.
  public let line: Int?
  /// In Unicode scalars, from 1.
  public let column: Int?
  /// The line's text, for faults that are best seen there.
  public let sourceLine: String?

  init(_ fact: Fact, file: String, line: Int? = nil, column: Int? = nil, sourceLine: String? = nil) {
    self.fact = fact
    self.file = file
    self.line = line
    self.column = column
    self.sourceLine = sourceLine
  }

  /// The fault in words.
  public var diagnostic: Diagnostic {
    Diagnostic(.data, message, file: file, line: line, column: column, sourceLine: sourceLine, hint: hint)
  }

  /// The fault as it is shown: a warning says that it is one.
  package var text: String {
    var diagnostic = diagnostic
    if severity == .warning { diagnostic.message = "warning: " + diagnostic.message }
    return diagnostic.description
  }
}

/// A dataset that cannot be used, with all its faults.
public struct DatasetError: DiagnosticError {
  /// Of JSON lines in the order of train, valid and test, and of the lines in each; of other formats first what their files say wrong, then
  /// what does not fit the pictures.
  public let faults: [DatasetFault]

  /// The faults in words.
  public var diagnostics: [Diagnostic] { faults.map(\.diagnostic) }
}
