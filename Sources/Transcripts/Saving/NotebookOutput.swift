import Foundation

/// What was shown, as Jupyter knows outputs: of a saved notebook and of a kernel's messages alike.
package enum NotebookOutput: Hashable, Sendable {
  case stream(text: String)
  /// - Parameters:
  ///   - data: what is shown, by its types: a picture as base64 where it was kept, and its file as a text; a table as HTML and as a text.
  ///   - alternative: what is said of the picture to those who do not see it; nil without one.
  case display(data: [String: String], alternative: String?)
  /// Front ends show the lines of the traceback and nothing else.
  case error(name: String, value: String, traceback: [String])

  private static let png = "image/png"

  package init(_ shown: Transcript.Shown.Kind) {
    switch shown {
    case .text(let text): self = .stream(text: text + "\n")
    case .table(let text, let html): self = .display(data: ["text/plain": text, "text/html": html], alternative: nil)
    case .picture(_, let picture):
      var data = ["text/plain": shown.text]
      data[Self.png] = picture?.base64EncodedString()
      self = .display(data: data, alternative: picture == nil ? nil : shown.text)
    case .error(let kind, let message, _):
      self = .error(name: kind, value: message, traceback: shown.text.components(separatedBy: "\n"))
    }
  }

  /// What Jupyter wants to know of each type of a display.
  package var metadata: [String: [String: String]] {
    guard case .display(_, let alternative?) = self else { return [:] }
    return [Self.png: ["alt": alternative]]
  }
}

extension NotebookOutput: Encodable {
  private enum Key: String, CodingKey {
    case output_type, name, text, data, metadata, ename, evalue, traceback
  }

  /// As a notebook's file keeps it.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .stream(let text):
      try container.encode("stream", forKey: .output_type)
      try container.encode("stdout", forKey: .name)
      try container.encode(text.keepingLineEnds, forKey: .text)
    case .display(let data, _):
      try container.encode("display_data", forKey: .output_type)
      try container.encode(metadata, forKey: .metadata)
      try container.encode(data, forKey: .data)
    case .error(let name, let value, let traceback):
      try container.encode("error", forKey: .output_type)
      try container.encode(name, forKey: .ename)
      try container.encode(value, forKey: .evalue)
      try container.encode(traceback, forKey: .traceback)
    }
  }
}

extension String {
  /// Its lines, each but the last with its end: how notebooks keep texts.
  var keepingLineEnds: [String] {
    let lines = components(separatedBy: "\n")
    let ended = lines.dropLast().map { $0 + "\n" }
    return lines.last.map { $0.isEmpty ? ended : ended + [$0] } ?? ended
  }
}
