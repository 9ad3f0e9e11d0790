import Files
import Foundation

/// A session as a Jupyter notebook: nbformat 4.5.
struct SavedNotebook: Encodable {
  private let cells: [NotebookCell]
  private let metadata: Metadata
  private let nbformat = 4
  private let nbformat_minor = 5

  init(_ cells: [Cell], version: String, seed: Int) {
    self.cells = cells.flatMap(Self.cells)
    metadata = Metadata(maestro: .init(version: version, seed: seed))
  }

  /// The file's text.
  func text() throws -> String {
    try EncodedJSON.text(of: self, isIndented: true) + "\n"
  }

  private static func cells(_ cell: Cell) -> [NotebookCell] {
    var cells: [NotebookCell] = []
    let text = [cell.heading.map { "## " + $0 }, cell.prose.isEmpty ? nil : cell.prose].compactMap { $0 }.joined(separator: "\n\n")
    if !text.isEmpty { cells.append(NotebookCell(id: "text-" + cell.id, kind: .markdown, source: text)) }
    if !cell.code.isEmpty {
      cells.append(
        NotebookCell(id: "code-" + cell.id, kind: .code(count: cell.count, outputs: cell.shown.map(NotebookOutput.init)), source: cell.code)
      )
    }
    return cells
  }

  private struct Metadata: Encodable {
    struct Maestro: Encodable {
      let version: String
      let seed: Int
      let seal = FileChecksum.empty
    }
    let kernelspec = ["name": "maestro", "display_name": "Maestro", "language": "maestro"]
    let language_info = ["name": "maestro", "file_extension": ".maestro", "mimetype": "text/x-maestro"]
    let maestro: Maestro
  }
}

private struct NotebookCell: Encodable {
  enum Kind {
    case markdown
    case code(count: Int?, outputs: [NotebookOutput])
  }
  private enum Key: String, CodingKey {
    case id, cell_type, metadata, source, execution_count, outputs
  }

  let id: String
  let kind: Kind
  let source: String

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id, forKey: .id)
    try container.encode([String: String](), forKey: .metadata)
    try container.encode(source.keepingLineEnds, forKey: .source)
    switch kind {
    case .markdown: try container.encode("markdown", forKey: .cell_type)
    case .code(let count, let outputs):
      try container.encode("code", forKey: .cell_type)
      try container.encode(count, forKey: .execution_count)
      try container.encode(outputs, forKey: .outputs)
    }
  }
}
