import Datasets
import FineTuning
import TestSupport
import Testing

/// With `group_by_image` a batch looks at each of its pictures once.
@Suite struct SharedPicturesTests {
  private let small: SmallRun

  init() throws {
    small = try SmallRun(.init(train: 4, valid: 2, test: 0), tasks: SceneTask.allCases)
  }

  private func losses(_ change: (inout Configuration) -> Void) throws -> [Double] {
    try small.losses {
      $0.batchSize = 5
      $0.training = .full
      change(&$0)
    }
  }

  /// The samples of a picture stand together in the file, so that without a shuffle the order is the same.
  @Test func theyLearnAsApart() throws {
    func unshuffled(groups: Bool) throws -> [Double] {
      try losses {
        $0.groupsByImage = groups
        $0.shuffles = false
        $0.modelDropout = 0
      }
    }
    let (apart, together) = (try unshuffled(groups: false), try unshuffled(groups: true))
    #expect(Set(apart).count > 3 && apart.count == together.count)
    for (one, other) in zip(apart, together) { #expect(abs(one - other) <= 1e-4 * abs(one), "\(one) \(other)") }
  }

  /// What is recomputed in the backward has the dropouts of the pictures, not of the batch.
  @Test func withDropoutNeitherMemoryNorThreadsMatter() throws {
    func grouped(_ change: (inout Configuration) -> Void) throws -> [Double] {
      try losses {
        $0.groupsByImage = true
        $0.modelDropout = 0.2
        change(&$0)
      }
    }
    let kept = try grouped { $0.checkpointing = .off }
    #expect(try grouped { $0.checkpointing = .on } == kept)
    #expect(try grouped { $0.checkpointing = .auto } == kept)
    #expect(try grouped { $0.threads = 3 } == kept)
    #expect(try grouped { $0.workers = 2 } == kept)
  }
}
