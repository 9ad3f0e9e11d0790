import Essentials
import Images
import Tasks

/// A kind of picture that can be drawn in any number, with what there is to ask about it.
public protocol SceneStyle: Sendable {
  /// The style's name, as commands spell it.
  var name: String { get }
  /// What its pictures show, in a few words.
  var summary: String { get }
  /// The pictures' size in pixels when nobody asks for another.
  var standardSize: ImageSize { get }
  /// All that detection may name.
  var labels: [String] { get }
  /// Whether each picture has text to read.
  var hasText: Bool { get }
  /// Every word that answers, questions and captions may hold, each once and sorted. Where text is read there is other text too: letters by
  /// chance.
  var vocabulary: [String] { get }

  /// Draws one picture. The same numbers give the same picture.
  func scene(size: ImageSize, using generator: inout PhiloxGenerator) -> Scene

  /// At most `count` different questions about a picture of this style, with their answers; at least one.
  func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion]
}

extension SceneStyle {
  /// 128 x 128.
  public var standardSize: ImageSize { ImageSize(width: 128, height: 128) }
  /// None.
  public var hasText: Bool { false }

  /// Those of some tasks that pictures of this style are good for, each once and in the order of all tasks.
  public func tasks(among tasks: [SceneTask] = SceneTask.allCases) -> [SceneTask] {
    SceneTask.allCases.filter { tasks.contains($0) && ($0 != .ocr || hasText) }
  }

  /// What is asked about a picture and the right answers.
  ///
  /// - Parameter count: the most samples of a task that the picture gives several occasions for.
  package func annotations(
    of scene: Scene, for tasks: [SceneTask], _ count: Int, using generator: inout PhiloxGenerator
  ) -> [SceneAnnotation] {
    self.tasks(among: tasks).flatMap { task -> [SceneAnnotation] in
      let tag = task.task.tag
      return switch task {
      case .detection: [SceneAnnotation(prefix: tag, suffix: SceneObject.answer(naming: scene.objects, in: scene.image.size))]
      case .vqa: questions(count, about: scene, using: &generator).map { SceneAnnotation(prefix: tag + $0.text, suffix: $0.answer) }
      case .caption: [SceneAnnotation(prefix: tag, suffix: scene.caption)]
      case .ocr: [SceneAnnotation(prefix: tag, suffix: scene.text)]
      case .grounding:
        scene.names(count, using: &generator).map { name in
          SceneAnnotation(
            prefix: tag + name,
            suffix: SceneObject.answer(naming: scene.objects.filter { $0.name == name }, as: name, in: scene.image.size))
        }
      }
    }
  }
}
