import Foundation
import SystemPackage
import TestSupport
import Testing
import Transcripts

struct HistoryFileTests {
  private func file(_ folder: TestFolder, limit: Int = 2000, rewriteSize: Int = 2 << 20) -> HistoryFile {
    HistoryFile(path: folder.appending("state/maestro/history.jsonl"), limit: limit, rewriteSize: rewriteSize)
  }

  private func text(_ file: HistoryFile) -> String { (try? String(contentsOfFile: file.path.string, encoding: .utf8)) ?? "" }

  @Test func inputsComeBackEachOnceWhereTheyWereEnteredLast() throws {
    let file = file(try TestFolder())
    #expect(file.inputs() == [])
    for input in ["a", "for i in 1..3 {\n  print $i\n}", "naïve 日本 \"q\" \\ \t", "a"] { file.append(input) }
    #expect(file.inputs() == ["for i in 1..3 {\n  print $i\n}", "naïve 日本 \"q\" \\ \t", "a"])
    #expect(text(file).split(separator: "\n").count == 4)
  }

  @Test func nobodyElseReadsIt() throws {
    let file = file(try TestFolder())
    file.append("a")
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path.string)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func brokenLinesArePassedOverAndHalfALineSpoilsNoOther() throws {
    let file = file(try TestFolder())
    file.append("one")
    let handle = try #require(FileHandle(forWritingAtPath: file.path.string))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([0xFF, 0x00, 0x0A]) + Data("{\"text\":3}\n\n{\"time\":\"x\",\"te".utf8))
    try handle.close()
    file.append("two")
    #expect(file.inputs() == ["one", "two"])
  }

  @Test func promptsThatWriteAtOnceLoseNothing() async throws {
    let file = file(try TestFolder(), limit: 10_000, rewriteSize: 4000)
    await withTaskGroup { group in
      for writer in 0..<4 {
        group.addTask { for number in 0..<15 { file.append("input \(number) of \(writer)") } }
      }
    }
    // The file was rewritten meanwhile: what is missing are the oldest, never one in the middle.
    let inputs = file.inputs()
    for writer in 0..<4 {
      let own = inputs.filter { $0.hasSuffix("of \(writer)") }
      #expect(own == (15 - own.count..<15).map { "input \($0) of \(writer)" })
      #expect(!own.isEmpty)
    }
  }

  @Test func aLongFileIsRewrittenWithTheNewest() throws {
    let file = file(try TestFolder(), limit: 5, rewriteSize: 1000)
    for number in 0..<100 { file.append("print \(number)") }
    #expect(text(file).utf8.count < 1200)
    #expect(file.inputs().last == "print 99")
    #expect(file.inputs().count >= 5)
    let names = try FileManager.default.contentsOfDirectory(atPath: file.path.removingLastComponent().string)
    #expect(names == ["history.jsonl"])
  }

  @Test func whatCannotBeWrittenIsNoFault() throws {
    let folder = try TestFolder()
    try Data().write(to: URL(fileURLWithPath: folder.appending("state").string))
    let file = file(folder)
    file.append("a")
    #expect(file.inputs() == [])
    let history = History(file)
    history.remember("b")
    #expect(history.inputs == ["b"])
  }

  @Test func tooLongAnInputIsLeftOut() throws {
    let file = file(try TestFolder())
    file.append(String(repeating: "x", count: HistoryFile.longestInput + 1))
    #expect(file.inputs() == [])
  }
}
