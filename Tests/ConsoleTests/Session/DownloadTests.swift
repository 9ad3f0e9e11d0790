import Foundation
import TestSupport
import Testing

/// A model of the hub at the prompt, from a server on this machine.
@Suite(.serialized) struct DownloadTests {
  @Test func ctrlCEndsADownloadAndTheNextOneGoesOn() throws {
    let (folder, slow) = (try TestFolder(), try SmallHub.server(delay: 0.3))
    let session = try TerminalSession(in: folder, columns: 100, environment: ["HF_ENDPOINT": slow.address])
    try session.wait(for: "maestro[1]> ")
    try session.type("set model_id=owner/small revision=main\r")
    try session.wait(for: "]> ")
    try session.type("model load owner/small\r")
    // The live line: the file, the bar, how much of how much.
    try session.wait(for: "model.safetensors  [")
    try session.wait(for: "/0.2 MB")
    try session.wait(for: "[==")
    try session.type("\u{3}")
    try session.wait(for: "what has arrived of owner/small is kept: the next time goes on from there")
    try session.wait(for: "stopped")
    try session.wait(for: "]> ")
    try session.type("model load owner/small\r")
    try session.wait(for: "fetched model.safetensors of owner/small")
    try session.wait(for: "owner/small: ")
    try session.wait(for: "]> ")
    let ranges = slow.requests.filter { $0.method == "GET" && $0.path.hasSuffix("/model.safetensors") }.map(\.start)
    #expect(ranges.count == 2 && ranges[0] == 0 && ranges[1] > 10_000)
    try session.type("quit\r")
    #expect(try session.finished() == 0)
  }
}
