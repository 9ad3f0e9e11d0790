import Essentials
import Images
import SystemPackage
import Tasks

/// Looks at the samples of all splits together, for what no line shows by itself.
struct DatasetReview {
  private let splits: [DatasetSplit]
  private let warnings: [SampleCheck]
  private let stretchesGrey: Bool
  private let stop: StopToken
  private(set) var faults: FaultList

  init(_ splits: [DatasetSplit], warnings: [SampleCheck], stretchesGrey: Bool, faults: FaultList, stop: StopToken) {
    self.splits = splits
    self.stretchesGrey = stretchesGrey
    self.warnings = warnings
    self.faults = faults
    self.stop = stop
  }

  /// Notes everything worth a warning.
  mutating func look() throws {
    try findRepeatedPrefixes()
    try findSamePictures()
    try findTurnedPictures()
    if !stretchesGrey { try findPicturesThatBecomeWhite() }
    findBoxesWithoutExtent()
    findAlikeLabels()
    try findWarnings()
  }

  private mutating func add(_ message: String, hint: String?, _ sample: Sample, _ split: DatasetSplit) {
    faults.add(DatasetFault(.warning(message, hint: hint), file: split.annotations(of: sample).string, line: sample.line))
  }

  /// A picture that is asked the same twice in a split.
  private mutating func findRepeatedPrefixes() throws {
    struct Asked: Hashable {
      let image: ImageSource
      let prefix: String
    }
    for split in splits {
      var first: [Asked: Sample] = [:]
      for sample in split.samples {
        try stop.check()
        let asked = Asked(image: sample.image.normalized, prefix: sample.prefix)
        guard let earlier = first[asked] else {
          first[asked] = sample
          continue
        }
        let answer = earlier.suffix == sample.suffix ? "with the same answer" : "with another answer"
        add(
          "\(Self.name(sample)) is asked \(sample.prefix) in line \(earlier.line) already, \(answer)",
          hint: "keep one of the two", sample, split)
      }
    }
  }

  /// Pictures of the same bytes under two names, or in two splits.
  private mutating func findSamePictures() throws {
    struct Use {
      let sample: Sample
      let split: DatasetSplit
    }
    var uses: [FilePath: [Use]] = [:]
    var files: [FilePath] = []
    for split in splits {
      for sample in split.samples {
        guard let path = sample.image.normalized.file else { continue }
        if uses[path] == nil { files.append(path) }
        if uses[path]?.contains(where: { $0.split.name == split.name }) != true {
          uses[path, default: []].append(Use(sample: sample, split: split))
        }
      }
    }
    try stop.check()
    for group in SameContents.groups(of: files) {
      let all = group.flatMap { uses[$0] ?? [] }
      guard let first = all.first else { continue }
      for use in all.dropFirst() {
        if use.split.name != first.split.name {
          add(
            "\(Self.name(use.sample)) is the same picture as \(Self.name(first.sample)) in \(first.split.name.rawValue)",
            hint: "what is trained on says nothing of how well the rest is answered: keep it in one split", use.sample, use.split)
        } else {
          add(
            "\(Self.name(use.sample)) is the same picture as \(Self.name(first.sample)), line \(first.sample.line)",
            hint: "keep one of the two", use.sample, use.split)
        }
      }
    }
  }

  /// Pictures that programs show turned, with boxes that may have been drawn on what they show.
  private mutating func findTurnedPictures() throws {
    var seen: Set<FilePath> = []
    for split in splits {
      for sample in split.samples where sample.suffix.contains("<loc_") || sample.prefix.contains("<loc_") {
        try stop.check()
        guard let file = sample.image.file, seen.insert(file).inserted, let orientation = Image.orientation(of: file),
          orientation != .upright
        else { continue }
        add(
          "\(Self.name(sample)) is shown \(orientation.words) (EXIF orientation \(orientation.rawValue)), but read as it is stored",
          hint: "if its boxes were drawn on what is shown, they are elsewhere: turn the pixels and remove the orientation", sample, split)
      }
    }
  }

