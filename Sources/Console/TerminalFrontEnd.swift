import CTerminal
import Essentials
import Foundation
import Script
import Workbench

/// Shows what runs: results on standard output, as a person reads them or as JSON lines, and progress on standard error; asks for keys at
/// the terminal.
public final class TerminalFrontEnd: FrontEnd {
  private let isJSON: Bool
  /// Where somebody types at a prompt: pictures are shown, and what took long is told. Nil for a recipe.
  private let prompt: Terminal?
  private let progress = ProgressDisplay()
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
    Message.write(text, to: STDERR_FILENO)
    let result = terminal_wait_for_key(STDIN_FILENO)
    Message.write("\n", to: STDERR_FILENO)
    if result < 0 { throw Stopped() }
  }

  package func show(_ event: Event) {
    if case .began = event { toldSeconds.append(0) }
    guard case .finished(let result) = event else { return }
    let duration = untoldDuration(of: result)
    guard failure == nil else { return }
    let text = isJSON ? result.json : result.errors.isEmpty ? result.output?.text : nil
    do {
      if let text, !text.isEmpty { try Message.result(text) }
      if prompt != nil {
        try pictures.show(result.output?.pictures ?? [], namedIn: text ?? "")
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

  package func show(_ event: SessionProgress) { progress.show(event) }

  /// What was shown last is over, whatever came of it; the next failure is told again.
  func close() {
    progress.close()
    failure = nil
  }

  /// What the terminal sent while it was asked about pictures and was no answer.
  func takeUnread() -> [UInt8] { prompt != nil ? pictures.takeUnread() : [] }
}

/// Tenths of a second up to a minute.
func durationText(_ seconds: Double) -> String { seconds < 59.95 ? "\(decimalText(seconds)) s" : timeText(seconds) }

private func decimalText(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10)" }
