import Foundation
import TestSupport
import Testing

/// Lines typed at the prompt, in the built program.
@Suite(.serialized) struct TypingTests {
  @Test func inputsAreNumberedAndCtrlDLeaves() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type("print 1 + 2\r")
    try session.wait(for: "error: ")
    try session.wait(for: "maestro[2]> ")
    try session.type("(1 + 2)\r")
    try session.wait(for: "\n3\n")
    try session.wait(for: "maestro[3]> ")
    try session.type("print ($2 * 2)\r")
    try session.wait(for: "\n6\n")
    try session.wait(for: "maestro[4]> ")
    try session.type("\u{4}")
    #expect(try session.finished() == 0)
  }

  @Test(arguments: ["C", "C.UTF-8", ""]) func lettersOfAllTheWorldWhateverTheLocale(locale: String) throws {
    let session = try TerminalSession(in: TestFolder(), environment: ["LC_ALL": locale])
    try session.wait(for: "maestro[1]> ")
    try session.type("print \"naïve 日本 👨‍👩‍👧 é\"\r")
    try session.wait(for: "\nnaïve 日本 👨‍👩‍👧 é\n")
  }

  @Test func bytesThatAreNoTextAreNoHarm() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    // NUL quoted, F5, a late answer of the terminal, and keys nobody knows.
    try session.type("\u{16}\0\u{1B}[15~\u{1B}[?62;4c\u{1B}_Gi=31;OK\u{1B}\\print 5\r")
    try session.wait(for: "maestro[2]> ")
    try session.type("print 7\r")
    try session.wait(for: "\n7\n")
  }

  @Test func linesGoOnWhileBracketsAreOpen() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type("for i in 1..2 {\r")
    try session.wait(for: "maestro{ ")
    try session.type("print (\r")
    try session.wait(for: "maestro( ")
    try session.type("$i * 10)\r")
    try session.wait(for: "maestro{ ")
    try session.type("}\r")
    try session.wait(for: "\n10\n20\n")
    try session.wait(for: "maestro[2]> ")
    try session.type("print \\\r")
    try session.wait(for: "maestro\\ ")
    try session.type("5\r")
    try session.wait(for: "\n5\n")
  }

  @Test func keysMoveAndDelete() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    // Home, a letter too much, Delete; End; a word back and forth; an arrow; a letter replaced.
    try session.type("rint 'a c d'\u{1B}[Hpx\u{1B}[D\u{1B}[3~\u{1B}[F\u{1B}[1;5D\u{1B}[1;5D\u{1B}[1;5Db \u{1B}[1;3C\u{1B}[Ce\u{1B}[4~\r")
    let shown = try session.wait(for: "maestro[2]> ")
    #expect(shown.contains("\n"))
    #expect(!shown.contains("error"), "\(shown)")
  }

  @Test func ctrlCClearsTheLineAndNeverLeaves() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type("repeat 2 {\rprint 1\u{3}")
    try session.wait(for: "^C")
    try session.wait(for: "maestro[1]> ")
    try session.type("print 'gone\u{3}\u{3}\u{3}")
    session.kill(SIGINT)
    try session.type("print 8\r")
    try session.wait(for: "\n8\n")
    try session.wait(for: "maestro[2]> ")
    try session.type("\u{4}")
    #expect(try session.finished() == 0)
  }

  @Test func theSystemMayEndIt() throws {
    for signal in [SIGTERM, SIGHUP] {
      let session = try TerminalSession(in: TestFolder())
      try session.wait(for: "maestro[1]> ")
      try session.type("print")
      session.kill(signal)
      #expect(try session.finished() == 143)
    }
  }

  @Test(arguments: ["dumb", "", "unheard-of"]) func terminalsThatCanDoNothing(name: String) throws {
    let session = try TerminalSession(in: TestFolder(), environment: ["TERM": name])
    try session.wait(for: "maestro[1]> ")
    try session.type("prin 4\r")
    try session.wait(for: "did you mean `print`?")
    try session.wait(for: "maestro[2]> ")
    #expect(name == "unheard-of" || !session.raw.contains("\u{1B}"))
  }

  @Test func noColorMeansNone() throws {
    for (environment, isColoured) in [(["NO_COLOR": "1"], false), ([:], true), (["NO_COLOR": ""], true)] {
      let session = try TerminalSession(in: TestFolder(), environment: environment)
      try session.wait(for: "maestro[1]> ")
      try session.type("prin\r")
      try session.wait(for: "maestro[2]> ")
      #expect(session.raw.contains("\u{1B}[1;3") == isColoured)
    }
  }

  @Test func aNarrowTerminalAndOneThatChanges() throws {
    let session = try TerminalSession(in: TestFolder(), columns: 40)
    try session.wait(for: "maestro[1]> ")
    let word = String(repeating: "x", count: 100)
    try session.type("print '\(word)")
    try session.wait(for: "xxx")
    try session.resize(columns: 60)
    try session.type("y'\r")
    try session.wait(for: "\n" + word + "y\n")
    try session.wait(for: "maestro[2]> ")
    try session.type("dataset \t")
    let lines = try session.wait(for: "maestro[2]> ").split(separator: "\n")
    #expect(lines.count > 2 && lines.allSatisfy { $0.count < 60 })
  }

  @Test func aRecipeIsPastedWhole() throws {
    let session = try TerminalSession(in: TestFolder())
    try session.wait(for: "maestro[1]> ")
    try session.type("\u{1B}[200~let a = 3\r\nif $a == 3 {\r\n  print \"three\u{3}\u{4}\"\r\n}\r\nprint 'end'\r\n\u{1B}[201~")
    try session.wait(for: "print 'end'")
    try session.type("\r")
    try session.wait(for: "\nthree\nend\n")
    try session.wait(for: "maestro[2]> ")
    // A large one is no slower than a person's patience.
    let long = String(repeating: "let b = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'\n", count: 4000)
    try session.type("\u{1B}[200~\(long)print 'large'\u{1B}[201~\r")
    try session.wait(for: "\nlarge\n")
    try session.wait(for: "maestro[3]> ")
  }

  @Test(arguments: ["bind -v\nbind \"^T\" ed-move-to-beg\n", "maestro:bind \"^T\" ed-move-to-beg\n"])
  func theUsersOwnBindingsHold(lines: String) throws {
    let folder = try TestFolder()
    try Data(lines.utf8).write(to: URL(fileURLWithPath: folder.appending(".editrc").string))
    let session = try TerminalSession(in: folder)
    try session.wait(for: "maestro[1]> ")
    try session.type("rint 5\u{14}p\r")
    try session.wait(for: "\n5\n")
    try session.wait(for: "maestro[2]> ")
    // Ours hold beside them: Tab, and in vi's way too a paste.
    try session.type("toke\t\u{1B}[200~'x'\u{1B}[201~\u{3}")
    try session.wait(for: "tokenize 'x'^C")
  }

  @Test func tabCompletesAndTells() throws {
    let session = try TerminalSession(in: TestFolder.withFiles(["a picture.png", "recipe.maestro"]))
    try session.wait(for: "maestro[1]> ")
    try session.type("toke\t'x'\u{3}")
    try session.wait(for: "tokenize 'x'^C")
    // Between two lines Ctrl-C is the terminal's own key, and throws away what was typed: the prompt is waited for.
    try session.wait(for: "maestro[1]> ")
    try session.type("set lr\t")
    try session.wait(for: "lr_scheduler=")
    try session.wait(for: "set lr")
    try session.type("\u{3}")
    try session.wait(for: "^C")
    try session.wait(for: "maestro[1]> ")
    try session.type("source \t\u{3}")
    try session.wait(for: "source recipe.maestro ^C")
    try session.wait(for: "maestro[1]> ")
    try session.type("predict a\t\u{3}")
    try session.wait(for: "'a picture.png' ^C")
    try session.wait(for: "maestro[1]> ")
    try session.type("show train\u{1B}h")
    try session.wait(for: "show [SPLIT]")
  }
}

extension TestFolder {
  /// A folder with empty files.
  static func withFiles(_ names: [String]) throws -> TestFolder {
    let folder = try TestFolder()
    for name in names { try Data().write(to: URL(fileURLWithPath: folder.appending(name).string)) }
    return folder
  }
}
