import Files
import Images
import SystemPackage
import Tasks

/// Looks at annotated pictures and makes samples of them: `<OD>`, and each object's label with its four locations.
struct PictureReader {
  private let dataset: DatasetReader
  private(set) var faults: FaultList
  private var samplesRead = 0
  private var images: ImageInspector
  private var repeated: RepeatedBoxes
  /// Boxes that were cut at their picture's edge, and where the first stands.
  private var cut: (count: Int, first: FileLocation)?

  init(dataset: DatasetReader, faults: FaultList) {
    self.dataset = dataset
    self.faults = faults
    images = ImageInspector(scrutiny: dataset.images)
    repeated = RepeatedBoxes(areDropped: dataset.options.policy.contains(.skip))
  }

  /// Notes what was found in all pictures together.
  mutating func finish() {
    repeated.addFaults(to: &faults)
    guard let cut else { return }
    let what =
      cut.count == 1 ? "a box leaves its picture and is" : "\(cut.count) boxes leave their pictures, the first of them here, and are"
    faults.add(DatasetFault(.warning("\(what) cut at the edge", hint: nil), at: cut.first))
  }

  /// The samples of pictures that are without fault, and a digest of all that they are made from.
  mutating func samples(of pictures: [AnnotatedPicture]) throws -> (samples: [Sample], digest: String) {
    var samples: [Sample] = []
    var digest = FNV1a()
    for (index, picture) in pictures.enumerated() {
      try dataset.stop.check()
      if faults.isFull { break }
      if index.isMultiple(of: images.reach) {
        try images.lookAhead(at: pictures[index...].prefix(images.reach).map { .file($0.image) }, dataset.stop)
      }
      if let (sample, size, byteCount) = sample(of: picture) {
        digest.combine(picture.image.lastComponent?.string.utf8 ?? "".utf8)
        digest.combine(sample.suffix.utf8)
        for number in [size.width, size.height, byteCount] { digest.combine(number) }
        samples.append(sample)
      }
      samplesRead += 1
      dataset.progress(samplesRead)
    }
    return (samples, digest.text)
  }

  private mutating func sample(of picture: AnnotatedPicture) -> (Sample, ImageSize, byteCount: Int)? {
    let before = faults.errorCount
    switch images.inspect(picture) {
    case .bad(let fact, let near):
      faults.add(DatasetFault(.image(picture.name, fact, near: near), at: picture.place))
      return nil
    case .good(let size, let byteCount):
      if let declared = picture.declaredSize, declared != size { add(declared: declared, real: size, picture) }
      let suffix = picture.objects.map { text(of: $0, in: size) }.joined()
      var sample = sample(of: picture, suffix)
      sample = self.sample(of: picture, repeated.answer(of: sample, at: picture.objects.first?.place ?? picture.place))
      // Of an object at fault there is a fault already.
      if faults.errorCount == before {
        for fault in dataset.checks.flatMap({ $0(sample) }) { faults.add(DatasetFault(.unfit(fault), at: picture.place)) }
      }
      return faults.errorCount == before && !picture.isFaulty ? (sample, size, byteCount) : nil
    }
  }

  private func sample(of picture: AnnotatedPicture, _ suffix: String) -> Sample {
    Sample(
      image: picture.image, prefix: Task.objectDetection.tag, suffix: suffix, line: picture.place.line ?? 1,
      annotations: picture.place.file)
  }

  private mutating func add(declared: ImageSize, real: ImageSize, _ picture: AnnotatedPicture) {
    faults.add(
      DatasetFault(
        .faulty(
          "\(picture.name) is \(declared.width) x \(declared.height) pixels by its annotations and \(real.width) x \(real.height) in fact",
          hint: Self.hint(declared: declared, real: real, picture)), at: picture.place))
  }

  private static func hint(declared: ImageSize, real: ImageSize, _ picture: AnnotatedPicture) -> String {
    guard declared.width == real.height && declared.height == real.width else {
      return "its boxes belong to another picture: export picture and annotations together"
    }
    if let orientation = Image.orientation(of: picture.image), orientation.exchangesSides {
      return "the boxes were drawn on the picture turned by its EXIF orientation: turn its pixels, or annotate it anew"
    }
    return "width and height are exchanged in the annotations, or the picture was turned after it was annotated"
  }

  private mutating func text(of object: AnnotatedObject, in size: ImageSize) -> String {
    if let (message, hint) = Self.fault(ofLabel: object.label) {
      faults.add(DatasetFault(.faulty("\(object.name) \(message)", hint: hint), at: object.place))
    }
    switch object.box.fit(in: size) {
    case .inside: break
    case .leaves where dataset.options.policy.contains(.clip): cut = ((cut?.count ?? 0) + 1, cut?.first ?? object.place)
    case .leaves(let message, let hint), .wrong(let message, let hint):
      faults.add(DatasetFault(.faulty("\(object.name) \(message)", hint: hint), at: object.place))
      return ""
    }
    // The quantizer keeps what is outside at the edge.
    let corners = object.box.corners(in: size)
    let extents = [size.width, size.height, size.width, size.height]
    return LabelledLocations(label: object.label, locations: zip(corners, extents).map { LocationGrid.bin(of: $0, size: $1) }).text
  }

  /// What a label cannot be, because answers with it could not be read back.
  private static func fault(ofLabel label: String) -> (message: String, hint: String)? {
    if label.allSatisfy(\.isWhitespace) { return ("has an empty label", "name what it is") }
    if label.contains("<") { return ("has a label with `<`, which begins a location", "rename the class") }
    if label.contains(where: \.isNewline) { return ("has a label of several lines", "rename the class") }
    return nil
  }
}
