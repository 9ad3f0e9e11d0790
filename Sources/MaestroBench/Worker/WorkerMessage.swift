import Files
import Foundation

/// A line of JSON that a worker, ours or the peer's, writes to its standard output.
struct WorkerMessage: Codable {
  /// It is there, and this is worth knowing of it.
  var ready: [String: String]?
  /// What one unit of work took.
  var seconds: Double?
  /// Of the whole process, at its end.
  var peakBytes: Int?
  /// The tokens of the last answer.
  var ids: [Int]?

  enum CodingKeys: String, CodingKey {
    case ready
    case seconds
    case peakBytes = "peak_bytes"
    case ids
  }

  /// Writes it at once, whatever standard output is.
  func send() throws {
    print(try EncodedJSON.text(of: self))
    fflush(nil)
  }
}

/// The most memory that this process ever held, in bytes.
func peakMemory() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return (line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0) * 1024
}
