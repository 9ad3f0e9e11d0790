import Console
import Essentials
import Testing

struct CompletionListTests {
  private let few = [
    CompletionList.Item(label: "lr=", meaning: "(now 5e-6) the learning rate"), CompletionList.Item(label: "名前", meaning: "a name"),
    CompletionList.Item(label: "bare"),
  ]

  @Test func meaningsStandBesideTheNames() {
    #expect(
      CompletionList(items: few, columns: 80, rows: 24).lines == ["lr=   (now 5e-6) the learning rate", "名前  a name", "bare"])
  }

  @Test func colourChangesNoWidth() {
    let lines = CompletionList(items: few, columns: 80, rows: 24, style: Style(isOn: true)).lines
    #expect(lines[1] == "\u{1B}[1m名前\u{1B}[0m  \u{1B}[2ma name\u{1B}[0m")
  }

  @Test func nothingIsWiderThanTheTerminalOrHigher() {
    for count in [1, 3, 30, 500] {
      for (columns, rows) in [(20, 10), (40, 24), (80, 24), (200, 50)] {
        for meaning in ["", "what it means, at a length that fits few terminals indeed, nor any reader's patience"] {
          let items = (0..<count).map { CompletionList.Item(label: "candidate_\($0 * 7919)", meaning: meaning) }
          let lines = CompletionList(items: items, columns: columns, rows: rows).lines
          #expect(lines.count < rows)
          #expect(lines.allSatisfy { $0.terminalWidth < columns }, "\(columns): \(lines)")
        }
      }
    }
  }

  @Test func namesAloneStandInColumnsReadDownwards() {
    let items = (1...5).map { CompletionList.Item(label: "n\($0)") }
    #expect(CompletionList(items: items, columns: 12, rows: 24).lines == ["n1  n3  n5", "n2  n4"])
  }

  @Test func whatDoesNotFitIsCounted() {
    let items = (1...100).map { CompletionList.Item(label: "name\($0)") }
    #expect(CompletionList(items: items, columns: 20, rows: 10).lines.last == "... of 100; type m…")
  }

  @Test func controlCharactersAreShownNotSent() {
    #expect(CompletionList(items: [.init(label: "a\u{1B}[2J")], columns: 80, rows: 24).lines == ["a\\u{1b}[2J"])
  }
}
