import Essentials
import Foundation
import Hub
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Downloads from a server on this machine.
@Suite(.serialized) struct DownloadTests {
  private func target(_ path: FilePath) throws -> String { try FileManager.default.destinationOfSymbolicLink(atPath: path.string) }

  /// The layout is huggingface_hub's; `Scripts/oracles/hub.py` compares the two.
  @Test func filesLieWherePythonPutsThem() throws {
    let fake = try FakeHub()
    let notes = Notes()
    let snapshot = try fake.fetch(onEvent: notes.add)
    let folder = fake.model.appending("snapshots").appending(FakeHub.commit)
    #expect(snapshot.folder == folder && snapshot.commit == FakeHub.commit)
    #expect(try target(folder.appending("config.json")) == "../../blobs/\(FakeHub.configurationTag)")
    #expect(try target(folder.appending("model.safetensors")) == "../../blobs/\(FakeHub.weightsTag)")
    #expect(fake.fetched() == FakeHub.weights)
    #expect(FileManager.default.contents(atPath: folder.appending("config.json").string).map { Array($0) } == FakeHub.configuration)
    #expect(try fake.folder.bytes("cache/models--owner--model/refs/refs/pr/20") == Array(FakeHub.commit.utf8))
    #expect(try fake.folder.names("cache") == [".locks", "CACHEDIR.TAG", "models--owner--model"])
    #expect(try fake.folder.names("cache/models--owner--model") == ["blobs", "refs", "snapshots"])
    #expect(try fake.folder.names("cache/models--owner--model/blobs") == [FakeHub.weightsTag, FakeHub.configurationTag].sorted())
    #expect(notes.all.contains { if case .downloading("model.safetensors", let done, let total) = $0 { done == total } else { false } })
    #expect(notes.all.last == .done)
    // The token is for the hub alone.
    #expect(fake.hub.requests.allSatisfy { $0.headers["authorization"] == "Bearer hf_secret" })
    #expect(fake.storage.requests.count == 1 && fake.storage.requests[0].headers["authorization"] == nil)
  }

  @Test func whatIsThereIsNotFetchedAgain() throws {
    let fake = try FakeHub()
    _ = try fake.fetch()
    let before = fake.hub.requests.count
    _ = try fake.fetch()
    #expect(fake.hub.requests.count == before + 1 && fake.storage.requests.count == 1)
    // A commit never changes: nothing is asked.
    #expect(try !fake.fetch(revision: FakeHub.commit).isRemote)
    #expect(fake.hub.requests.count == before + 1)
    // Another branch of the same commit shares its files.
    _ = try fake.fetch(revision: "main")
    #expect(fake.storage.requests.count == 1)
  }

  /// A file system that knows no links has the contents themselves; what links elsewhere is not taken away.
  @Test func withoutLinksTheContentsTakeTheirPlace() throws {
    let fake = try FakeHub()
    var settings = fake.settings
    settings.usesLinks = false
    let snapshot = try fake.fetch(settings)
    let weights = snapshot.folder.appending("model.safetensors")
    #expect((try? target(weights)) == nil && fake.fetched() == FakeHub.weights)
    #expect(try fake.folder.names("cache/models--owner--model/blobs") == [])
    _ = try fake.fetch(settings)
    #expect(fake.storage.requests.count == 1)
    // The contents are there, and links to them.
    try FileManager.default.removeItem(atPath: snapshot.folder.string)
    _ = try fake.fetch()
    let other = fake.model.appending("snapshots").appending("other")
    try FileManager.default.moveItem(atPath: snapshot.folder.string, toPath: other.string)
    _ = try fake.fetch(settings)
    #expect((try? target(weights)) == nil && fake.fetched() == FakeHub.weights && fake.storage.requests.count == 2)
    #expect(FileManager.default.contents(atPath: other.appending("model.safetensors").string).map { Array($0) } == FakeHub.weights)
  }

  /// The connection breaks again and again; each time it goes on where it broke.
  @Test func brokenConnectionsAreTakenUpAgain() throws {
    let fake = try FakeHub(contents: { request, count in
      var answer = FakeHub.part(request)
      if count < 8 { answer.sends = min(answer.body.count, 40_000) }
      return answer
    })
    _ = try fake.fetch()
    #expect(fake.fetched() == FakeHub.weights)
    let starts = fake.storage.requests.map(\.start)
    #expect(starts.count >= 7 && starts[0] == 0 && zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 } && starts.last! > 200_000)
  }

