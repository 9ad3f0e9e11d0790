import Script
import Testing
import Workbench

/// The command that README.md shows how to write.
@Suite struct HelloCommandTests {
  @Test func itIsACommandLikeAnyOther() throws {
    var shown: [String] = []
    let commands = CommandTable<Session>([.hello])
    let interpreter = Interpreter(commands: commands, session: Session()) { event in
      if case .finished(let result) = event, let output = result.output { shown.append(output.text) }
    }
    _ = try interpreter.run(SourceText("hello world times=2", name: "test"))
    #expect(shown == ["hello, world\nhello, world"])
    #expect(throws: ScriptError.self) { try interpreter.run(SourceText("hello world times=10", name: "test")) }
  }
}
