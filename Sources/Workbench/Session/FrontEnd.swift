import Essentials
import Script

/// Who a session works for: shows what it tells, and lends it keys, a width and the wish to stop. What is left out is nobody's.
package protocol FrontEnd: AnyObject {
  /// Columns that long texts are laid out in.
  var columns: Int { get }
  /// Whether there is a person who could press a key.
  var canAwaitKey: Bool { get }
  /// Ends the work under way after its present step.
  var stop: StopToken { get }
  /// Abandons even the step under way.
  var abort: StopToken { get }

  /// Shows a text and returns once a person has pressed a key; asked only where there is one.
  ///
  /// - Throws: `Stopped` when the person would rather end it.
  func awaitKey(_ text: String) throws

  /// Told of every statement that begins and ends.
  func show(_ event: Event)

  /// Told of everything that takes long.
  func show(_ progress: SessionProgress)
}

extension FrontEnd {
  package var columns: Int { 80 }
  package var canAwaitKey: Bool { false }
  package var stop: StopToken { .never }
  package var abort: StopToken { .never }
  package func awaitKey(_ text: String) throws {}
  package func show(_ event: Event) {}
  package func show(_ progress: SessionProgress) {}
}

/// Nobody looks on, and nobody stops anything.
package final class SilentFrontEnd: FrontEnd {
  package init() {}
}
