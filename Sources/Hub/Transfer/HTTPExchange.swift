import CCurl
import Essentials
import Foundation

/// The connection broke, or never came about.
struct ConnectionFailure: Error { let reason: String }

/// The system has no libcurl.
struct MissingLibrary: Error { let reason: String }

/// Asks one question after the other, over libcurl. Redirections are answers here: whoever asks decides what is sent on.
///
/// All of it happens on the caller's thread: while the caller is busy nothing is received, and the server waits.
final class HTTPExchange {
  private var handle: OpaquePointer?

  /// Milliseconds after which a stop is noticed where nothing comes.
  private static let patience: Int32 = 50

  deinit {
    if let handle { ccu_close(handle) }
  }

  private func open() throws -> OpaquePointer {
    if let handle { return handle }
    if let reason = ccu_load() { throw MissingLibrary(reason: String(cString: reason)) }
    guard let opened = ccu_open() else { endForLackOfMemory() }
    handle = opened
    return opened
  }

  /// Asks, and hands over the answer's body as it arrives.
  ///
  /// - Parameters:
  ///   - onResponse: told of the head, before the body; false: the body is not wanted, and nothing more is waited for.
  ///   - onBytes: told of each piece of the body.
  /// - Throws: `ConnectionFailure`, `MissingLibrary`, `Stopped`, and what the closures throw.
  func send(
    _ request: HTTPRequest, stop: StopToken, onResponse: (HTTPResponse) throws -> Bool, onBytes: (Data) throws -> Void
  ) throws {
    let handle = try open()
    defer { ccu_end(handle) }
    for (name, value) in request.headers {
      guard ccu_add_header(handle, "\(name): \(value)") != 0 else { endForLackOfMemory() }
    }
    var result = ccu_begin(handle, request.url.absoluteString, request.method == .get ? 1 : 0, Int(request.timeout * 1000) + 1)
    var isAnswered = false
    var lastSign = ContinuousClock.now
    var pace = TransferPace(window: request.paceWindow)
    while true {
      if result == ccu_running { result = ccu_receive(handle, Self.patience) }
      if !isAnswered, let response = Self.response(handle, request.url) {
        isAnswered = true
        guard try onResponse(response) else { return }
        lastSign = .now
      }
      if let piece = Self.piece(handle) {
        try onBytes(piece)
        lastSign = .now
        pace.add(piece.count)
      }
      if result == ccu_done { return }
      if result != ccu_running { throw ConnectionFailure(reason: Self.words(result, handle, request)) }
      try stop.check()
      if ContinuousClock.now - lastSign > .seconds(request.timeout) {
        throw ConnectionFailure(reason: Self.words(ccu_timeout, handle, request))
      }
      if isAnswered, pace.isTooSlow {
        throw ConnectionFailure(
          reason: "less than \(TransferPace.least) bytes a second came for \(request.paceWindow.components.seconds) seconds")
      }
    }
  }

  private static func response(_ handle: OpaquePointer, _ url: URL) -> HTTPResponse? {
    let status = Int(ccu_status(handle))
    var count = 0
    guard status > 0, let bytes = ccu_head(handle, &count) else { return nil }
    let head = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    return HTTPResponse(head: head, status: status, url: url)
  }

  private static func piece(_ handle: OpaquePointer) -> Data? {
    var count = 0
    guard let bytes = ccu_body(handle, &count), count > 0 else { return nil }
    return Data(bytes: bytes, count: count)
  }

  private static func words(_ result: ccu_result, _ handle: OpaquePointer, _ request: HTTPRequest) -> String {
    let reason = String(cString: ccu_reason(handle))
    switch result {
    case ccu_no_host: return "the host has no address"
    case ccu_no_proxy: return "the proxy has no address"
    case ccu_refused: return "nothing answers there"
    case ccu_proxy_refused: return "the proxy refuses with status \(ccu_proxy_status(handle))"
    case ccu_broken: return "the connection broke"
    case ccu_no_answer: return "the server closed the connection without an answer"
    case ccu_timeout: return "nothing came for \(Int(request.timeout.rounded(.up))) seconds"
    case ccu_insecure: return "there is no secure connection: \(reason)"
    default: return reason
    }
  }
}
