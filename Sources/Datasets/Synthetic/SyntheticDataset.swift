import Essentials
import Images

/// A dataset that is drawn: every picture comes from the seed, its split and its number alone.
public struct SyntheticDataset: Sendable {
  /// Numbers of pictures; a split of none has no folder.
  public struct Counts: Sendable, Hashable {
    /// At least one.
    public var train: Int
    /// Zero or more.
    public var valid: Int
    /// Zero or more.
    public var test: Int

    /// The counts of the three splits.
    public init(train: Int, valid: Int, test: Int) {
      self.train = train
      self.valid = valid
      self.test = test
    }

    /// `total` pictures, three fifths for training and a fifth each to judge by.
    public init(total: Int) {
      self.init(train: total - total / 5 * 2, valid: total / 5, test: total / 5)
    }

    subscript(name: DatasetSplit.Name) -> Int {
      switch name {
      case .train: train
      case .valid: valid
      case .test: test
      }
    }
  }

  /// What is drawn: picture number n is of style n, and after the last style comes the first again.
  public let styles: [any SceneStyle]
  /// What is asked about it, as far as the picture's style has it: several samples may share a picture.
  public let tasks: [SceneTask]
  /// The most samples of each task that a picture gives several occasions for.
  public let questions: Int
  /// How much of it.
  public let counts: Counts
  /// The pictures' size in pixels.
  public let size: ImageSize
  /// What all chance comes from.
  public let seed: UInt64

  /// Widths and heights that can be drawn.
  public static let extents = 32...4096

  /// A dataset to be drawn.
  ///
  /// - Parameters:
  ///   - styles: at least one.
  ///   - tasks: each style has one of them at least.
  ///   - questions: at least one; nil for one if there is one task, and for two if there are several.
  ///   - counts: at least one picture to train on.
  ///   - size: both sides within `extents`; nil for the first style's own size.
  ///   - seed: the same one draws the same pictures.
  public init(
    styles: [any SceneStyle], tasks: [SceneTask] = [.detection], questions: Int? = nil, counts: Counts, size: ImageSize? = nil, seed: UInt64
  ) {
    precondition(!styles.isEmpty, "a dataset of no style")
    precondition(questions ?? 1 > 0, "\(questions ?? 0) questions about a picture")
    let size = size ?? styles[0].standardSize
    precondition(counts.train > 0 && counts.valid >= 0 && counts.test >= 0, "\(counts)")
    for style in styles { precondition(!style.tasks(among: tasks).isEmpty, "pictures of \(style.name) are not for \(tasks)") }
    precondition(
      Self.extents.contains(size.width) && Self.extents.contains(size.height), "pictures of \(size.width) x \(size.height) pixels")
    self.styles = styles
    self.tasks = tasks
    self.questions = questions ?? min(2, tasks.count)
    self.counts = counts
    self.size = size
    self.seed = seed
  }

  /// A dataset of one style.
  public init(
    style: any SceneStyle, tasks: [SceneTask] = [.detection], questions: Int? = nil, counts: Counts, size: ImageSize? = nil, seed: UInt64
  ) {
    self.init(styles: [style], tasks: tasks, questions: questions, counts: counts, size: size, seed: seed)
  }

  /// The styles there are.
  public static let allStyles: [any SceneStyle] = [
    ShapeScenes(), CardScenes(), SignScenes(), WordScenes(), MixedScenes(), ChessScenes(), DiceScenes(), PlateScenes(),
  ]

  /// Picture number `index` of a split.
  public func picture(_ split: DatasetSplit.Name, _ index: Int) -> SyntheticPicture {
    let place = DatasetSplit.Name.allCases.firstIndex(of: split) ?? 0
    var generator = PhiloxGenerator(seed: seed, stream: UInt64(place) << 32 | UInt64(index))
    let style = styles[index % styles.count]
    let scene = style.scene(size: size, using: &generator)
    return SyntheticPicture(image: scene.image, annotations: style.annotations(of: scene, for: tasks, questions, using: &generator))
  }

  /// What is asked and answered about the pictures of a split, without tags and locations: texts to train a tokenizer on. A label or a
  /// question each, in the order of the pictures.
  public func texts(_ split: DatasetSplit.Name = .train) -> some Sequence<String> {
    (0..<counts[split]).lazy.flatMap { index in
      picture(split, index).annotations.flatMap { annotation in
        [annotation.prefix, annotation.suffix].flatMap(Self.betweenTags)
      }
    }
  }

  private static func betweenTags(_ text: String) -> [String] {
    text.split(separator: "<").compactMap { part in
      let text = part.drop { $0 != ">" }.dropFirst()
      return part.contains(">") ? (text.isEmpty ? nil : String(text)) : String(part)
    }
  }
}