  /// Grey pictures of 16 bits, of which all above 255 is white.
  private mutating func findPicturesThatBecomeWhite() throws {
    var seen: Set<ImageSource> = []
    var found: [(sample: Sample, split: DatasetSplit, share: Double)] = []
    for split in splits {
      for sample in split.samples where seen.insert(sample.image.normalized).inserted {
        try stop.check()
        guard let share = try? Image.clippedShare(of: sample.image), share > 0 else { continue }
        found.append((sample, split, share))
      }
    }
    guard let first = found.first else { return }
    let mean = found.reduce(0) { $0 + $1.share } / Double(found.count)
    let percent = mean < 0.01 ? "less than 1%" : "\(Int((100 * mean).rounded(.down)))%"
    let who = found.count == 1 ? "\(Self.name(first.sample)) is" : "\(Self.name(first.sample)) and \(found.count - 1) more are"
    add(
      "\(who) 16-bit grey: \(percent) of \(found.count == 1 ? "its" : "their") pixels become white",
      hint: "set stretch_grey=true stretches them from the darkest pixel to the brightest", first.sample, first.split)
  }

  /// Boxes that begin and end in the same location.
  private mutating func findBoxesWithoutExtent() {
    for split in splits {
      for sample in split.samples where sample.task?.answer.hasBoxes == true {
        for (label, box) in LabelledLocations.boxes(in: sample.suffix) where box[0] == box[2] || box[1] == box[3] {
          add(
            "\(label.isEmpty ? "a box" : label) has no area on the grid of \(LocationGrid.binCount) locations, \(box)",
            hint: "remove it if it is no object", sample, split)
        }
      }
    }
  }

  /// Labels that differ in case, blanks, hyphens, underscores and the form of their accents alone.
  private mutating func findAlikeLabels() {
    struct Use {
      let label: String
      /// Where it is first.
      let sample: Sample
      let split: DatasetSplit
      var count = 0
    }
    // By their bytes, which the model reads: to Swift two forms of an accent are equal.
    var uses: [[UInt8]: Use] = [:]
    for split in splits {
      for sample in split.samples where sample.task?.answer.hasBoxes == true {
        for (label, _) in LabelledLocations.boxes(in: sample.suffix) where !label.isEmpty {
          uses[Array(label.utf8), default: Use(label: label, sample: sample, split: split)].count += 1
        }
      }
    }
    func plain(_ use: Use) -> String { use.label.lowercased().filter { !$0.isWhitespace && $0 != "_" && $0 != "-" } }
    for (_, alike) in Dictionary(grouping: uses.values, by: plain).sorted(by: { $0.key < $1.key }) where alike.count > 1 {
      let sorted = alike.sorted { one, other in
        one.count != other.count ? one.count > other.count : one.label.utf8.lexicographicallyPrecedes(other.label.utf8)
      }
      for use in sorted.dropFirst() {
        let isSame = use.label == sorted[0].label
        add(
          "the label \"\(use.label)\" (\(pluralized(use.count, "box", "boxes"))) looks like \"\(sorted[0].label)\" "
            + "(\(pluralized(sorted[0].count, "box", "boxes")))" + (isSame ? ", with its accents in another Unicode form (NFC, NFD)" : ""),
          hint: "spell them alike if they mean the same", use.sample, use.split)
      }
    }
  }

  /// What the checks warn of, each once.
  private mutating func findWarnings() throws {
    var found: [SampleFault: Int] = [:]
    var uses: [(fault: SampleFault, sample: Sample, split: DatasetSplit)] = []
    for split in splits {
      for sample in split.samples {
        try stop.check()
        for fault in warnings.flatMap({ $0(sample) }) {
          if found[fault] == nil { uses.append((fault, sample, split)) }
          found[fault, default: 0] += 1
        }
      }
    }
    for (fault, sample, split) in uses {
      let count = found[fault] ?? 1
      add(fault.message + (count > 1 ? " (\(pluralized(count, "sample")))" : ""), hint: fault.hint, sample, split)
    }
  }

  private static func name(_ sample: Sample) -> String { sample.image.lastName }
}
