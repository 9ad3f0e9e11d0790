import Essentials
import Foundation
import Hub
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Which revision is found, and what is said when none is.
@Suite(.serialized) struct FindingTests {
  @Test func aRevisionThatIsNotThere() throws {
    let fake = try FakeHub()
    #expect(message { try fake.fetch(revision: "v2") }.hasPrefix("owner/model has no revision v2\n  hint: set revision=main"))
    let notes = Notes()
    #expect(try fake.fetch(revision: "v2", fallback: "main", onEvent: notes.add).revision == "main")
    #expect(notes.facts.first == "owner/model has no revision v2: main is used")
    for bad in ["", "../main", "a//b", "a b"] {
      #expect(message { try fake.fetch(revision: bad) }.contains("is no name of a branch, a tag or a commit"), "\(bad)")
    }
  }

  @Test func offlineTheCacheAnswers() throws {
    let fake = try FakeHub()
    var offline = fake.settings
    offline.isOffline = true
    let absent = message { try fake.fetch(offline) }
    #expect(absent.contains("owner/model is not in the cache at revision refs/pr/20, and HF_HUB_OFFLINE forbids"), "\(absent)")
    _ = try fake.fetch(revision: "main")
    let before = fake.hub.requests.count
    #expect(try fake.fetch(revision: "main", offline).commit == FakeHub.commit)
    let notes = Notes()
    #expect(try fake.fetch(revision: "v2", fallback: "main", offline, onEvent: notes.add).revision == "main")
    #expect(notes.facts == ["the cache has no revision v2 of owner/model: main is used"])
    #expect(fake.hub.requests.count == before)
    try FileManager.default.removeItem(atPath: fake.model.appending("blobs").appending(FakeHub.weightsTag).string)
    #expect(message { try fake.fetch(revision: "main", offline) }.contains("owner/model is only partly in the cache"))
  }

  @Test func withoutANetworkTheCacheAnswers() throws {
    let fake = try FakeHub()
    var gone = fake.settings
    gone.endpoint = "http://127.0.0.1:1"
    let text = message { try fake.fetch(gone) }
    #expect(text.hasPrefix("owner/model is not in the cache, and the hub at http://127.0.0.1:1 cannot be reached: "), "\(text)")
    _ = try fake.fetch()
    let notes = Notes()
    #expect(try fake.fetch(gone, onEvent: notes.add).commit == FakeHub.commit)
    #expect(notes.facts.count == 1 && notes.facts[0].hasSuffix("the copy of owner/model in the cache is used"))
  }

  /// A branch that has moved is what it was until the files of its new commit are here.
  @Test func aMovedBranchIsRememberedWhenItIsWhole() throws {
    let moved = String(repeating: "9", count: 40)
    let state = Mutex((hasMoved: false, isBroken: true))
    let fake = try FakeHub(hub: { request, _ in
      let (hasMoved, isBroken) = state.withLock { $0 }
      if hasMoved, request.path.hasSuffix("/revision/main") {
        let files = "[{\"rfilename\": \"config.json\"}, {\"rfilename\": \"model.safetensors\"}]"
        return HubServer.Answer(body: Array("{\"sha\": \"\(moved)\", \"siblings\": \(files)}".utf8))
      }
      guard request.path.contains(moved) else { return nil }
      if request.path.hasSuffix("config.json") {
        return HubServer.Answer(headers: [("ETag", "\"\(FakeHub.configurationTag)\"")], body: FakeHub.configuration)
      }
      return HubServer.Answer(
        headers: [("ETag", "\"of-the-new-weights\"")], body: FakeHub.weights, sends: isBroken && request.method == "GET" ? 1000 : nil)
    })
    _ = try fake.fetch(revision: "main")
    state.withLock { $0.hasMoved = true }
    #expect(message { try fake.fetch(revision: "main") }.contains("broke off"))
    var offline = fake.settings
    offline.isOffline = true
    #expect(try fake.fetch(revision: "main", offline).commit == FakeHub.commit)
    state.withLock { $0.isBroken = false }
    #expect(try fake.fetch(revision: "main").commit == moved)
    #expect(try fake.fetch(revision: "main", offline).commit == moved)
  }

