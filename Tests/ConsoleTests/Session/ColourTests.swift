import Foundation
import TestSupport
import Testing

/// What a session sends to a terminal that knows colours, to the byte.
@Suite(.serialized) struct ColourTests {
  /// The sequences that choose colours, in order: whether each begins one, and where it stands.
  private func colours(_ sent: String) -> [(begins: Bool, at: String.Index)] {
    sent.matches(of: #/\x1B\[([0-9;]*)m/#).map { (!$0.1.allSatisfy { "0;".contains($0) }, $0.range.lowerBound) }
  }

  /// What was sent when nothing coloured should be open.
  private func expectEnded(_ sent: String, _ place: String) {
    let colours = colours(sent)
    #expect(!colours.isEmpty, "\(place): nothing is coloured")
    for (index, colour) in colours.enumerated() {
      #expect(colour.begins == index.isMultiple(of: 2), "\(place): \(sent[..<colour.at].suffix(40).debugDescription)")
    }
    #expect(colours.count.isMultiple(of: 2), "\(place): a colour does not end in \(sent.suffix(60).debugDescription)")
  }

  @Test(arguments: ["quit\r", "\u{4}"]) func eachColourThatBeginsEnds(_ leaving: String) throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    expectEnded(session.raw, "the first prompt")
    for (number, keys) in ["print hello\r", "if true {\r", "print 2 }\r", "prnt 3\r", "\u{3}", "help lr\r"].enumerated() {
      try session.type(keys)
      try session.wait(for: keys.hasPrefix("if") ? "maestro{ " : "]> ")
      expectEnded(session.raw, "prompt \(number + 2)")
    }
    // Completion draws the line again.
    try session.type("da\t")
    try session.wait(for: "dataset ")
    try session.type("\u{15}")
    try session.type(leaving)
    #expect(try session.finished() == 0)
    expectEnded(session.raw, "the end")
  }

  @Test func coloursAreLeftOutWhereNoneAreWanted() throws {
    let session = try TerminalSession(in: TestFolder(), environment: ["NO_COLOR": "1"])
    try session.wait(for: "maestro[1]> ")
    try session.type("quit\r")
    #expect(try session.finished() == 0)
    #expect(colours(session.raw).isEmpty)
  }
}
