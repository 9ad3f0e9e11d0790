import Essentials
import Foundation
import Script
import Testing

/// A recipe that says in its own comments what must come of it:
///
///     print (1 + 2)     ### = 3
///     print $a - 1      ### 10 "operators stand in expressions" ? "($a - 1)"
///
/// that the line shows exactly this text, or that a fault is found in it: in which column, with what in its message, and in its hint.
/// What is expected is no part of the recipe. Chunks of a file are parted by lines of `---`.
struct Chunk: CustomStringConvertible {
  let name: String
  let lines: [String]

  var description: String { name }

  var source: SourceText {
    SourceText(lines.map { $0.replacing(/\ *###.*/, with: "") }.joined(separator: "\n"), name: name)
  }

  /// The chunks of all files in a folder beside this one. None is a failure of its own.
  static func all(in folder: String) throws -> [Chunk] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(folder)
    let files = try FileManager.default.contentsOfDirectory(at: path, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "maestro" }.sorted { $0.path < $1.path }
    let chunks = try files.flatMap { file in
      try String(contentsOf: file, encoding: .utf8).split(separator: "\n---\n").enumerated().map { index, text in
        Chunk(name: "\(file.lastPathComponent)#\(index + 1)", lines: text.components(separatedBy: "\n"))
      }
    }
    precondition(!chunks.isEmpty, "there are no chunks in \(path.path)")
    return chunks
  }

  struct Fault: Hashable {
    let line: Int
    let column: Int
    let message: String
    let hint: String?
  }

  /// By line.
  var faults: [Fault] {
    get throws {
      try lines.enumerated().flatMap { index, line in
        try line.matches(of: /###.*/).prefix(1).flatMap { comment in
          try comment.output.matches(of: /([0-9]+) "([^"]*)"(?: \? "([^"]*)")?/).map { match in
            Fault(
              line: index + 1, column: try #require(Int(match.output.1)), message: String(match.output.2),
              hint: match.output.3.map(String.init))
          }
        }
      }
    }
  }

  var shown: [Int: [String]] {
    var shown: [Int: [String]] = [:]
    for (index, line) in lines.enumerated() {
      for match in line.matches(of: /### = (.*)$/) { shown[index + 1] = match.output.1.components(separatedBy: " | ") }
    }
    return shown
  }
}

/// What a run showed, and what went wrong.
struct Outcome {
  var shown: [Int: [String]] = [:]
  var faults: [Diagnostic] = []
  var json: [String] = []
  var ended: Interpreter<Workshop>.Outcome?
  var cause: ScriptError.Cause?

  /// Runs a recipe in a new workshop.
  init(
    _ source: SourceText, session: Workshop = Workshop(), overrides: [Override] = [], stop: StopToken = .never,
    loader: SourceLoader = .nothing
  ) {
    let log = Log()
    let interpreter = Interpreter(commands: .workshop, session: session, stop: stop, loader: loader, listener: log.hear)
    do throws(ScriptError) {
      ended = try interpreter.run(source, overrides: overrides)
    } catch {
      faults = error.diagnostics
      cause = error.cause
    }
    shown = log.shown
    json = log.json
  }

  init(_ text: String, name: String? = nil, session: Workshop = Workshop()) {
    self.init(SourceText(text, name: name), session: session)
  }
}

final class Log {
  private(set) var shown: [Int: [String]] = [:]
  private(set) var json: [String] = []
  private(set) var results: [StatementResult] = []
  private(set) var begun: [StatementStart] = []
  private(set) var traces: [ExecutionTrace] = []

  func hear(_ event: Event) {
    switch event {
    case .began(let start): begun.append(start)
    case .finished(let result):
      results.append(result)
      json += result.json.map { [$0] } ?? []
      if let text = result.output?.text, !text.isEmpty { shown[result.line, default: []].append(text) }
    case .traced(let trace): traces.append(trace)
    }
  }

  var text: [String] { results.compactMap { $0.output?.text }.filter { !$0.isEmpty } }
}
