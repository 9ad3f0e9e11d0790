import Essentials
import Foundation
import Script

extension Transcript {
  /// What a statement of an input showed.
  package struct Shown: Codable, Hashable, Sendable {
    package enum Kind: Codable, Hashable, Sendable {
      case text(String)
      /// Tables, with texts between them: as text and for pages.
      case table(text: String, html: String)
      /// `path` is nil when no file was written, `png` when the picture is no PNG or too large to be kept.
      case picture(path: String?, png: Data?)
      case error(kind: String, message: String, text: String)
    }

    package internal(set) var kind: Kind
    /// Where in the input the statement begins, in Unicode scalars.
    package let place: Int
  }
}

extension Transcript.Shown.Kind {
  /// What a statement showed, in order: its text and its pictures. A text that is nothing but the path of one of them is told with that.
  package static func shown(by result: StatementResult) -> [Self] {
    guard let output = result.output else { return [] }
    let text = output.text
    let hasText = result.errors.isEmpty && !text.isEmpty && !output.pictures.contains { $0.path == text }
    let display = output.display
    let shown = display.hasTable ? Self.table(text: text, html: display.html) : .text(text)
    return (hasText ? [shown] : []) + output.pictures.map { .picture(path: $0.path, png: $0.isPNG ? Data($0.bytes) : nil) }
  }

  /// How an input that did not come to its end is told: of a fault the line with its caret, of a stop what was kept. Nil when nothing is.
  package init?(_ error: ScriptError) {
    guard let first = error.diagnostics.first else { return nil }
    let text = error.cause == .stopped ? first.message : error.description
    self = .error(kind: first.kind.rawValue, message: first.message, text: text)
  }

  /// How it reads where it stands alone: of a picture its file, a fault is called an error, and a stop is none.
  package var text: String {
    switch self {
    case .text(let text), .table(let text, _): text
    case .picture(let path, _): path ?? "picture"
    case .error(Diagnostic.Kind.stopped.rawValue, _, let text): text
    case .error(_, _, let text): "error: " + text
    }
  }
}