  @Test func aServerThatNeverSendsIsGivenUpAndWhatCameIsKept() throws {
    let fake = try FakeHub(contents: { request, count in
      guard count > 1, count < 7 else {
        var answer = FakeHub.part(request)
        if count == 1 { answer.sends = 100_000 }
        return answer
      }
      return nil
    })
    let text = message { try fake.fetch() }
    #expect(text.hasPrefix("the download of owner/model broke off: ") && text.contains("it goes on from there"), "\(text)")
    #expect(try fake.folder.names("cache/models--owner--model/blobs").contains(FakeHub.weightsTag + ".incomplete"))
    #expect(fake.fetched() == nil)
    _ = try fake.fetch()
    #expect(fake.fetched() == FakeHub.weights && fake.storage.requests.last!.start > 0)
  }

  /// The store's addresses are good for a while only: each attempt asks the hub for another.
  @Test func addressesOfTheStoreMayExpire() throws {
    let fake = try FakeHub(contents: { request, count in
      guard request.path == "/blob?good-for=\(count)" else { return HubServer.Answer(status: 403) }
      var answer = FakeHub.part(request)
      if count < 3 { answer.sends = 100_000 }
      return answer
    })
    _ = try fake.fetch()
    #expect(fake.fetched() == FakeHub.weights && fake.storage.requests.count == 3)
  }

  @Test func theStoreIsNamedWhereItFails() throws {
    let fake = try FakeHub(contents: { _, _ in HubServer.Answer(status: 404) })
    let text = message { try fake.fetch() }
    #expect(text.hasPrefix("the hub sends to 127.0.0.1 for a file of owner/model, which answers with status 404"), "\(text)")
  }

  @Test func aSilentServerIsGivenUp() throws {
    let fake = try FakeHub(contents: { request, count in
      var answer = FakeHub.part(request)
      if count == 1 { answer.delay = 3 }
      return answer
    })
    var settings = fake.settings
    settings.transferTimeout = 0.5
    _ = try fake.fetch(settings)
    #expect(fake.fetched() == FakeHub.weights && fake.storage.requests.count == 2)
  }

  /// A server that knows no ranges sends the whole again.
  @Test func aRangeThatIsIgnoredStartsAnew() throws {
    let fake = try FakeHub(contents: { _, count in HubServer.Answer(body: FakeHub.weights, sends: count == 1 ? 50_000 : nil) })
    _ = try fake.fetch()
    #expect(fake.fetched() == FakeHub.weights && fake.storage.requests.count == 2)
  }

  @Test func otherContentsAreThrownAway() throws {
    let fake = try FakeHub(contents: { _, _ in HubServer.Answer(body: FakeHub.weights.reversed()) })
    let text = message { try fake.fetch() }
    #expect(text.hasPrefix("model.safetensors arrived with other contents than the hub says it has"), "\(text)")
    #expect(try fake.folder.names("cache/models--owner--model/blobs") == [FakeHub.configurationTag])
  }

  @Test func aWrongBeginningIsFetchedAnew() throws {
    let fake = try FakeHub()
    try FileManager.default.createDirectory(atPath: fake.model.appending("blobs").string, withIntermediateDirectories: true)
    let beginning = fake.model.appending("blobs").appending(FakeHub.weightsTag + ".incomplete")
    for wrong in [1_000, FakeHub.weights.count, FakeHub.weights.count + 5] {
      try Data(repeating: 7, count: wrong).write(to: URL(fileURLWithPath: beginning.string))
      _ = try fake.fetch()
      #expect(fake.fetched() == FakeHub.weights, "\(wrong) bytes")
      try FileManager.default.removeItem(atPath: fake.model.appending("snapshots").string)
      try FileManager.default.removeItem(atPath: fake.model.appending("blobs").appending(FakeHub.weightsTag).string)
    }
  }

