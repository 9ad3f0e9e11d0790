import Foundation
import Synchronization

/// A server on this machine that speaks the hub's protocol, and misbehaves where a test wants it to.
public final class HubServer: Sendable {
  /// A question.
  public struct Request: Sendable {
    /// GET or HEAD.
    public let method: String
    /// With its escapes.
    public let path: String
    /// By their names in small letters.
    public let headers: [String: String]
    /// Where a range is to begin; 0 without one.
    public var start: Int {
      headers["range"].flatMap { $0.hasPrefix("bytes=") ? Int($0.dropFirst(6).prefix { $0 != "-" }) : nil } ?? 0
    }
  }

  /// What is answered.
  public struct Answer: Sendable {
    /// The status.
    public var status = 200
    /// In order.
    public var headers: [(String, String)] = []
    /// A header of an answer on the way ("103 Early Hints") that is sent before.
    public var hint: String?
    /// What follows.
    public var body: [UInt8] = []
    /// Bytes of the body that are sent before the connection is closed; nil: all.
    public var sends: Int?
    /// Seconds before each piece of the body.
    public var delay = 0.0

    /// An answer; without more, an empty one that says all is well.
    public init(status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = [], sends: Int? = nil) {
      (self.status, self.headers, self.body, self.sends) = (status, headers, body, sends)
    }
  }

  /// Where it listens.
  public let port: Int
  /// As a client names it.
  public var address: String { "http://127.0.0.1:\(port)" }
  /// Every question so far.
  public var requests: [Request] { log.withLock { $0 } }

  /// Bytes that were sent so far, heads included.
  public var sent: Int { count.withLock { $0 } }

  private let listener: Int32
  private let count = Mutex(0)
  private let log = Mutex<[Request]>([])
  private let respond: @Sendable (Request) -> Answer?

  /// - Parameter respond: the answer to a question; nil: the connection is closed without one.
  public init(_ respond: @escaping @Sendable (Request) -> Answer?) throws {
    self.respond = respond
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(socket, generic, length) == 0 && listen(socket, 64) == 0 && getsockname(socket, generic, &length) == 0
      }
    }
    guard isBound else { throw CocoaError(.fileReadUnknown) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(socket, nil, nil)
        guard connection >= 0, let self else { return }
        Thread.detachNewThread { self.serve(connection) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// One question a connection.
  private func serve(_ connection: Int32) {
    defer { close(connection) }
    guard let request = read(connection) else { return }
    log.withLock { $0.append(request) }
    guard let answer = respond(request) else { return }
    var head = answer.hint.map { "HTTP/1.1 103 Early Hints\r\n\($0)\r\n\r\n" } ?? ""
    head += "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\n"
    for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
    if !answer.headers.contains(where: { $0.0.lowercased() == "content-length" }) {
      head += "Content-Length: \(answer.body.count)\r\n"
    }
    guard send(Array((head + "\r\n").utf8), connection), request.method != "HEAD" else { return }
    let body = answer.body.prefix(answer.sends ?? answer.body.count)
    let piece = answer.delay > 0 ? max(body.count / 10, 1) : max(body.count, 1)
    var place = 0
    while place < body.count {
      if answer.delay > 0 { Thread.sleep(forTimeInterval: answer.delay) }
      guard send(Array(body[place..<min(place + piece, body.count)]), connection) else { return }
      place += piece
    }
  }

  private func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var byte = UInt8(0)
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      guard bytes.count < 65_536, recv(connection, &byte, 1, 0) == 1 else { return nil }
      bytes.append(byte)
      // A handshake of TLS.
      if bytes == [0x16] { return nil }
    }
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return Request(method: String(words[0]), path: String(words[1]), headers: headers)
  }

  private func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let length = min(bytes.count - sent, 65_536)
      let taken = bytes.withUnsafeBytes { Glibc.send(connection, $0.baseAddress! + sent, length, Int32(MSG_NOSIGNAL)) }
      guard taken > 0 else { return false }
      sent += taken
      count.withLock { $0 += taken }
    }
    return true
  }
}
