import CTerminal
import Essentials
import Foundation
import Presentation
import Script
import Workbench

/// Shows what runs: results on standard output, as a person reads them or as JSON lines, and progress on standard error; asks for keys at
/// the terminal.
public final class TerminalFrontEnd: FrontEnd {
  private let isJSON: Bool
  /// Where somebody types at a prompt: pictures are shown, and what took long is told. Nil for a recipe.
  private let prompt: Terminal?
  private let progress = ProgressDisplay()
  /// The command under way.
  private(set) lazy var activity = ActivityIndicator(progress.line)
  private lazy var pictures = PictureDisplay()
  /// Of the statements under way, the outermost first, the seconds in them that were told already.
  private var toldSeconds: [Double] = []
  /// Why standard output did not take a result; nil when it took all.
  public private(set) var failure: (any Error)?

  package let stop: StopToken
  package let abort: StopToken

  /// A recipe's.
  ///
  /// - Parameter isJSON: whether results are one JSON object a line.
  package convenience init(isJSON: Bool, interruptions: Interruptions) { self.init(isJSON, nil, interruptions) }

  /// A prompt's.
  convenience init(prompt: Terminal, interruptions: Interruptions) { self.init(false, prompt, interruptions) }

  private init(_ isJSON: Bool, _ prompt: Terminal?, _ interruptions: Interruptions) {
    (self.isJSON, self.prompt) = (isJSON, prompt)
    (stop, abort) = (interruptions.stop, interruptions.abort)
  }

  /// Longer lines are hard to read; a recipe's texts are the same everywhere.
  package var columns: Int { prompt.map { max(30, min($0.columns, 80)) } ?? 80 }

  package var canAwaitKey: Bool { Terminal.standardInput.isTerminal && Terminal.standardError.isTerminal }

  package func awaitKey(_ text: String) throws {
    try activity.hidden {
      progress.line.clear()
      Message.write(text, to: STDERR_FILENO)
      let result = terminal_wait_for_key(STDIN_FILENO)
      Message.write("\n", to: STDERR_FILENO)
      if result < 0 { throw Stopped() }
    }
  }

  package func show(_ event: Event) {
    switch event {
    case .began(let statement):
      toldSeconds.append(0)
      activity.begin(statement.command)
    case .finished(let result):
      if case .command = result.kind { activity.end() }
      let duration = untoldDuration(of: result)
      progress.line.whileCleared { show(result, took: duration) }
    case .traced: break
    }
  }

  /// - Parameter duration: in seconds, where it is worth telling.
  private func show(_ result: StatementResult, took duration: Double?) {
    guard failure == nil else { return }
    do {
      if isJSON {
        if let json = result.json { try Message.result(json) }
      } else if result.errors.isEmpty, let display = result.output?.display, !display.isEmpty {
        try show(display)
      }
      if prompt != nil {
        try pictures.show(result.output?.pictures ?? [], namedIn: result.output?.text ?? "")
        if let duration { Message.status(Terminal.standardError.style.dim("took \(durationText(duration))")) }
      }
    } catch {
      failure = error
    }
  }

  /// How long a statement took, where that is worth telling: not so where what ran in it has told it, nor where its own text does.
  private func untoldDuration(of result: StatementResult) -> Double? {
    guard case .command(let words) = result.kind else { return result.seconds >= 1 ? result.seconds : nil }
    let inside = toldSeconds.popLast() ?? 0
    let told = words == "time" ? result.seconds : inside
    let isTold = result.seconds - told >= 1
    if !toldSeconds.isEmpty { toldSeconds[toldSeconds.count - 1] += isTold ? result.seconds : told }
    return isTold ? result.seconds : nil
  }

  /// A person at the prompt gets it in the terminal's columns, in colours, and page by page; a recipe's results are the same everywhere.
  private func show(_ display: Display) throws {
    let screen = Terminal.standardOutput
    guard prompt != nil, screen.isTerminal else { return try Message.result(display.text) }
    let lines = display.lines(columns: screen.columns).map { $0.map(screen.style.coloured).joined() }
    let text = lines.joined(separator: "\n")
    if lines.count >= screen.rows, screen.isInteractive, canAwaitKey, let pager = Pager(), activity.hidden({ pager.show(text) }) { return }
    try Message.result(text)
  }

  package func show(_ event: SessionProgress) { progress.show(event) }

  /// What was shown last is over, whatever came of it; the next failure is told again.
  func close() {
    activity.endAll()
    toldSeconds = []
    progress.close()
    failure = nil
  }

  /// What the terminal sent while it was asked about pictures and was no answer.
  func takeUnread() -> [UInt8] { prompt != nil ? pictures.takeUnread() : [] }
}

/// Tenths of a second up to a minute.
func durationText(_ seconds: Double) -> String { seconds < 59.95 ? "\(decimalText(seconds)) s" : timeText(seconds) }

private func decimalText(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10)" }
