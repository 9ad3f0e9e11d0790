import Images

/// A picture that was drawn, with what is in it.
public struct Scene: Sendable {
  /// The picture.
  public let image: Image
  /// What it shows, by left and then by upper edge.
  public let objects: [SceneObject]
  /// Where the objects are, as a caption says it: "on a striped background".
  public let setting: String

  /// A picture with its objects, in any order.
  public init(image: Image, objects: [SceneObject], setting: String) {
    self.image = image
    self.objects = objects.sorted { ($0.left, $0.top) < ($1.left, $1.top) }
    self.setting = setting
  }
}

/// A question about a picture.
public struct SceneQuestion: Sendable, Hashable {
  /// "how many cards are there?"
  public let text: String
  /// "3"
  public let answer: String

  /// A question with its right answer.
  public init(_ text: String, _ answer: String) {
    self.text = text
    self.answer = answer
  }
}

/// What a line of a dataset says about its picture.
public struct SceneAnnotation: Sendable, Hashable {
  /// The task tag and its input.
  public let prefix: String
  /// The right answer.
  public let suffix: String

  /// A prefix with its suffix.
  public init(prefix: String, suffix: String) {
    self.prefix = prefix
    self.suffix = suffix
  }
}

/// A drawn picture with all that is asked about it.
public struct SyntheticPicture: Sendable {
  /// The picture.
  public let image: Image
  /// One or more.
  public let annotations: [SceneAnnotation]
}
