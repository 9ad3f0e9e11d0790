/// A page of help before it is laid out: for a terminal as text, for the reference as Markdown.
package struct HelpPage: Sendable {
  package enum Content: Sendable {
    case prose(String)
    /// What something is called, and what it is.
    case rows([(name: String, meaning: String)])
    /// Lines to be typed, and what they do.
    case code([(source: String, meaning: String)])
  }

  package struct Section: Sendable {
    /// Nil where what stands there needs none.
    package let title: String?
    package let content: Content

    init(_ title: String, _ content: Content) {
      self.title = title
      self.content = content
    }

    init(_ content: Content) {
      title = nil
      self.content = content
    }
  }

  package let name: String
  /// How it is written; nil for what is no line to be typed.
  package let usage: String?
  /// One line, without a full stop.
  package let summary: String
  package let sections: [Section]

  init(_ name: String, usage: String? = nil, _ summary: String, _ sections: [Section] = []) {
    self.name = name
    self.usage = usage
    self.summary = summary
    self.sections = sections
  }
}

extension HelpPage {
  /// For a terminal of 80 columns.
  package var text: String {
    var lines = HelpLayout.wrapped(usage ?? name, hanging: 4)
    lines += HelpLayout.wrapped(summary.sentence, indent: 2)
    for section in sections {
      lines.append("")
      if let title = section.title { lines.append(title) }
      switch section.content {
      case .prose(let text): lines += HelpLayout.wrapped(text, indent: 2)
      case .rows(let rows): lines += HelpLayout.rows(rows)
      case .code(let examples):
        for example in examples {
          lines += example.source.split(separator: "\n").map { "  " + $0 }
          if !example.meaning.isEmpty { lines += HelpLayout.wrapped(example.meaning, indent: 6) }
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// For the reference, as a section of it.
  package var markdown: String {
    var blocks = ["### \(name)", summary.sentence]
    if let usage { blocks.insert("```\n\(usage)\n```", at: 1) }
    for section in sections {
      if let title = section.title { blocks.append("**\(title)**") }
      switch section.content {
      case .prose(let text): blocks.append(text)
      case .rows(let rows): blocks.append(rows.map { "- `\($0.name)`: \($0.meaning)" }.joined(separator: "\n"))
      case .code(let examples):
        let lines = examples.map { $0.source + ($0.meaning.isEmpty ? "" : "    # " + $0.meaning) }
        blocks.append("```\n" + lines.joined(separator: "\n") + "\n```")
      }
    }
    return blocks.joined(separator: "\n\n")
  }
}

extension String {
  /// With a capital letter at its head and a full stop at its end.
  fileprivate var sentence: String {
    guard let last, !isEmpty else { return self }
    return prefix(1).uppercased() + dropFirst() + (".?!".contains(last) ? "" : ".")
  }
}
