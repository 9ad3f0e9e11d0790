import TestSupport
import Testing
import Transcripts

struct HistoryTests {
  @Test func aSessionAddsToWhatIsStored() throws {
    let file = HistoryFile(path: try TestFolder().appending("h"))
    file.append("old")
    let history = History(file)
    history.remember("new")
    history.remember(" secret")
    history.remember("\t\n")
    #expect(history.inputs == ["old", "new"])
    history.remember("old")
    #expect(history.inputs == ["new", "old"])
    #expect(History(file).inputs == ["new", "old"])
  }
}
