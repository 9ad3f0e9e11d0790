import Essentials
import Foundation

/// What the hub says of a file.
struct RemoteFile {
  let name: String
  /// By which its contents are kept.
  let tag: String
  /// Nil when the hub does not tell.
  let size: Int?
  /// Where to ask for its contents. The hub may send on to a store, each time with an address that is good for a while.
  let address: URL
}

/// Speaks the hub's protocol.
final class HubClient {
  let settings: HubSettings
  let stop: StopToken
  private let onEvent: (HubEvent) -> Void
  private let exchange = HTTPExchange()
  /// Of the pauses that the hub may ask for.
  private var pauseLeft: Duration

  init(_ settings: HubSettings, stop: StopToken, onEvent: @escaping (HubEvent) -> Void) {
    self.settings = settings
    self.stop = stop
    self.onEvent = onEvent
    pauseLeft = settings.pauseLimit
  }

  private struct ModelInformation: Decodable {
    struct File: Decodable { let rfilename: String }
    let sha: String
    let siblings: [File]
  }

  private static let redirectionLimit = 10
  /// A list of files may be this long.
  private static let answerLimit = 16 << 20

  /// The commit that a revision is, and the names of its files.
  ///
  /// - Throws: `HubFailure`, `Stopped`.
  func files(_ repository: RepositoryID, _ revision: String, attempts: Int) throws -> (commit: String, names: [String]) {
    let url = try url("api/models/\(repository)/revision/\(Self.encoded(revision))")
    return try trying(attempts) {
      var body = Data()
      let response = try send(HTTPRequest(url: url, timeout: settings.answerTimeout)) { _ in
        true
      } onBytes: { data in
        body += data
        if body.count > Self.answerLimit { throw HubFailure.strange("its list of files has no end") }
      }
      if response.status != 200 { throw failure(response) }
      guard let information = try? JSONDecoder().decode(ModelInformation.self, from: body), HubStorage.isCommit(information.sha) else {
        throw HubFailure.strange("it does not list the files of a model")
      }
      return (information.sha, information.siblings.map(\.rfilename))
    }
  }

  /// What the hub says of a file, without its contents.
  ///
  /// - Throws: `HubFailure`, `Stopped`.
  func file(_ name: String, _ repository: RepositoryID, _ commit: String) throws -> RemoteFile {
    let address = try url("\(repository)/resolve/\(commit)/\(Self.encoded(name))")
    return try trying(5) {
      // What an answer on the way tells holds until a later one tells otherwise.
      var (tag, size): (String?, Int?)
      let request = HTTPRequest(url: address, method: .head, timeout: settings.answerTimeout)
      let response = try send(request) { response in
        tag = response["x-linked-etag"] ?? response["etag"] ?? tag
        size = (response["x-linked-size"] ?? (response.redirection == nil ? response["content-length"] : nil)).flatMap { Int($0) } ?? size
        // Another host's word counts for nothing, and it need not know who asks.
        return tag == nil || isTrusted(response.redirection ?? response.url)
      } onBytes: { _ in
      }
      guard response.status == 200 || response.redirection != nil else { throw failure(response) }
      guard let tag = tag.map(Self.normalized), Self.isFileName(tag) else { throw HubFailure.strange("it gives \(name) no entity tag") }
      return RemoteFile(name: name, tag: tag, size: size.flatMap { $0 >= 0 ? $0 : nil }, address: address)
    }
  }

  /// The contents of a file from an offset on.
  ///
  /// - Parameters:
  ///   - onStart: told of the offset at which the contents begin, which is 0 where the server does not begin elsewhere.
  ///   - onBytes: told of each piece.
  /// - Throws: `HubFailure`, `Stopped`, and what the closures throw.
  func contents(_ file: RemoteFile, from offset: Int, onStart: (Int) throws -> Void, onBytes: (Data) throws -> Void) throws {
    var request = HTTPRequest(url: file.address, timeout: settings.transferTimeout)
    // What is sent must be the file itself: offsets and lengths are its own.
    request.headers["Accept-Encoding"] = "identity"
    if offset > 0 { request.headers["Range"] = "bytes=\(offset)-" }
    var refusal: HTTPResponse?
    _ = try send(request) { response in
      switch response.status {
      case 200: try onStart(0)
      case 206:
        guard let range = response["content-range"], range.hasPrefix("bytes \(offset)-") else {
          throw HubFailure.strange("it sends another part of \(file.name) than it was asked for")
        }
        try onStart(offset)
      // The part does not exist: what is here is no beginning of the file.
      case 416 where offset > 0:
        try onStart(0)
        throw HubFailure.unreachable("the file there is shorter than what has arrived")
      default:
        if response.redirection == nil { refusal = response }
        return response.redirection != nil
      }
      return true
    } onBytes: {
      if refusal == nil { try onBytes($0) }
    }
    if let refusal { throw failure(refusal) }
  }

