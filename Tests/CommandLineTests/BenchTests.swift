import Files
import Foundation
import Images
import SystemPackage
import TestSupport
import Testing

/// The measuring program does what it measures. Its figures are no matter of tests.
@Suite struct BenchTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func run(_ line: String) throws -> String {
    let bench = try #require(Program.executable).removingLastComponent().appending("MaestroBench")
    let outcome = try Program(line, of: bench, in: folder).finished()
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }

  /// A line of a worker.
  private struct Message: Decodable {
    let ready: [String: String]?
    let seconds: Double?
    let peak_bytes: Int?
  }

  /// What a worker says: that it is ready, each of its times, its memory.
  private func messages(_ line: String) throws -> [Message] {
    try run(line).split(separator: "\n").map { try JSONDecoder().decode(Message.self, from: Data($0.utf8)) }
  }

  private func expectWork(_ messages: [Message], times: Int) throws {
    #expect(messages.count == times + 2)
    #expect(messages.first?.ready != nil)
    for message in messages.dropFirst().dropLast() { #expect(try #require(message.seconds) > 0) }
    #expect(try #require(messages.last?.peak_bytes) > 1 << 20)
  }

  @Test func aKernelIsTimed() throws {
    let lines = try run("kernels kernel~scale threads=1").split(separator: "\n")
    #expect(lines.count == 2 && lines[0].hasPrefix("threads 1, "))
    #expect(try #/kernel scale +[0-9.]+ GB/s +best [0-9.]+ GB/s +processor [0-9.]+ GB/s +[0-9.]+ ms/#.wholeMatch(in: lines[1]) != nil)
  }

  @Test func aWorkerTrains() throws {
    let model = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
      .appending("Sources/CBundledModel/nano")
    let found = try messages("worker train --checkpoint \(model) --image 64 --answer 4 --threads 1 --repeat 2")
    try expectWork(found, times: 2)
    #expect(found.first?.ready?["threads"] == "1")
    #expect(try #require(found.first?.ready?["trainable"].flatMap { Int($0) }) > 0)
  }

  @Test func aWorkerBringsAPictureToASquare() throws {
    try Image(width: 40, height: 30, pixels: [UInt8](repeating: 99, count: 40 * 30 * 3)).write(to: folder.appending("a.png"))
    try expectWork(messages("worker picture --file a.png --image 32 --count 2 --repeat 3"), times: 3)
  }
}
