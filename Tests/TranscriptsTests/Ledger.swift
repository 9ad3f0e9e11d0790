import Essentials
import Foundation
import Script
import TestSupport
import Transcripts

/// A session that trains nothing: it only notes what was done to it, so that a session and its replay can be held against each other.
final class Ledger {
  /// What was done, in order.
  var log: [String] = []
  /// `step` is stopped after so many.
  var most = Int.max
}

extension CommandTable<Ledger> {
  static let ledger = CommandTable([.step, .stride, .measure, .give, .fail, .draw, .look, .time, .set, .stop])
}

extension Command<Ledger> {
  static let step = Command("step", "steps", parameters: [.optional("n", .integer(.atLeast(1)), default: 1, "how many")]) {
    session, arguments, _ in
    let count: Int = arguments.get("n")
    let done = min(count, session.most)
    for _ in 0..<done { session.log.append("step") }
    let value: Value = ["step": .integer(session.log.count), "loss": .number(1 / Double(session.log.count + 2))]
    if done == count { return Output(value) }
    return Output(value, stopped: "stopped after \(done)", replay: done == 0 ? nil : "step \(done)")
  }

  /// Two words, and cannot be replayed once it was stopped.
  static let stride = Command("long stride", "strides", parameters: [.optional("n", .integer(.atLeast(1)), default: 1, "how many")]) {
    session, arguments, _ in
    if arguments.get("n") > session.most { return Output(stopped: "stopped") }
    session.log.append("stride \(arguments.get("n", as: Int.self))")
    return Output()
  }

  /// A record, which is rather made again than written as a literal.
  static let measure = Command("measure", "measures", parameters: [.named("by", .number, default: 1, "factor")]) { session, arguments, _ in
    session.log.append("measure")
    return Output(["score": .number(Double(session.log.count) * arguments.get("by", as: Double.self)), "parts": [1, 2.5, "a"]])
  }

  /// Gives back what it is given, and notes it.
  static let give = Command("give", "gives", parameters: [.required("value", .value, "anything")]) { session, arguments, _ in
    let value: Value = arguments.get("value")
    session.log.append("give \(value.literal)")
    return Output(value, text: value.display)
  }

  static let fail = Command("fail", "fails", parameters: [.optional("value", .value, "anything")]) { _, _, _ in
    throw Faults(.data, "it failed")
  }

  static let stop = Command("stop", "is stopped") { _, _, _ in throw Stopped() }

  /// A picture of one pixel; `nothing` is no file.
  static let draw = Command("draw", "draws", parameters: [.required("to", .path, "a file, or nothing")]) { session, arguments, _ in
    let path: String = arguments.get("to")
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    let bytes = Data(base64Encoded: png) ?? Data()
    session.log.append("draw")
    if path == "nothing" { return Output(pictures: [Picture(bytes: Array(bytes), path: nil)]) }
    try bytes.write(to: URL(fileURLWithPath: path))
    return Output(text: path, pictures: [Picture(bytes: Array(bytes), path: path)])
  }

  static let look = Command("look", "looks at the session", isKept: false) { session, _, _ in Output(.integer(session.log.count)) }

  static let time = Command("time", "times", parameters: [.required("command", .command, "what is timed")]) { _, arguments, _ in
    try arguments.command("command").run()
  }

  static let set = Command("set", "sets", parameters: [.named("seed", .integer, "seed"), .named("lr", .number, "rate")]) {
    session, arguments, _ in
    // The seed stands at the head of every saved recipe.
    if arguments.given != ["seed"] { session.log.append("set") }
    return Output()
  }
}

/// A prompt over it.
final class LedgerPrompt {
  let session = Ledger()
  let recording: Recording<Ledger>
  let loader: SourceLoader
  let folder: TestFolder

  /// - Parameter files: recipes by their paths.
  init(files: [String: String] = [:]) throws {
    loader = SourceLoader { path in
      guard let text = files[path] else { throw Faults(.data, "there is no \(path)") }
      return Array(text.utf8)
    }
    folder = try TestFolder()
    recording = Recording(commands: .ledger, session: session, loader: loader)
  }

  /// What is wrong with an input, when something is.
  @discardableResult
  func type(_ text: String) -> String? {
    do throws(ScriptError) {
      _ = try recording.submit(text)
      return nil
    } catch {
      return error.diagnostics.first?.message
    }
  }

  /// The recipe that is saved, without its two first lines.
  func recipe() throws -> String {
    let text = try saved("saved.maestro")
    return text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).dropFirst(2).joined(separator: "\n")
  }

  /// The file that is saved.
  func saved(_ name: String, overwrite: Bool = false) throws -> String {
    try SavedFile(recording.transcript, commands: .ledger, session: session, version: "1.2.3", loader: loader)
      .write(to: folder.appending(name), overwrite: overwrite)
    return String(decoding: try folder.bytes(name), as: UTF8.self)
  }

  /// What a run of the saved recipe does.
  func replayed() throws -> [String] {
    let session = Ledger()
    let interpreter = Interpreter(commands: .ledger, session: session, loader: loader)
    _ = try interpreter.run(SourceText(try saved("replayed.maestro"), name: folder.appending("replayed.maestro").string))
    return session.log
  }
}
