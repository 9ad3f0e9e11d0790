import Console
import Essentials
import Testing

struct MessageTests {
  private let fault = Diagnostic(.name, "no `x`", line: 1, column: 3, sourceLine: "a x", hint: "write y")

  @Test func whatMattersIsColoured() {
    #expect(
      Message.coloured(fault, Style(isOn: true))
        == "\u{1B}[1;31merror:\u{1B}[0m no `x`\n  a x\n\u{1B}[1;31m    ^\u{1B}[0m\n  \u{1B}[36mhint:\u{1B}[0m write y")
  }

  @Test func withoutColourNothingChanges() { #expect(Message.coloured(fault, .plain) == "error: \(fault)") }
}
