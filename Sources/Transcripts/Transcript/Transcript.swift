import Essentials
import Foundation
import Script

/// What happened in a session: every input, what it showed, and what of it did succeed. Saved recipes, notebooks and reports are made from it.
package final class Transcript {
  /// What was typed at once, or a recipe that was run.
  package struct Input: Codable, Sendable {
    package enum Ending: String, Codable, Sendable {
      case running, finished, quit, failed, stopped, notBound
    }

    /// At the prompt, from 1; nil for a recipe and for comments alone.
    package internal(set) var number: Int?
    /// As it was typed, or the recipe's text.
    package let text: String
    /// The recipe; nil at the prompt.
    package let file: String?
    package var ending = Ending.running
    package var isUndone = false
    /// What it showed, in order.
    package internal(set) var shown: [Shown] = []
    package internal(set) var seconds = 0.0
    /// What of it succeeded, ready to be run again.
    package var pieces: [Piece] = []
    /// The statement of it that is under way, in Unicode scalars.
    var place: Int?
    /// The input that `$_` stands for in it.
    let lastResult: Int?
    package var result: Value?
  }

  /// Those that ended; the one under way, as far as it came, is the last of `inputs`.
  private var ended: [Input] = []
  private var trace: InputTrace?
  private var running: Input?
  private var start = ContinuousClock.now
  private var textBytes = 0
  private var pictureBytes = 0

  /// The most text of one input, and of pictures of one and of all, that are kept, in bytes.
  static let (textLimit, pictureLimit, allPicturesLimit) = (1 << 20, 16 << 20, 256 << 20)

  package init() {}

  /// Everything so far, the input under way included.
  package var inputs: [Input] {
    guard var input = running, let trace else { return ended }
    input.place = trace.place
    input.pieces = Unrolling(trace, isFinished: false, names: names()).pieces
    return ended + [input]
  }

  /// The session's at its beginning.
  package var seed = 42
  /// The names of the session's variables.
  var names: () -> [String] = { [] }

  /// An input is about to be read.
  ///
  /// - Parameters:
  ///   - number: nil for a recipe.
  ///   - lastResult: the input that `$_` stands for.
  func begin(_ source: SourceText, number: Int?, lastResult: Int?) {
    running = Input(
      number: number, text: source.text(Span(0, source.scalars.count)), file: source.name, lastResult: lastResult)
    trace = InputTrace(source)
    (start, textBytes) = (.now, 0)
  }

  func hear(_ event: Event) {
    switch event {
    case .began: break
    case .traced(let part): trace?.hear(part)
    case .finished(let result):
      if result.output.map({ $0.value != .none }) ?? false { trace?.noteResult() }
      for kind in Shown.Kind.shown(by: result) { show(kind) }
    }
  }

  /// The input under way came to its end.
  ///
  /// - Parameter hasNumber: false when there was nothing in it to run.
  /// - Returns: it, as it is kept.
  @discardableResult
  func end(_ ending: Input.Ending, hasNumber: Bool, error: ScriptError? = nil, result: Value? = nil) -> Input? {
    guard var input = running, let trace else { return nil }
    (running, self.trace) = (nil, nil)
    if !hasNumber { input.number = nil }
    if input.number == nil, input.text.allSatisfy(\.isWhitespace) { return nil }
    input.ending = ending
    input.result = result
    input.seconds = start.duration(to: .now) / .seconds(1)
    if ending != .notBound { input.pieces = Unrolling(trace, isFinished: ending == .finished, names: names()).pieces }
    if let kind = error.flatMap(Shown.Kind.init) {
      let place = (trace.root.children.last.flatMap { if case .part(let part) = $0 { part.part.span.start } else { nil } }) ?? 0
      input.shown.append(Shown(kind: kind, place: place))
    }
    ended.append(input)
    return input
  }

  /// What the input did was taken back.
  package func markUndone(_ number: Int) {
    for index in ended.indices where ended[index].number == number { ended[index].isUndone = true }
  }

  /// Inputs of an earlier session that this one goes on from. One that is under way belongs to neither.
  package func restore(_ inputs: [Input]) {
    ended = inputs
    (running, trace) = (nil, nil)
  }

  /// What else a person was told while the input ran: facts, warnings, epochs that ended.
  package func note(_ text: String) { show(.text(text)) }

  private func show(_ kind: Shown.Kind) {
    guard running != nil else { return }
    switch kind {
    case .text(let text): show(text)
    case .table(let text, let html):
      // What is too long is kept, and cut, as text.
      guard textBytes + text.utf8.count + html.utf8.count <= Self.textLimit else { return show(text) }
      textBytes += text.utf8.count + html.utf8.count
      running?.shown.append(Shown(kind: kind, place: trace?.place ?? 0))
    case .picture(let path, let png):
      let size = png?.count ?? 0
      let isKept = size <= Self.pictureLimit && pictureBytes + size <= Self.allPicturesLimit
      if isKept { pictureBytes += size }
      running?.shown.append(Shown(kind: .picture(path: path, png: isKept ? png : nil), place: trace?.place ?? 0))
    case .error: running?.shown.append(Shown(kind: kind, place: trace?.place ?? 0))
    }
  }

  private func show(_ text: String) {
    let place = trace?.place ?? 0
    guard textBytes <= Self.textLimit else { return }
    textBytes += text.utf8.count
    let text = textBytes > Self.textLimit ? text.prefix(Self.textLimit / 4) + "\n... the rest is not kept ..." : text
    let last = (running?.shown.count ?? 0) - 1
    if last >= 0, running?.shown[last].place == place, case .text(let before)? = running?.shown[last].kind {
      running?.shown[last].kind = .text(before + "\n" + text)
    } else {
      running?.shown.append(Shown(kind: .text(text), place: place))
    }
  }
}
