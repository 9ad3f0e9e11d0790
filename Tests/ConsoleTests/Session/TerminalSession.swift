import CPseudoTerminal
import Foundation
import SystemPackage
import TestSupport
import Testing

/// The built program at a pseudo-terminal, typed at as a person does.
final class TerminalSession {
  /// Lies beside the tests' own executable.
  private static let executable: String? = {
    guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
    let path = FilePath(tests).removingLastComponent().appending("maestro").string
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  private let folder: TestFolder
  private let terminal: Int32
  private let process: pid_t
  private var isOver = false
  private var received: [UInt8] = []
  /// Characters of the text that are waited for already.
  private var seen = 0

  /// Starts the program; its home is `folder`, in which it works too.
  init(_ arguments: [String] = [], in folder: TestFolder, columns: Int32 = 80, environment: [String: String] = [:]) throws {
    let executable = try #require(Self.executable, "there is no program beside the tests: build it with `swift build -c release`")
    self.folder = folder
    var name = [CChar](repeating: 0, count: 200)
    terminal = pseudo_terminal_open(&name, name.count)
    try #require(terminal >= 0 && pseudo_terminal_resize(terminal, 24, columns) == 0)
    var variables = ["HOME": folder.path.string, "TERM": "xterm-256color", "PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1", "PAGER": "cat"]
    variables.merge(environment) { $1 }
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    process = pseudo_terminal_run(name, folder.path.string, words, settings)
    try #require(process > 0)
  }

  deinit {
    if !isOver {
      Foundation.kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(terminal)
  }

  /// Sends keys.
  func type(_ keys: String) throws {
    var bytes = Array(keys.utf8)[...]
    while !bytes.isEmpty {
      // Whoever writes much must read meanwhile: both ends have little room.
      var polled = pollfd(fd: terminal, events: Int16(POLLIN | POLLOUT), revents: 0)
      try #require(poll(&polled, 1, 20_000) > 0, "nobody takes what is typed")
      if polled.revents & Int16(POLLIN) != 0 { receive() }
      guard polled.revents & Int16(POLLOUT) != 0 else { continue }
      let count = bytes.prefix(512).withUnsafeBytes { Foundation.write(terminal, $0.baseAddress, $0.count) }
      try #require(count > 0)
      bytes = bytes.dropFirst(count)
    }
  }

  /// Waits until `text` appears behind what was waited for before.
  ///
  /// - Returns: What came up to there, without escape sequences.
  @discardableResult
  func wait(for text: String, seconds: Double = 30, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      let shown = shown.dropFirst(seen)
      if let range = shown.range(of: text) {
        seen += shown.distance(from: shown.startIndex, to: range.upperBound)
        return String(shown[..<range.upperBound])
      }
      var polled = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      let isOpen = ContinuousClock.now < end && poll(&polled, 1, 100) >= 0 && (polled.revents == 0 || receive())
      try #require(isOpen, "\(text.debugDescription) did not come, but \(shown.debugDescription)", sourceLocation: sourceLocation)
    }
  }

  /// All that was shown, escape sequences included.
  var raw: String { String(decoding: received, as: UTF8.self) }

  private var shown: String {
    // A carriage return and a line feed are one character to a string, but two bytes.
    String(decoding: received.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self).replacing(#/\x1B\[[0-?]*[@-~]/#, with: "")
  }

  @discardableResult private func receive() -> Bool {
    var piece = [UInt8](repeating: 0, count: 65536)
    let count = read(terminal, &piece, piece.count)
    if count > 0 { received += piece[..<count] }
    return count > 0
  }

  func kill(_ signal: Int32) { Foundation.kill(process, signal) }

  /// Makes the terminal another width.
  func resize(columns: Int32) throws {
    try #require(pseudo_terminal_resize(terminal, 24, columns) == 0)
  }

  /// Waits for the end; the exit status, or minus the signal that killed it.
  func finished() throws -> Int32 {
    let end = ContinuousClock.now + .seconds(30)
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      try #require(ContinuousClock.now < end, "the program does not end")
      var polled = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      if poll(&polled, 1, 20) > 0, !receive() { usleep(5000) }
    }
    isOver = true
    while receive() {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
  }
}
