import Essentials
import Images

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

  /// The tasks that pictures of this style are good for.
  public var tasks: [SceneTask] { SceneTask.allCases.filter { $0 != .ocr || hasText } }

  /// What is asked about a picture and the right answers.
  package func annotations(of scene: Scene, for task: SceneTask, using generator: inout PhiloxGenerator) -> [SceneAnnotation] {
    func questions(_ count: Int) -> [SceneAnnotation] {
      self.questions(count, about: scene, using: &generator).map { SceneAnnotation(prefix: "<VQA>" + $0.text, suffix: $0.answer) }
    }
    var detection: SceneAnnotation {
      SceneAnnotation(prefix: "<OD>", suffix: LocationText.answer(naming: scene.objects, in: scene.image.size))
    }
    var caption: SceneAnnotation { SceneAnnotation(prefix: "<CAPTION>", suffix: scene.caption) }
    var reading: SceneAnnotation { SceneAnnotation(prefix: "<OCR>", suffix: scene.text) }
    switch task {
    case .detection: return [detection]
    case .vqa: return questions(1)
    case .caption: return [caption]
    case .ocr: return [reading]
    case .all: return [detection] + questions(2) + [caption] + (hasText ? [reading] : [])
    }
  }
}
