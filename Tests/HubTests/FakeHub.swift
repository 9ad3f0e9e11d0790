import Essentials
import Foundation
import Hub
import Synchronization
import SystemPackage
import TestSupport

/// A hub with one model, `owner/model`: a server, what it has, and how it misbehaves.
final class FakeHub: Sendable {
  static let commit = "0123456789abcdef0123456789abcdef01234567"
  static let repository = RepositoryID("owner/model")!
  /// Small and large; the hashes are those of `git hash-object` and `sha256sum`.
  static let configuration = Array("{\"model_type\": \"florence2\"}\n".utf8)
  static let configurationTag = "bfc6409ab3d1d7b6256e48e4a8699c0672142716"
  static let weights = (0..<300_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
  static let weightsTag = "10e5ea249ba15cf9da0925b29f6caca069e088f63eec3521e5560c1a0394058a"

  private let server: Mutex<HubServer?> = Mutex(nil)
  let storage: HubServer
  let folder: TestFolder

  /// - Parameters:
  ///   - contents: the answer of the host that large files are redirected to, in place of the right one.
  ///   - hub: the hub's own answer in place of the right one; nil: the right one.
  init(
    contents: @escaping @Sendable (HubServer.Request, _ count: Int) -> HubServer.Answer? = { request, _ in FakeHub.part(request) },
    hub: @escaping @Sendable (HubServer.Request, _ count: Int) -> HubServer.Answer? = { _, _ in nil }
  ) throws {
    folder = try TestFolder()
    let (asked, fetched, sent) = (Counter(), Counter(), Counter())
    storage = try HubServer { contents($0, fetched.next()) }
    let store = storage.address
    let made = try HubServer { request in
      let count = asked.next()
      if let special = hub(request, count) { return special }
      return Self.answer(request, store: { "\(store)/blob" + (request.method == "GET" ? "?good-for=\(sent.next())" : "") })
    }
    server.withLock { $0 = made }
  }

  var hub: HubServer { server.withLock { $0! } }

  var settings: HubSettings {
    var settings = HubSettings(
      environment: ["HOME": folder.path.string, "HF_ENDPOINT": hub.address, "HF_TOKEN": "hf_secret"], cache: folder.appending("cache"))
    settings.retryDelay = .milliseconds(10)
    return settings
  }

  var model: FilePath { folder.appending("cache").appending("models--owner--model") }

  /// Fetches both files.
  func fetch(
    revision: String = "refs/pr/20", fallback: String? = nil, _ settings: HubSettings? = nil, stop: StopToken = .never,
    onEvent: @escaping (HubEvent) -> Void = { _ in }
  ) throws -> HubSnapshot {
    let snapshot = try HubSnapshot.find(
      Self.repository, revision: revision, fallback: fallback, settings ?? self.settings, stop: stop,
      isComplete: { $1 == ["config.json", "model.safetensors"] }, onEvent: onEvent)
    try snapshot.fetch(["config.json", "model.safetensors"])
    return snapshot
  }

  /// The contents of the large file as they are in the cache; nil when they are not.
  func fetched() -> [UInt8]? {
    FileManager.default.contents(atPath: model.appending("snapshots").appending(Self.commit).appending("model.safetensors").string)
      .map { Array($0) }
  }

  /// The large file, or the part that is asked for.
  static func part(_ request: HubServer.Request) -> HubServer.Answer {
    guard request.start > 0 else { return .init(body: weights) }
    guard request.start < weights.count else { return .init(status: 416) }
    let range = "bytes \(request.start)-\(weights.count - 1)/\(weights.count)"
    return .init(status: 206, headers: [("Content-Range", range)], body: Array(weights[request.start...]))
  }

  /// What the hub answers; large files are redirected to an address that `store` makes.
  private static func answer(_ request: HubServer.Request, store: () -> String) -> HubServer.Answer {
    switch request.path {
    case "/api/models/owner/model/revision/refs%2Fpr%2F20", "/api/models/owner/model/revision/main",
      "/api/models/owner/model/revision/\(commit)":
      let names = ["config.json", "model.safetensors"].map { "{\"rfilename\": \"\($0)\"}" }.joined(separator: ", ")
      return .init(body: Array("{\"sha\": \"\(commit)\", \"siblings\": [\(names)]}".utf8))
    case "/owner/model/resolve/\(commit)/config.json":
      return .init(status: 307, headers: [("Location", "/api/resolve-cache/config.json")])
    case "/api/resolve-cache/config.json":
      return .init(headers: [("ETag", "W/\"\(configurationTag)\""), ("X-Repo-Commit", commit)], body: configuration)
    case "/owner/model/resolve/\(commit)/model.safetensors":
      return .init(
        status: 302,
        headers: [
          ("Location", store()), ("X-Linked-Etag", "\"\(weightsTag)\""), ("X-Linked-Size", "\(weights.count)"),
          ("X-Repo-Commit", commit), ("ETag", "\"something else\""),
        ])
    case let path where path.hasPrefix("/api/models/owner/model/"):
      return .init(status: 404, headers: [("X-Error-Code", "RevisionNotFound"), ("X-Error-Message", "Invalid rev id")])
    case let path where path.hasPrefix("/api/models/"):
      return .init(status: 401, headers: [("X-Error-Message", "Repository not found")])
    default: return .init(status: 404, headers: [("X-Error-Code", "EntryNotFound")])
    }
  }
}

/// Counts from 1.
final class Counter: Sendable {
  private let value = Mutex(0)

  func next() -> Int {
    value.withLock {
      $0 += 1
      return $0
    }
  }
}

/// Keeps what it is told.
final class Notes: Sendable {
  private let events = Mutex<[HubEvent]>([])
  var all: [HubEvent] { events.withLock { $0 } }
  var facts: [String] { all.compactMap { if case .fact(let text) = $0 { text } else { nil } } }
  func add(_ event: HubEvent) { events.withLock { $0.append(event) } }
}