  /// Asks, and follows redirections for as long as `onResponse` wants more; who asks is told only to the hub itself.
  private func send(
    _ request: HTTPRequest, onResponse: (HTTPResponse) throws -> Bool, onBytes: (Data) throws -> Void
  ) throws -> HTTPResponse {
    var request = request
    request.headers["User-Agent"] = "maestro"
    request.paceWindow = settings.paceWindow
    if request.headers["Accept-Encoding"] == nil { request.headers["Accept-Encoding"] = "identity" }
    for _ in 0...Self.redirectionLimit {
      request.headers["Authorization"] = isTrusted(request.url) ? settings.token.map { "Bearer \($0)" } : nil
      var last: HTTPResponse?
      var isWanted = false
      do {
        try exchange.send(request, stop: stop) { response in
          last = response
          isWanted = try onResponse(response)
          return isWanted && response.redirection == nil
        } onBytes: {
          try onBytes($0)
        }
      } catch let failure as ConnectionFailure {
        throw HubFailure.unreachable(failure.reason)
      } catch let missing as MissingLibrary {
        throw HubFailure.noLibrary(missing.reason)
      }
      guard let last else { throw HubFailure.unreachable("no answer came") }
      guard isWanted, let next = last.redirection else { return last }
      guard ["http", "https"].contains(next.scheme?.lowercased()) else { throw HubFailure.strange("it redirects to \(next)") }
      // What a redirection writes before the host's name would be sent to it as a name and a password.
      request.url = Self.origin(next) == Self.origin(request.url) ? next : next.withoutUser
    }
    throw HubFailure.strange("it redirects again and again")
  }

  /// Does something until it succeeds, fails for good, or has failed `attempts` times.
  private func trying<Result>(_ attempts: Int, _ body: () throws -> Result) throws -> Result {
    var attempt = 1
    while true {
      do {
        return try body()
      } catch let failure as HubFailure where failure.isPassing && attempt < attempts {
        try pause(after: failure, attempt)
        attempt += 1
      }
    }
  }

  /// Waits before another attempt, longer each time, and for as long as the hub asks for; where it asks for too much in all, the failure is
  /// for good.
  func pause(after failure: HubFailure, _ attempt: Int) throws {
    let usual = settings.retryDelay * (1 << min(attempt - 1, 3))
    let asked = Duration.seconds(failure.wait ?? 0)
    if asked > usual {
      guard asked <= pauseLeft else { throw failure }
      pauseLeft -= asked
      onEvent(.fact("the hub asks for a pause of \(failure.wait ?? 0) s"))
    }
    let end = ContinuousClock.now + max(usual, asked)
    while ContinuousClock.now < end {
      try stop.check()
      usleep(20_000)
    }
  }

  /// Whether an address is the hub's, by its scheme, host and port.
  private func isTrusted(_ url: URL) -> Bool {
    [settings.endpoint, HubSettings.publicEndpoint].compactMap { URL(string: $0) }.map(Self.origin).contains(Self.origin(url))
  }

  /// Scheme, host and port.
  private static func origin(_ url: URL) -> String {
    let scheme = url.scheme?.lowercased() ?? ""
    return "\(scheme)://\(url.host?.lowercased() ?? ""):\(url.port ?? (scheme == "https" ? 443 : 80))"
  }

  private func url(_ path: String) throws -> URL {
    guard let url = URL(string: "\(settings.endpoint)/\(path)"), ["http", "https"].contains(url.scheme?.lowercased()), url.host != nil
    else {
      throw HubFailure.noAddress
    }
    return url
  }

  private func failure(_ response: HTTPResponse) -> HubFailure {
    let code = response["x-error-code"]
    if code == "RevisionNotFound" { return .noRevision }
    if !isTrusted(response.url) {
      return .storeRefused(status: response.status, host: response.url.host ?? "another host", wait: response.wait)
    }
    return .refused(status: response.status, code: code, message: response["x-error-message"], wait: response.wait)
  }

  /// A path's component, slashes included.
  private static func encoded(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    return text.utf8.map { byte in
      if plain.contains(byte) { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }

  /// An entity tag without its quotes and the mark of a weak one.
  private static func normalized(_ tag: String) -> String {
    tag.drop { $0 == "W" || $0 == "/" }.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
  }

  private static func isFileName(_ tag: String) -> Bool {
    (1...200).contains(tag.utf8.count) && !tag.hasPrefix(".")
      && tag.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:+=".contains($0)) }
  }
}

extension URL {
  /// The address without a name and a password before the host.
  fileprivate var withoutUser: URL {
    guard user != nil || password != nil, var parts = URLComponents(url: self, resolvingAgainstBaseURL: true) else { return self }
    (parts.user, parts.password) = (nil, nil)
    return parts.url ?? self
  }
}
