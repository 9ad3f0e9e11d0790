import Essentials
import Script
import Workbench

/// Shows a recipe while it runs: results on standard output, as a person reads them or as JSON lines, and progress on standard error.
public final class RecipeDisplay {
  private let isJSON: Bool
  private let line = ProgressLine()
  private var training = TrainingDisplay()
  /// Why standard output did not take a result; nil when it took all.
  public private(set) var failure: (any Error)?

  /// - Parameter isJSON: whether results are one JSON object a line.
  public init(isJSON: Bool) { self.isJSON = isJSON }

  package func show(_ event: Event) {
    guard failure == nil, case .finished(let result) = event else { return }
    let text = isJSON ? result.json : result.errors.isEmpty ? result.output?.text : nil
    guard let text, !text.isEmpty else { return }
    do {
      try Message.result(text)
    } catch {
      failure = error
    }
  }

  package func show(_ progress: SessionProgress) {
    switch progress {
    case .fact(let fact): Message.status(fact)
    case .training(let event): training.show(event)
    case .evaluation(let done, let of): line.update("evaluation \(progressBar(done, of: of)) \(done)/\(of)")
    case .done:
      line.clear()
      training.close()
      training = TrainingDisplay()
    }
  }
}