  @Test(
    arguments: [
      (401, nil, "Repository not found", "there is no folder owner/model, and the hub has no model of that name"),
      (404, nil, "Not here", "may see it (status 404)\n  hint: check the spelling, and HF_ENDPOINT, which is http://127.0.0.1:"),
      (404, "RepoNotFound", "Repository not found", "there is no folder owner/model, and the hub has no model of that name"),
      (401, nil, "Invalid credentials in Authorization header", "the hub does not take the token that it was given\n  hint: set HF_TOKEN"),
      (
        403, "GatedRepo", "Access to model is restricted",
        "owner/model may only be fetched by those whom its owner lets\n  hint: accept its terms at"
      ),
      (403, nil, "no", "the hub refuses owner/model: no"),
      (403, nil, "no", "the hub refuses owner/model: no (status 403)\n  hint: check what the token may see"),
      (503, nil, "Service unavailable", "status 503: Service unavailable\n  hint: try again later"),
      (451, nil, "Unavailable", "status 451: Unavailable\n  hint: see http"),
    ] as [(Int, String?, String, String)]) func refusals(_ status: Int, _ code: String?, _ words: String, _ expected: String) throws
  {
    let fake = try FakeHub(hub: { _, _ in
      HubServer.Answer(status: status, headers: (code.map { [("X-Error-Code", $0)] } ?? []) + [("X-Error-Message", words)])
    })
    let text = message { try fake.fetch() }
    #expect(text.contains(expected), "\(text)")
    #expect(fake.hub.requests.count == (status == 503 ? 4 : 1))
  }

  /// A refusal that asks who it is comes at once, and not when time is up.
  @Test(arguments: ["Bearer realm=\"Authentication required\", charset=\"UTF-8\"", "Bearer"], ["GET", "HEAD"])
  func aRefusalMayAskWhoAsks(_ challenge: String, _ method: String) throws {
    let fake = try FakeHub(hub: { request, _ in
      request.method == method
        ? HubServer.Answer(
          status: 401, headers: [("WWW-Authenticate", challenge), ("X-Error-Message", "Invalid credentials in Authorization header")],
          body: Array("Unauthorized".utf8)) : nil
    })
    let start = ContinuousClock.now
    let text = message { try fake.fetch() }
    #expect(text.hasPrefix("the hub does not take the token that it was given"), "\(text)")
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test func passingTroubleIsSatOut() throws {
    let headers = [("RateLimit", "\"resolvers\";r=498;t=2")]
    let fake = try FakeHub(hub: { _, count in count % 3 == 1 ? HubServer.Answer(status: 502, headers: headers) : nil })
    let notes = Notes()
    _ = try fake.fetch(onEvent: notes.add)
    #expect(fake.fetched() == FakeHub.weights)
    // Its count is not used up.
    #expect(!notes.facts.contains { $0.contains("pause") })
  }

  /// The one is asked for by the host that large files are on, the other by the hub.
  @Test(arguments: [(503, "Retry-After", "1"), (429, "RateLimit", "\"resolvers\"; r=0; t=1")]) func aPauseIsMadeWhereTheHubAsksForOne(
    _ status: Int, _ name: String, _ value: String
  ) throws {
    let busy = HubServer.Answer(status: status, headers: [(name, value)])
    let fake = try FakeHub(
      contents: { request, count in status == 503 && count == 1 ? busy : FakeHub.part(request) },
      hub: { _, count in status == 429 && count == 1 ? busy : nil })
    let notes = Notes()
    let start = ContinuousClock.now
    _ = try fake.fetch(onEvent: notes.add)
    #expect(notes.facts.first == "the hub asks for a pause of 1 s" && ContinuousClock.now - start >= .seconds(1))
    #expect(fake.fetched() == FakeHub.weights)
  }

  @Test func whatIsNoHubIsNamed() throws {
    let fake = try FakeHub(hub: { _, _ in HubServer.Answer(body: Array("<html>welcome</html>".utf8)) })
    #expect(message { try fake.fetch() }.contains("is no hub: it does not list the files of a model\n  hint: check HF_ENDPOINT"))
    let circle = try FakeHub(hub: { request, _ in HubServer.Answer(status: 302, headers: [("Location", request.path)]) })
    #expect(message { try circle.fetch() }.contains("it redirects again and again"))
    var settings = fake.settings
    settings.endpoint = "huggingface"
    #expect(message { try fake.fetch(settings) }.contains("no address like https://huggingface.co"))
    #expect(message { try fake.fetch(settings) }.hasPrefix("HF_ENDPOINT is \"huggingface\""))
  }

  /// A tag or a name that would leave the cache is never a path.
  @Test(arguments: ["../../x", "a/b", ".hidden", ""]) func strangeTagsAreRefused(_ tag: String) throws {
    let fake = try FakeHub(hub: { request, _ in
      request.method == "HEAD" ? HubServer.Answer(headers: [("ETag", "\"\(tag)\""), ("X-Repo-Commit", FakeHub.commit)]) : nil
    })
    #expect(message { try fake.fetch() }.contains("it gives config.json no entity tag"))
  }

  @Test func namesOfRepositories() {
    for good in ["microsoft/Florence-2-base-ft", "a/b", "a_b/c.d-e"] { #expect(RepositoryID(good)?.description == good) }
    for bad in ["a", "/a", "a/", "a/b/c", "a b/c", "-a/b", "a/b.", "a--b/c", "a/b..c", "../a", "a/b.git", "é/b", ""] {
      #expect(RepositoryID(bad) == nil, "\(bad)")
    }
  }
}
