import CPseudoTerminal
import Foundation

/// How long a person waits for the prompt.
enum FirstPrompt {
  /// Starts the program at a terminal of its own and waits until it asks for the first command.
  static func seconds(of executable: String) throws -> Double {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    var name = [CChar](repeating: 0, count: 200)
    let terminal = pseudo_terminal_open(&name, name.count)
    guard terminal >= 0, pseudo_terminal_resize(terminal, 24, 80) == 0 else {
      throw WorkerProcess.Failure(description: "there is no pseudo-terminal")
    }
    defer { close(terminal) }
    let variables = ["HOME=\(home.path)", "TERM=xterm-256color", "PATH=/usr/bin:/bin"]
    let (words, settings) = (copies([executable]), copies(variables))
    defer { (words + settings).forEach { free($0) } }

    let clock = ContinuousClock()
    let began = clock.now
    let process = pseudo_terminal_run(name, home.path, words, settings)
    guard process > 0 else { throw WorkerProcess.Failure(description: "\(executable) does not start") }
    defer {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    var shown = ""
    while !shown.contains("maestro[1]> ") {
      var piece = [UInt8](repeating: 0, count: 4096)
      var polled = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      let count = poll(&polled, 1, 10_000) > 0 ? read(terminal, &piece, piece.count) : 0
      guard count > 0 else { throw WorkerProcess.Failure(description: "\(executable) shows no prompt, but \(shown.debugDescription)") }
      shown += String(decoding: piece[..<count], as: UTF8.self)
    }
    return (clock.now - began) / .seconds(1)
  }

  /// Texts as C wants them, with a null pointer behind the last.
  private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }
}
