import Essentials
import Testing

@Test func aDiagnosticSaysWhereWhatAndWhatToDo() {
  let diagnostic = Diagnostic(
    .name, "there is no setting rnk", file: "cards.maestro", line: 3, column: 6, sourceLine: "lora rnk=8", hint: "did you mean rank?")
  #expect(
    diagnostic.description == """
      cards.maestro:3:6: there is no setting rnk
        lora rnk=8
             ^
        hint: did you mean rank?
      """)
}

/// Whatever the texts look like: a source line of a caret alone is none.
@Test func theLinesSayWhatTheirPartsAre() {
  var diagnostic = Diagnostic(.syntax, "error: hint: x", column: 1, sourceLine: "^", hint: "no ^")
  diagnostic.callers = [.init(file: nil, line: 1, text: "hint: y")]
  #expect(
    diagnostic.errorLines == [
      [.init("error:", .error), .init(" "), .init("error: hint: x")], [.init("  ^")], [.init("  ^", .caret)],
      [.init("  "), .init("hint:", .hint), .init(" no ^")], [.init("  in hint: y")],
    ])
  #expect("error: \(diagnostic)" == diagnostic.errorLines.map { $0.map(\.text).joined() }.joined(separator: "\n"))
}

@Test func theWayToAFaultFollowsIt() {
  var diagnostic = Diagnostic(.value, "division by zero", file: "lib.maestro", line: 2, column: 12, sourceLine: "  return 1 / 0")
  diagnostic.callers = [.init(file: "lib.maestro", line: 7, text: "half 0"), .init(file: nil, line: 1, text: "source lib.maestro")]
  #expect(
    diagnostic.description == """
      lib.maestro:2:12: division by zero
          return 1 / 0
                   ^
        in lib.maestro:7: half 0
        in source lib.maestro
      """)
  diagnostic.callers = (1...20).map { .init(file: "a", line: $0, text: "f \u{1B}") }
  let lines = diagnostic.description.split(separator: "\n").dropFirst(3)
  #expect(
    lines == [
      "  in a:1: f \\u{1b}", "  in a:2: f \\u{1b}", "  in a:3: f \\u{1b}", "  in a:4: f \\u{1b}", "  ... 12 more ...",
      "  in a:17: f \\u{1b}",
      "  in a:18: f \\u{1b}", "  in a:19: f \\u{1b}", "  in a:20: f \\u{1b}",
    ])
}

@Test func whatIsNotKnownIsLeftOut() {
  #expect(Diagnostic(.data, "no samples").description == "no samples")
  #expect(Diagnostic(.data, "no samples", file: "a.jsonl").description == "a.jsonl: no samples")
  #expect(Diagnostic(.data, "no samples", file: "a.jsonl", line: 2).description == "a.jsonl:2: no samples")
  #expect(Diagnostic(.data, "no samples", file: "a.jsonl", column: 7).description == "a.jsonl: no samples")
  #expect(Diagnostic(.data, "no samples", sourceLine: "{}").description == "no samples\n  {}")
}

@Test func theCaretStandsUnderItsColumn() {
  func caret(_ line: String, _ column: Int) -> String {
    String(Diagnostic(.syntax, "m", column: column, sourceLine: line).description.split(separator: "\n")[2])
  }
  #expect(caret("abc", 1) == "  ^")
  #expect(caret("abc", 3) == "    ^")
  #expect(caret("abc", 4) == "     ^")
  #expect(caret("abc", 99) == "     ^")
  #expect(caret("abc", 0) == "  ^")
  #expect(caret("\tabc", 2) == "   ^")
  #expect(caret("日本x", 3) == "      ^")
  #expect(caret("e\u{301}x", 3) == "   ^")
  #expect(caret("😀x", 2) == "    ^")
}

@Test func aLongLineIsCutRoundTheColumn() {
  let line = String(repeating: "a", count: 300) + "X" + String(repeating: "b", count: 300)
  let lines = Diagnostic(.syntax, "m", column: 301, sourceLine: line).description.split(separator: "\n")
  #expect(lines[1] == "  …" + String(repeating: "a", count: 60) + "X" + String(repeating: "b", count: 59) + "…")
  #expect(lines[2] == String(repeating: " ", count: 63) + "^")
  let start = Diagnostic(.syntax, "m", column: 1, sourceLine: line).description.split(separator: "\n")
  #expect(start[1] == "  " + String(repeating: "a", count: 120) + "…")
  let end = Diagnostic(.syntax, "m", column: 601, sourceLine: line).description.split(separator: "\n")
  #expect(end[1] == "  …" + String(repeating: "b", count: 120))
  #expect(end[2] == String(repeating: " ", count: 122) + "^")
}

@Test func theMiddleOfVeryLongWordsIsLeftOut() {
  let name = String(repeating: "é", count: 3_000_000)
  let diagnostic = Diagnostic(.data, "tensor \(name): it is wrong", file: name, hint: name)
  #expect(diagnostic.message.hasPrefix("tensor éé") && diagnostic.message.hasSuffix("éé: it is wrong"))
  #expect(diagnostic.description.utf8.count < 7000)
  #expect("short".shortened() == "short")
}

@Test func nothingInADiagnosticReachesTheTerminalAsACommand() {
  let diagnostic = Diagnostic(
    .data, "image \u{1b}[2J\u{9b}1m\r\n", file: "a\u{7}.jsonl", line: 1, column: 2, sourceLine: "\u{1b}]0;x", hint: "\u{202e}rtl\u{2028}")
  #expect(
    diagnostic.description == """
      a\\u{7}.jsonl:1:2: image \\u{1b}[2J\\u{9b}1m\\r\\n
        \\u{1b}]0;x
              ^
        hint: \\u{202e}rtl\\u{2028}
      """)
}

@Test func lettersOfAllScriptsStayAsTheyAre() {
  let text = "Größe № Ω 日本語 👩‍👩‍👧 e\u{301} العربية"
  #expect(Diagnostic(.data, text).description == text)
}

@Test func manyFaultsAreAllKeptAndTwentyShown() {
  let all = (1...23).map { Diagnostic(.data, "fault \($0)") }
  #expect(Faults(all).diagnostics.count == 23)
  let lines = Faults(all).description.split(separator: "\n")
  #expect(lines.count == 21)
  #expect(lines.last == "and 3 more")
  #expect(Faults(Array(all.prefix(20))).description.hasSuffix("fault 20"))
}
