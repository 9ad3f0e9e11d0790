import Foundation

/// A question to a server.
struct HTTPRequest {
  var url: URL
  var method = Method.get
  var headers: [String: String] = [:]
  /// Seconds without a byte after which the connection counts as broken.
  var timeout: Double
  /// The time over which bytes are counted to see whether an answer comes too slowly.
  var paceWindow = Duration.seconds(60)

  enum Method {
    case get
    /// The answer is its head alone.
    case head
  }
}
