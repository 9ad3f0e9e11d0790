import Essentials
import Foundation
import SystemPackage

/// A session as a page to read: Markdown, its pictures in a folder beside it.
struct SavedReport {
  private(set) var text: String
  /// Names in the folder of pictures, and what is in them.
  private(set) var pictures: [(name: String, png: Data)] = []

  /// - Parameters:
  ///   - title: the page's.
  ///   - folder: the name of the folder of pictures.
  init(_ cells: [Cell], title: String, folder: String, version: String, seed: Int) {
    var blocks = ["<!-- \(FileChecksum.empty) -->", "# " + title, "maestro \(version), seed \(seed)"]
    let link = folder.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed.subtracting(CharacterSet(charactersIn: "()"))) ?? folder
    for cell in cells {
      if let heading = cell.heading { blocks.append("## " + heading) }
      if !cell.prose.isEmpty { blocks.append(cell.prose) }
      if !cell.code.isEmpty { blocks.append(Self.fenced(cell.code, language: "maestro")) }
      for shown in cell.shown {
        switch shown {
        case .text, .table, .error: blocks.append(Self.fenced(shown.text, language: "text"))
        case .picture(_, nil): blocks.append("`\(shown.text.visible)`")
        case .picture(_, let png?):
          let name = String(pictures.count + 1) + ".png"
          pictures.append((name, png))
          blocks.append("![\(shown.text.visible.filter { !"[]\\".contains($0) })](\(link)/\(name))")
        }
      }
    }
    text = blocks.joined(separator: "\n\n") + "\n"
  }

  /// In a fence longer than any in the text.
  private static func fenced(_ text: String, language: String) -> String {
    var longest = 2
    for run in text.matches(of: /`+/) { longest = max(longest, run.output.count) }
    let fence = String(repeating: "`", count: longest + 1)
    return fence + language + "\n" + text + "\n" + fence
  }
}
