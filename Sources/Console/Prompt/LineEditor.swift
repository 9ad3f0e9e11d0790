import CTerminal
import Essentials
import Foundation

/// A line under the cursor: its scalars, and how many of them stand before the cursor.
package struct EditedLine: Equatable {
  package var text: [Unicode.Scalar]
  package var cursor: Int

  package init(_ text: String, cursor: Int? = nil) {
    self.text = Array(text.unicodeScalars)
    self.cursor = cursor ?? self.text.count
  }

  init(_ scalars: UnsafeBufferPointer<wchar_t>, cursor: Int) {
    text = scalars.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" }
    self.cursor = cursor
  }

  /// What stands before the cursor.
  var beforeCursor: String { String(text[..<cursor]) }
}

/// What a key does to the line.
package struct LineEdit: Equatable {
  /// Scalars taken away before the cursor.
  package var deletes: Int
  /// Put in at the cursor.
  package var inserts: String
  /// Takes the whole line's place.
  package var replacement: String?
  /// Scalars that the cursor moves by.
  package var moves: Int
  /// Lines shown below.
  package var shows: [String]

  package init(deletes: Int = 0, inserts: String = "", replacement: String? = nil, moves: Int = 0, shows: [String] = []) {
    self.deletes = deletes
    self.inserts = inserts
    self.replacement = replacement
    self.moves = moves
    self.shows = shows
  }
}

/// Edits lines on a terminal: libedit, with the keys that need to know more answered in Swift. One thread alone may use it.
final class LineEditor {
  typealias Key = LineEditorKey

  enum Ending: Equatable {
    case entered(String)
    /// Ctrl-D on an empty line, or the terminal is gone.
    case ended
    /// Ctrl-C.
    case interrupted
    /// The program is to end.
    case terminated
  }

  /// Answers a key; nil when it has no use here.
  var onKey: (Key, EditedLine) -> LineEdit? = { _, _ in nil }
  /// The input so many inputs ago.
  var earlierInput: (Int) -> String? = { _ in nil }

  private var editor: OpaquePointer?

  /// - Returns: Nil when libedit has no memory.
  init?(input: Int32, output: Int32) {
    line_editor_set_locale()
    let answers = LineEditorAnswers(
      context: Unmanaged.passUnretained(self).toOpaque(),
      press: { context, key, text, count, cursor in
        guard let context, let text else { return false }
        let editor = Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
        return editor.press(key, EditedLine(UnsafeBufferPointer(start: text, count: count), cursor: cursor))
      },
      recall: { context, age in
        guard let context else { return nil }
        let text = Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue().earlierInput(age)
        return text.flatMap(allocated)
      })
    editor = line_editor_create(input, output, answers)
    if editor == nil { return nil }
  }

  deinit { if let editor { line_editor_destroy(editor) } }

  /// Lets a person edit a line that begins with `start`.
  func read(prompt: String, start: String = "") -> Ending {
    var text: UnsafePointer<wchar_t>?
    var count = 0
    let end = line_editor_read(editor, prompt, wide(start), &text, &count)
    switch end {
    case LINE_EDITOR_ENTERED:
      return .entered(String(EditedLine(UnsafeBufferPointer(start: text, count: count), cursor: 0).text))
    case LINE_EDITOR_INTERRUPTED: return .interrupted
    case LINE_EDITOR_TERMINATED: return .terminated
    default: return .ended
    }
  }

  /// What was read from the terminal elsewhere and comes before all else.
  func feed(_ bytes: [UInt8]) { line_editor_feed(editor, bytes, bytes.count) }

  private func press(_ key: Key, _ line: EditedLine) -> Bool {
    guard let edit = onKey(key, line) else { return false }
    if let replacement = edit.replacement { line_editor_replace(editor, wide(replacement)) }
    if edit.deletes > 0 { line_editor_delete(editor, edit.deletes) }
    if !edit.inserts.isEmpty { line_editor_insert(editor, wide(edit.inserts)) }
    if edit.moves != 0 { line_editor_move(editor, Int32(edit.moves)) }
    if !edit.shows.isEmpty { line_editor_show(editor, edit.shows.joined(separator: "\n")) }
    return true
  }
}

/// The scalars, ended by 0. One that is 0 itself would be the end.
private func wide(_ text: String) -> [wchar_t] {
  text.unicodeScalars.map { $0 == "\0" ? 0xFFFD : wchar_t(bitPattern: $0.value) } + [0]
}

private func allocated(_ text: String) -> UnsafeMutablePointer<wchar_t>? {
  let scalars = wide(text)
  guard let memory = malloc(scalars.count * MemoryLayout<wchar_t>.stride) else { return nil }
  let copy = memory.bindMemory(to: wchar_t.self, capacity: scalars.count)
  copy.initialize(from: scalars, count: scalars.count)
  return copy
}

extension String {
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    self.init()
    unicodeScalars.append(contentsOf: scalars)
  }
}
