import Files
import Foundation
import SystemPackage

/// Files and folders that begin with what is typed of a path.
struct FileSuggestions {
  /// As it stands in the input.
  let typed: String
  /// The quote before it.
  let quote: Unicode.Scalar?
  /// The ending that is looked for; when no file has it, all are offered.
  let ending: String?

  private struct Entry {
    let name: String
    let isFolder: Bool
  }

  /// In alphabetical order.
  var all: [Suggestion] {
    let path = unescaped
    let split = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    var folder = String(path[..<split])
    let beginning = path[split...]
    let expanded = quote == nil ? UserFolders().expanded(folder) : folder
    let all = entries(of: expanded.isEmpty ? "." : expanded).filter { entry in
      entry.name.hasPrefix(beginning) && (beginning.hasPrefix(".") || !entry.name.hasPrefix("."))
    }
    let wanted = ending.map { ending in all.filter { $0.isFolder || $0.name.hasSuffix(ending) } } ?? all
    let entries = wanted.contains { !$0.isFolder } ? wanted : all
    // One way of quoting for all, so that they begin alike.
    let opening = quote ?? (entries.contains { needsQuotes(folder + $0.name) } ? "'" : nil)
    // Between quotes `~` is a name as any other.
    if opening != nil { folder = expanded }
    return entries.map { entry in
      let text = folder + entry.name + (entry.isFolder ? "/" : "")
      let written = quote == nil && opening != nil ? "'" + escaped(text, opening) : escaped(text, opening)
      let tail = entry.isFolder ? "" : (opening.map { String($0) } ?? "") + " "
      return Suggestion(
        kind: entry.isFolder ? .folder : .file, text: written, tail: tail, label: entry.name + (entry.isFolder ? "/" : ""))
    }
  }

  private func entries(of folder: String) -> [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { name in
      Entry(name: name, isFolder: FilePath(folder).appending(name).isFolder)
    }
  }

  private var unescaped: String {
    switch quote {
    case "'": return typed.replacing("''", with: "'")
    case "\"":
      var (text, isEscaped) = ("", false)
      for character in typed {
        isEscaped = character == "\\" && !isEscaped
        if !isEscaped { text.append(character) }
      }
      return text
    default: return typed
    }
  }

  private func escaped(_ text: String, _ quote: Unicode.Scalar?) -> String {
    switch quote {
    case "'": text.replacing("'", with: "''")
    case "\"": text.reduce(into: "") { $0 += "\\\"{}".contains($1) ? "\\\($1)" : String($1) }
    default: text
    }
  }

  /// What a word cannot hold, or would be read as something else.
  private func needsQuotes(_ text: String) -> Bool {
    text.contains { " \t\"';()[]{},$".contains($0) } || text.hasPrefix("#") || text.contains("=")
  }
}
