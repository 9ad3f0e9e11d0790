import Essentials
import Foundation
import Hub
import TestSupport
import Testing

/// What becomes of connections that come to nothing.
@Suite(.serialized) struct ConnectionTests {
  @Test(arguments: [
    ("http://127.0.0.1:1", "nothing answers there"),
    // No name has parts of that length, so nobody is asked for its address.
    ("http://\(String(repeating: "a", count: 64)).invalid", "the host has no address"),
  ]) func theReasonIsTold(_ endpoint: String, _ reason: String) throws {
    let fake = try FakeHub()
    var settings = fake.settings
    settings.endpoint = endpoint
    let text = message { try fake.fetch(settings) }
    #expect(text.hasPrefix("owner/model is not in the cache, and the hub at \(endpoint) cannot be reached: \(reason)\n"), "\(text)")
  }

  @Test func aServerThatClosesWithoutAnAnswer() throws {
    // A server that answers nothing, as the hub and as the host of large files.
    let silent = try HubServer { _ in nil }
    let fake = try FakeHub()
    var settings = fake.settings
    settings.endpoint = silent.address
    #expect(message { try fake.fetch(settings) }.contains("cannot be reached: the server closed the connection without an answer\n"))
    settings.endpoint = silent.address.replacing("http:", with: "https:")
    #expect(message { try fake.fetch(settings) }.contains("cannot be reached: there is no secure connection: "))
  }

  @Test func aServerThatSaysNothingInTime() throws {
    let fake = try FakeHub(hub: { _, _ in
      Thread.sleep(forTimeInterval: 1)
      return nil
    })
    var settings = fake.settings
    settings.answerTimeout = 0.2
    let start = ContinuousClock.now
    #expect(message { try fake.fetch(settings) }.contains("cannot be reached: nothing came for 1 seconds\n"))
    // Each of four attempts waits for its time alone.
    #expect(ContinuousClock.now - start < .seconds(3) && fake.hub.requests.count == 4)
  }

  /// A stop is noticed although nothing comes, before an answer and in the middle of one.
  @Test(arguments: [false, true]) func aStopDoesNotWaitForTheServer(_ hasBegun: Bool) throws {
    let fake = try FakeHub(
      contents: { request, _ in
        var answer = FakeHub.part(request)
        answer.delay = 3
        return answer
      },
      hub: { _, _ in
        if !hasBegun { Thread.sleep(forTimeInterval: 3) }
        return nil
      })
    let start = ContinuousClock.now
    #expect(throws: Stopped.self) { try fake.fetch(stop: StopToken { ContinuousClock.now - start > .milliseconds(500) }) }
    #expect(ContinuousClock.now - start < .milliseconds(1200))
  }

  /// What a server says before its answer is none.
  /// Clients send what stands before a host's name to that host.
  @Test func namesAndPasswordsOfARedirectionAreNotSent() throws {
    let store = try HubServer { FakeHub.part($0) }
    let address = store.address.replacing("http://", with: "http://name:word@") + "/blob"
    let fake = try FakeHub(hub: { request, _ in
      guard request.path.hasSuffix("model.safetensors") else { return nil }
      return HubServer.Answer(
        status: 302,
        headers: [
          ("Location", address), ("X-Linked-Etag", "\"\(FakeHub.weightsTag)\""), ("X-Linked-Size", "\(FakeHub.weights.count)"),
        ])
    })
    _ = try fake.fetch()
    #expect(fake.fetched() == FakeHub.weights)
    #expect(!store.requests.isEmpty && store.requests.allSatisfy { $0.headers["authorization"] == nil })
  }

  @Test func whatComesByteByByteIsGivenUp() throws {
    let fake = try FakeHub(contents: { request, _ in
      let part = FakeHub.part(request)
      var answer = HubServer.Answer(
        status: part.status, headers: part.headers + [("Content-Length", "\(part.body.count)")], body: Array(part.body.prefix(50)))
      answer.delay = 0.3
      return answer
    })
    var settings = fake.settings
    settings.paceWindow = .seconds(1)
    let text = message { try fake.fetch(settings) }
    #expect(text.hasPrefix("the download of owner/model broke off: less than 100 bytes a second came for 1 seconds"), "\(text)")
    // Each is tried again, and how far it came in its time differs.
    #expect((2...5).contains(fake.storage.requests.count))
  }

  @Test func aHubThatAsksForMorePausesThanAnybodyMakesIsGivenUp() throws {
    let fake = try FakeHub(hub: { _, _ in HubServer.Answer(status: 503, headers: [("Retry-After", "300")]) })
    var settings = fake.settings
    settings.pauseLimit = .seconds(10)
    let start = ContinuousClock.now
    #expect(message { try fake.fetch(settings) }.contains("with status 503"))
    #expect(ContinuousClock.now - start < .seconds(3) && fake.hub.requests.count == 1)
  }

  @Test func aPauseEndsAtAStop() throws {
    let fake = try FakeHub(hub: { _, _ in HubServer.Answer(status: 503, headers: [("Retry-After", "300")]) })
    let start = ContinuousClock.now
    #expect(throws: Stopped.self) { try fake.fetch(stop: StopToken { ContinuousClock.now - start > .milliseconds(300) }) }
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test func settingsWithoutEndAreRefused() throws {
    let fake = try FakeHub(hub: { request, _ in
      guard request.path == "/api/resolve-cache/config.json" else { return nil }
      return HubServer.Answer(headers: [("ETag", "\"abc\""), ("Content-Length", "99999999999")], body: Array("{}".utf8))
    })
    #expect(message { try fake.fetch() }.hasPrefix("config.json has more than 64 MiB, which no such file has"))
  }

  @Test func hintsOnTheWayAreNoAnswer() throws {
    let fake = try FakeHub(contents: { request, _ in
      var answer = FakeHub.part(request)
      answer.hint = "Link: </other>; rel=preload"
      return answer
    })
    _ = try fake.fetch()
    #expect(fake.fetched() == FakeHub.weights)
  }

  @Test func otherSchemesAreNotFollowed() throws {
    let fake = try FakeHub(hub: { _, _ in HubServer.Answer(status: 302, headers: [("Location", "file:///etc/passwd")]) })
    #expect(message { try fake.fetch() }.contains("is no hub: it redirects to file:///etc/passwd\n"))
  }
}
