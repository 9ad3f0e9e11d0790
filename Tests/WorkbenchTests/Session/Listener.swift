import Essentials
import Script
import Workbench

/// A front end that hands on what it is told.
final class Listener: FrontEnd {
  let stop: StopToken
  private let onEvent: (Event) -> Void
  private let onProgress: (SessionProgress) -> Void

  init(
    stop: StopToken = .never, onEvent: @escaping (Event) -> Void = { _ in }, onProgress: @escaping (SessionProgress) -> Void = { _ in }
  ) {
    self.stop = stop
    self.onEvent = onEvent
    self.onProgress = onProgress
  }

  func show(_ event: Event) { onEvent(event) }
  func show(_ progress: SessionProgress) { onProgress(progress) }
}