  /// What broke here and was fetched by another program needs no more room.
  @Test func aBeginningThatIsOfNoMoreUseIsThrownAway() throws {
    let fake = try FakeHub()
    let blobs = fake.model.appending("blobs")
    try FileManager.default.createDirectory(atPath: blobs.string, withIntermediateDirectories: true)
    for (name, bytes) in [(FakeHub.weightsTag, FakeHub.weights), (FakeHub.weightsTag + ".incomplete", Array(FakeHub.weights[..<1000]))] {
      try Data(bytes).write(to: URL(fileURLWithPath: blobs.appending(name).string))
    }
    _ = try fake.fetch()
    #expect(fake.fetched() == FakeHub.weights && fake.storage.requests.isEmpty)
    #expect(try fake.folder.names("cache/models--owner--model/blobs") == [FakeHub.weightsTag, FakeHub.configurationTag].sorted())
  }

  @Test(arguments: [299_999, 300_001]) func otherLengthsAreFaults(_ length: Int) throws {
    let fake = try FakeHub(contents: { _, _ in HubServer.Answer(body: (0..<length).map { FakeHub.weights[$0 % FakeHub.weights.count] }) })
    let text = message { try fake.fetch() }
    let expected =
      length < FakeHub.weights.count
      ? "the download of owner/model broke off: the connection ended after 299999 of 300000 bytes"
      : "model.safetensors has more than the 300000 bytes that the hub says it has"
    #expect(text.hasPrefix(expected), "\(text)")
    #expect(fake.fetched() == nil)
  }

  @Test func aStopKeepsWhatCame() throws {
    let fake = try FakeHub(contents: { request, count in
      var answer = FakeHub.part(request)
      if count == 1 { answer.delay = 0.2 }
      return answer
    })
    let notes = Notes()
    // What is reported counts the small file too.
    let arrived = Mutex(0)
    #expect(throws: Stopped.self) {
      try fake.fetch(stop: StopToken { arrived.withLock { $0 > 60_000 + FakeHub.configuration.count } }) { event in
        notes.add(event)
        if case .downloading("model.safetensors", let done, _) = event { arrived.withLock { $0 = done } }
      }
    }
    #expect(notes.facts == ["what has arrived of owner/model is kept: the next time goes on from there"])
    _ = try fake.fetch()
    #expect(fake.fetched() == FakeHub.weights)
    let start = try #require(fake.storage.requests.last).start
    #expect(start > 60_000 && start < FakeHub.weights.count)
  }

  /// A server that is faster than the disk waits: what it has sent meanwhile is not piled up in memory.
  @Test func aFastServerIsHeldUp() throws {
    let zeros = [UInt8](repeating: 0, count: 64 << 20)
    let tag = "3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351"
    let fake = try FakeHub(hub: { request, _ in
      request.path.hasSuffix("/model.safetensors") ? HubServer.Answer(headers: [("ETag", "\"\(tag)\"")], body: zeros) : nil
    })
    var ahead: Int?
    _ = try fake.fetch { event in
      guard ahead == nil, case .downloading("model.safetensors", let done, _) = event, done > 1 << 20 else { return }
      // Nothing is taken for as long as the server has something to send.
      var before: Int
      repeat {
        before = fake.hub.sent
        usleep(300_000)
      } while fake.hub.sent > before
      ahead = before - done
    }
    // The buffers of the system come to some megabytes, too.
    #expect(try #require(ahead) < 24 << 20)
    #expect(try fake.folder.names("cache/models--owner--model/blobs").contains(tag))
  }

  /// Two at once: one fetches, the other waits and finds it there.
  @Test(arguments: [true, false]) func twoAtOnceFetchOnce(_ usesLinks: Bool) throws {
    let fake = try FakeHub(contents: { request, _ in
      var answer = FakeHub.part(request)
      answer.delay = 0.05
      return answer
    })
    var settings = fake.settings
    settings.usesLinks = usesLinks
    let failures = Mutex<[String]>([])
    let done = DispatchGroup()
    let notes = Notes()
    for _ in 0..<4 {
      done.enter()
      Thread.detachNewThread { [settings] in
        do { _ = try fake.fetch(settings, onEvent: notes.add) } catch { failures.withLock { $0.append("\(error)") } }
        done.leave()
      }
    }
    done.wait()
    let failed = failures.withLock { $0 }
    #expect(failed == [] && fake.fetched() == FakeHub.weights && fake.storage.requests.count == 1)
    #expect(notes.all.contains(.waiting(file: "model.safetensors")))
    // Who waited fetched nothing.
    #expect(notes.facts.joined().matches(of: /model\.safetensors/).count == 1)
  }
}
