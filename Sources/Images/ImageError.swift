import Essentials
import Files

/// Why a file is not the image it should be.
public struct ImageError: DiagnosticError, Hashable {
  /// What is wrong.
  public enum Fact: Sendable, Hashable {
    case missing
    case folder
    /// A device, a pipe or a socket.
    case notAFile
    case empty
    /// The system's reason.
    case unreadable(String)
    /// What the file is instead, with an article, or nil when nobody knows.
    case otherFormat(String?)
    case tooManyBytes(limit: Int)
    case tooManyPixels(width: Int, height: Int)
    case tooLong(width: Int, height: Int)
    /// The file ends before its pixels do.
    case truncated
    /// The words of the decoder.
    case broken(String)
    case outOfMemory
  }

  /// What is wrong.
  public var fact: Fact
  /// The file as the user knows it.
  public var file: String

  /// What is wrong with which file.
  public init(_ fact: Fact, file: String) {
    self.fact = fact
    self.file = file
  }

  /// The fact in words, with a remedy where there is one.
  public var diagnostics: [Diagnostic] { [Diagnostic(.data, message, file: file, hint: hint)] }

  private var message: String {
    switch fact {
    case .missing: "there is no such image"
    case .folder: "this is a folder, not an image"
    case .notAFile: "this is not a regular file"
    case .empty: "the image is empty: 0 bytes"
    case .unreadable(let reason): "cannot read the image: \(reason)"
    case .otherFormat(nil): "this is not an image in a format that is read"
    case .otherFormat(let name?): "this is \(name) file, whatever its name says"
    case .tooManyBytes(let limit): "the file is larger than \(limit >> 20) MiB"
    case .tooManyPixels(let width, let height): "\(width) x \(height) pixels are more than the \(Image.pixelLimit) allowed"
    case .tooLong(let width, let height): "\(width) x \(height) pixels are more than the \(Image.sideLimit) allowed a side"
    case .truncated: "the image is truncated: the file ends before its pixels do"
    case .broken(let words): "the image is broken: \(words)"
    case .outOfMemory: "not enough memory to decode the image"
    }
  }

  private var hint: String? {
    switch fact {
    case .missing, .folder, .unreadable, .outOfMemory: nil
    case .otherFormat(GitLFSPointer.name): GitLFSPointer.remedy
    case .notAFile, .otherFormat: "images are read from PNG and JPEG files"
    case .empty, .truncated, .broken: "copy or download the file again, or leave it out"
    case .tooManyBytes, .tooManyPixels, .tooLong: "scale the image down, the model sees a few hundred thousand pixels of it"
    }
  }
}
