import Foundation
import Script
import SystemPackage
import TestSupport
import Testing
import Transcripts

/// A journal is lines, and what else a session is made of stands in them as it always did.
@Suite struct KilledSessionTests {
  private struct State: Codable, Equatable {
    var settings = ""
    var note: String?
  }

  /// As the process that was killed left them: nobody holds the lock.
  private func killed(_ lines: [String], in sessions: FilePath) throws -> KilledSession<State>? {
    let folder = sessions.appending("1-2-3")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: folder.appending("lock").string))
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: folder.appending("journal.jsonl").string))
    return KilledSession.newest(in: sessions)
  }

  private static let input =
    #"{"number":1,"text":"let x = 2","ending":"finished","isUndone":false,"shown":[],"seconds":0.5,"pieces":[{"text":"let x = 2","isPart":false}]}"#
  private static let opened = #"{"opened":{"version":"0.1","seed":7,"at":0}}"#
  private static let begun = #"{"begun":{"text":"let x = 2","number":1}}"#

  private static func reached(_ state: String, isUnderWay: Bool = false) -> String {
    #"{"reached":{"_0":{"input":\#(input),"isUnderWay":\#(isUnderWay),"variables":{},"removed":[],"nextInput":2,"undone":[],\#(state)}}}"#
  }

  @Test func recordsAndStateShareAnObject() throws {
    let folder = try TestFolder()
    let lines = [Self.opened, Self.begun, Self.reached(#""settings":"{}","note":"first""#)]
    let session = try #require(try killed(lines, in: folder.path))
    #expect(session.state == State(settings: "{}", note: "first"))
    #expect(session.seed == 7)
    #expect(session.inputs.map(\.text) == ["let x = 2"])
    #expect(session.interrupted == nil && session.language.nextInput == 2)
  }

  @Test func whatWasUnderWayIsToldOnce() throws {
    let folder = try TestFolder()
    let half = Self.reached(#""settings":"a""#, isUnderWay: true)
    let session = try #require(try killed([Self.opened, Self.begun, half, half, "damaged", half], in: folder.path))
    #expect(session.inputs.count == 1)
    #expect(session.interrupted == "let x = 2")
    session.discard()
    #expect(try folder.names() == [])
  }

  @Test func aJournalWritesWhatIsRead() throws {
    let folder = try TestFolder()
    let journal = try Journal<State>(in: folder.path, version: "1.2.3", seed: 9)
    var language = LanguageState()
    language.variables = ["x": 2, "y": "text"]
    let prompt = try LedgerPrompt()
    prompt.type("step")
    journal.begin("step", number: 1)
    journal.reach(State(settings: "s"), language, input: prompt.recording.transcript.inputs.last, undone: [], isUnderWay: false)
    language.variables = ["x": 3]
    language.nextInput = 3
    journal.begin("fail", number: 2)
    journal.reach(State(settings: "t"), language, input: nil, undone: [1], isUnderWay: false)
    #expect(KilledSession<State>.newest(in: folder.path) == nil, "the session lives")
    let copy = try TestFolder()
    try FileManager.default.copyItem(atPath: journal.folder.path.string, toPath: copy.appending("1-copy").string)
    let session = try #require(KilledSession<State>.newest(in: copy.path))
    #expect(session.language.variables == ["x": 3])
    #expect(session.state == State(settings: "t"))
    #expect(session.inputs.map(\.isUndone) == [true])
    #expect(session.seed == 9)
    journal.close()
    #expect(try folder.names() == [])
  }
}
