import Foundation

/// A worker from outside: a process that does its work when it is told to and answers in lines of JSON.
final class WorkerProcess {
  /// Why a worker is of no use.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let complaints = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString).log")
  private var received = Data()
  /// What it said of itself.
  private(set) var facts: [String: String] = [:]
  /// From its start until it was ready.
  private(set) var secondsToReady = 0.0

  /// Starts it, and waits until it is ready.
  init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    _ = FileManager.default.createFile(atPath: complaints.path, contents: nil)
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: complaints)
    secondsToReady = try seconds {
      try process.run()
      facts = try message().ready ?? [:]
    }
  }

  deinit {
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(at: complaints)
  }

  /// One unit of work; the seconds that it says it took.
  func work() throws -> Double {
    do { try input.fileHandleForWriting.write(contentsOf: Data("go\n".utf8)) } catch { throw failure() }
    guard let seconds = try message().seconds else { throw Failure(description: "\(name) did not say how long it worked") }
    return seconds
  }

  /// Lets it end, and returns what it has to say then.
  func end() throws -> WorkerMessage {
    try input.fileHandleForWriting.close()
    var last = try message()
    while last.peakBytes == nil { last = try message() }
    process.waitUntilExit()
    return last
  }

  private var name: String { process.arguments?.first { $0.hasSuffix(".py") } ?? process.executableURL?.lastPathComponent ?? "the worker" }

  private func message() throws -> WorkerMessage {
    let line = try nextLine()
    do {
      return try JSONDecoder().decode(WorkerMessage.self, from: line)
    } catch {
      throw Failure(description: "\(name) said \(String(decoding: line, as: UTF8.self))")
    }
  }

  private func nextLine() throws -> Data {
    let newline = UInt8(ascii: "\n")
    while true {
      if let end = received.firstIndex(of: newline) {
        defer { received = Data(received[received.index(after: end)...]) }
        return Data(received[..<end])
      }
      let piece = output.fileHandleForReading.availableData
      if piece.isEmpty { throw failure() }
      received += piece
    }
  }

  /// It ended before its time; its last words say why.
  private func failure() -> Failure {
    process.waitUntilExit()
    let words = (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
    return Failure(description: "\(name) ended with status \(process.terminationStatus): \(words.suffix(2000))")
  }
}
