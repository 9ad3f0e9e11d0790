import Foundation
import Images
import Script

/// Shows pictures on the terminal as well as it can, and always the paths of their files.
final class PictureDisplay {
  private enum Means {
    case kitty
    case blocks(HalfBlocks.Colors)
    /// The path alone.
    case none
  }

  private let terminal = Terminal.standardOutput
  private var unread: [UInt8] = []
  /// Found out when the first picture is shown: asking takes time, and most sessions show none.
  private lazy var means = findMeans()

  /// - Parameter text: what was printed already; paths that stand in it are not printed again.
  /// - Throws: `Faults` when standard output takes nothing.
  func show(_ pictures: [Picture], namedIn text: String) throws {
    for picture in pictures {
      if let drawing = drawing(of: picture) { try Message.result(drawing) }
      if let path = picture.path, !text.contains(path) { try Message.result(path) }
    }
  }

  /// What came from the terminal and was no answer; the next time, nothing.
  func takeUnread() -> [UInt8] {
    defer { unread = [] }
    return unread
  }

  /// Nil when it cannot be drawn here.
  private func drawing(of picture: Picture) -> String? {
    guard terminal.isInteractive else { return nil }
    func image() -> Image? { try? Image(decoding: picture.bytes, file: picture.path ?? "picture") }
    switch means {
    case .none: return nil
    case .kitty:
      guard picture.isPNG, let image = image() else { return nil }
      // About ten pixels a column; the height follows.
      return KittyGraphics.sequence(png: Data(picture.bytes), columns: max(1, min(terminal.columns - 1, (image.width + 9) / 10)))
    case .blocks(let colors):
      guard let image = image() else { return nil }
      let blocks = HalfBlocks(image: image, columns: min(terminal.columns - 1, 60), rows: max(terminal.rows - 4, 4), colors: colors)
      return blocks.lines.joined(separator: "\n")
    }
  }

  private func findMeans() -> Means {
    let environment = ProcessInfo.processInfo.environment
    let name = environment["TERM"] ?? ""
    // These hand on the variables of the terminal around them and swallow its pictures.
    let isMultiplexed = ["TMUX", "STY", "ZELLIJ"].contains { environment[$0] != nil } || name.hasPrefix("screen") || name.hasPrefix("tmux")
    if !isMultiplexed, Terminal.standardInput.isTerminal {
      let answer = KittyGraphics.ask(input: STDIN_FILENO, output: STDOUT_FILENO)
      unread += answer.unread
      if answer.isSpoken { return .kitty }
    }
    guard terminal.style.isOn else { return .blocks(.none) }
    if ["truecolor", "24bit"].contains(environment["COLORTERM"]) { return .blocks(.full) }
    return .blocks(name.contains("256") ? .palette : .none)
  }
}
