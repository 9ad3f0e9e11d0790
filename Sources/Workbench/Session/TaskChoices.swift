import Datasets
import Script
import Tasks

/// The tags that `task=` may be given, for completion.
enum TaskChoices {
  /// All that there are.
  static let all = Task.all.map { Choice($0.tag, $0.summary) }

  /// Those of the loaded dataset's samples; all of them while none is loaded.
  static func measured(_ session: Session) -> [Choice] {
    guard let dataset = session.dataset else { return all }
    return dataset.tasks.filter { !$0.isEmpty }.map { tag in all.first { $0.name == tag } ?? Choice(tag, "") }
  }
}
