import Foundation
import Images
import Plots

/// A session as one picture: for a page that shows what a session looks like.
struct SavedPicture {
  private let sheet: SessionSheet

  init(_ cells: [Cell]) {
    var blocks: [SessionSheet.Block] = []
    for cell in cells {
      if let heading = cell.heading { blocks.append(.heading(heading)) }
      if !cell.prose.isEmpty { blocks.append(.prose(cell.prose)) }
      if !cell.code.isEmpty { blocks.append(.input(prompt: "maestro[\(cell.count.map(String.init) ?? "")]>", cell.code)) }
      for shown in cell.shown {
        switch shown {
        case .text(let text), .table(let text, _): blocks.append(.output(text))
        case .error: blocks.append(.fault(shown.text))
        case .picture(_, let png):
          if let png, let image = try? Image(decoding: [UInt8](png), file: shown.text) {
            blocks.append(.picture(image))
          } else {
            blocks.append(.output(shown.text))
          }
        }
      }
    }
    sheet = SessionSheet(blocks)
  }

  /// The PNG file's bytes.
  func png() throws -> Data { Data(try sheet.image().encoded()) }
}
