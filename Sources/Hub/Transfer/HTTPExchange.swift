import Essentials
import Foundation
import FoundationNetworking

/// A question to a server.
struct HTTPRequest {
  var url: URL
  var method = "GET"
  var headers: [String: String] = [:]
  /// Seconds without a byte after which the connection counts as broken.
  var timeout: Double
}

/// The head of a server's answer.
struct HTTPResponse {
  let url: URL
  let status: Int
  private let fields: [String: String]

  fileprivate init(_ response: HTTPURLResponse, url: URL) {
    self.url = url
    status = response.statusCode
    fields = Dictionary(
      response.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }, uniquingKeysWith: { first, _ in first })
  }

  /// A header's value, whatever the case of its name.
  subscript(_ name: String) -> String? { fields[name.lowercased()] }

  /// Where the answer says to ask instead.
  var redirection: URL? {
    guard [301, 302, 303, 307, 308].contains(status), let location = self["location"] else { return nil }
    return URL(string: location, relativeTo: url)?.absoluteURL
  }

  /// Seconds to wait before the question is asked again, where the answer says so, by either of two headers; five minutes at most.
  var wait: Int? {
    // The hub tells in every answer when its count begins anew; only where the count is used up is that worth waiting for.
    let limit = (status == 429 ? self["ratelimit"] : nil).flatMap { field in
      field.split(separator: ";").lazy.map { $0.trimmingCharacters(in: .whitespaces) }
        .compactMap { $0.hasPrefix("t=") ? Int($0.dropFirst(2)) : nil }.first
    }
    return (self["retry-after"].flatMap { Int($0) } ?? limit).map { min(max($0, 0), 300) }
  }
}

/// The connection broke, or never came about.
struct ConnectionFailure: Error { let reason: String }

/// Asks one question after the other. Redirections are answers here: whoever asks decides what is sent on.
///
/// The session calls back on a thread of its own; all that both threads touch is in `state`, behind the condition's lock.
final class HTTPExchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private struct State {
    var task = -1
    var response: HTTPURLResponse?
    var pieces: [Data] = []
    /// Bytes of the pieces.
    var size = 0
    var failure: String?
    var isDone = false
  }

  private let condition = NSCondition()
  private var state = State()
  private var session: URLSession?

  /// Longer than any timeout here: what is too slow is told by whoever waits.
  private static let sessionTimeout = 24.0 * 3600
  /// Bytes that may wait for the caller: a server can be faster than a disk.
  private static let backlogLimit = 4 << 20

  private func openSession() -> URLSession {
    if let session { return session }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    configuration.timeoutIntervalForRequest = Self.sessionTimeout
    let opened = URLSession(configuration: configuration, delegate: self, delegateQueue: ShortQueue())
    session = opened
    return opened
  }

  /// Ends what connections are open.
  func close() {
    session?.invalidateAndCancel()
    session = nil
  }

  /// Asks, and hands over the answer's body as it arrives, on the caller's thread.
  ///
  /// - Parameters:
  ///   - onResponse: told of the head, before the body; false: the body is not wanted, and nothing more is waited for.
  ///   - onBytes: told of each piece of the body.
  /// - Throws: `ConnectionFailure`, `Stopped`, and what the closures throw.
  func send(
    _ request: HTTPRequest, stop: StopToken, onResponse: (HTTPResponse) throws -> Bool, onBytes: (Data) throws -> Void
  ) throws {
    var question = URLRequest(url: request.url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: Self.sessionTimeout)
    question.httpMethod = request.method
    for (name, value) in request.headers { question.setValue(value, forHTTPHeaderField: name) }
    let task = openSession().dataTask(with: question)
    condition.withLock { state = State(task: task.taskIdentifier) }
    task.resume()
    defer { abandon(task) }
    var isAnswered = false
    var lastSign = ContinuousClock.now
    while true {
      let news = arrivals()
      if news.response != nil && !isAnswered || !news.pieces.isEmpty { lastSign = .now }
      if !isAnswered, let response = news.response {
        isAnswered = true
        guard try onResponse(HTTPResponse(response, url: request.url)) else { return }
      }
      for piece in news.pieces { try onBytes(piece) }
      if news.isDone {
        if let failure = news.failure { throw ConnectionFailure(reason: failure) }
        guard isAnswered else { throw ConnectionFailure(reason: "the server closed the connection without an answer") }
        return
      }
      try stop.check()
      if ContinuousClock.now - lastSign > .seconds(request.timeout) {
        throw ConnectionFailure(reason: "nothing came for \(Int(request.timeout.rounded(.up))) seconds")
      }
    }
  }

  /// What has come since the last time; waits a moment when there is nothing.
  private func arrivals() -> State {
    condition.withLock {
      if state.pieces.isEmpty, !state.isDone { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1)) }
      let news = state
      (state.pieces, state.size) = ([], 0)
      condition.broadcast()
      return news
    }
  }

  private func change(_ task: URLSessionTask, _ body: (inout State) -> Void) {
    condition.withLock {
      guard state.task == task.taskIdentifier else { return }
      body(&state)
      condition.broadcast()
    }
  }

  /// Ends a task. The library traps when it is told about a redirection of a task that was ended: after this nothing is told of it.
  private func abandon(_ task: URLSessionTask) {
    condition.withLock {
      state.task = -1
      condition.broadcast()
    }
    // It waits for the library's thread, which may wait for the lock.
    task.cancel()
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping (URLRequest?) -> Void
  ) {
    change(task) {
      completionHandler(nil)
      $0.response = response
      $0.isDone = true
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    change(dataTask) { $0.response = response as? HTTPURLResponse }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    change(dataTask) {
      $0.pieces.append(data)
      $0.size += data.count
    }
    // The next piece comes when this returns.
    condition.withLock {
      while state.task == dataTask.taskIdentifier, state.size > Self.backlogLimit { condition.wait() }
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    change(task) {
      if $0.response == nil { $0.response = task.response as? HTTPURLResponse }
      if let error, !$0.isDone { $0.failure = Self.words(error) }
      $0.isDone = true
    }
  }

  private static func words(_ error: any Error) -> String {
    let error = error as NSError
    let reason = (error.userInfo[NSUnderlyingErrorKey] as? NSError)?.localizedDescription ?? error.localizedDescription
    switch error.code {
    case NSURLErrorCannotFindHost: return "the host has no address"
    case NSURLErrorCannotConnectToHost: return "nothing answers there"
    case NSURLErrorNetworkConnectionLost: return "the connection broke"
    case NSURLErrorTimedOut: return "nothing came in time"
    case NSURLErrorSecureConnectionFailed, NSURLErrorServerCertificateUntrusted, NSURLErrorServerCertificateHasBadDate:
      return "there is no secure connection: \(reason)"
    default: return reason
    }
  }
}

/// A session's delegate is told of everything on this queue, one after the other, and only so much may wait to be told.
///
/// The library takes no rest from receiving: a task that is suspended begins anew when it is resumed, and what a delegate does not take piles
/// up in its queue. But it receives on the thread that puts things into the queue, so the queue holds it up.
private final class ShortQueue: OperationQueue, @unchecked Sendable {
  private let room = DispatchSemaphore(value: 64)

  override init() {
    super.init()
    maxConcurrentOperationCount = 1
  }

  override func addOperation(_ block: @escaping @Sendable () -> Void) {
    room.wait()
    super.addOperation { [room] in
      block()
      room.signal()
    }
  }
}
