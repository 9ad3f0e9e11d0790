/// The inputs that can be called back: those of the file, read when they are first asked for, and this session's.
package final class History {
  private let file: HistoryFile?
  private var read: [String]?
  private var own: [String] = []

  package init(_ file: HistoryFile?) { self.file = file }

  /// Each once; the newest is the last.
  package var inputs: [String] {
    if let read { return read }
    let stored = file?.inputs() ?? []
    let lost = own.filter { !stored.contains($0) }
    read = stored + lost
    return stored + lost
  }

  /// Keeps an input, in the file at once. One that begins with a blank is nobody's business, nor is an empty one.
  package func remember(_ input: String) {
    guard let first = input.unicodeScalars.first, first != " ", input.contains(where: { !$0.isWhitespace }) else { return }
    file?.append(input)
    own.removeAll { $0 == input }
    own.append(input)
    read?.removeAll { $0 == input }
    read?.append(input)
  }
}
