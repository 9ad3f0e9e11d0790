import Datasets
import Florence
import Script

/// The tags that `task=` may be given, for completion.
enum TaskChoices {
  /// Those that Florence-2 knows, and the one that datasets write before questions of their own.
  static let all =
    (TaskPrompt.withoutInput + TaskPrompt.withInput).map { Choice($0.tag, $0.prompt) } + [Choice("<VQA>", "a question of your own follows")]

  /// Those of the loaded dataset's samples; all of them while none is loaded.
  static func measured(_ session: Session) -> [Choice] {
    guard let dataset = session.dataset else { return all }
    return dataset.tasks.filter { !$0.isEmpty }.map { tag in all.first { $0.name == tag } ?? Choice(tag, "") }
  }
}
