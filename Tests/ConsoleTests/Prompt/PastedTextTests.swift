import Console
import Testing

struct PastedTextTests {
  @Test(arguments: [
    ("one\r\ntwo\r\n", "one\ntwo"), ("one\rtwo\r", "one\ntwo"), ("a\n\nb\n\n", "a\n\nb"), ("a\u{3}\u{1B}[31mb\0\u{9B}c\td", "a[31mbc\td"),
    ("", ""), ("\r\r\n", ""), ("naïve 日本 👨‍👩‍👧", "naïve 日本 👨‍👩‍👧"),
  ])
  func pastesBecomeWhatCouldHaveBeenTyped(pasted: String, text: String) {
    #expect(pastedText(Array(pasted.unicodeScalars)) == text)
  }
}
