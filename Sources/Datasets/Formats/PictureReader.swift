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

  init(dataset: DatasetReader, faults: FaultList) {
    self.dataset = dataset
    self.faults = faults
    images = ImageInspector(scrutiny: dataset.images)
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
    let before = faults.count
    let name = picture.image.lastComponent?.string ?? picture.image.string
    switch images.inspect(.file(picture.image)) {
    case .bad(let fact, let near):
      faults.add(DatasetFault(.image(name, fact, near: near), at: picture.place))
      return nil
    case .good(let size, let byteCount):
      if let declared = picture.declaredSize, declared != size { add(declared: declared, real: size, picture) }
      let suffix = picture.objects.map { text(of: $0, in: size) }.joined()
      let sample = Sample(
        image: picture.image, prefix: Task.objectDetection.tag, suffix: suffix, line: picture.place.line ?? 1,
        annotations: picture.place.file)
      // Of an object at fault there is a fault already.
      if faults.count == before {
        for fault in dataset.checks.flatMap({ $0(sample) }) { faults.add(DatasetFault(.unfit(fault), at: picture.place)) }
      }
      return faults.count == before && !picture.isFaulty ? (sample, size, byteCount) : nil
    }
  }

  private mutating func add(declared: ImageSize, real: ImageSize, _ picture: AnnotatedPicture) {
    let isTurned = declared.width == real.height && declared.height == real.width
    let name = picture.image.lastComponent?.string ?? picture.image.string
    faults.add(
      DatasetFault(
        .faulty(
          "\(name) is \(declared.width) x \(declared.height) pixels by its annotations and \(real.width) x \(real.height) in fact",
          hint: isTurned
            ? "the boxes were drawn on the picture turned by its EXIF orientation: turn its pixels, or annotate it anew"
            : "its boxes belong to another picture: export picture and annotations together"), at: picture.place))
  }

  private mutating func text(of object: AnnotatedObject, in size: ImageSize) -> String {
    if let (message, hint) = Self.fault(ofLabel: object.label) {
      faults.add(DatasetFault(.faulty("\(object.name) \(message)", hint: hint), at: object.place))
    }
    if let (message, hint) = object.box.fault(in: size) {
      faults.add(DatasetFault(.faulty("\(object.name) \(message)", hint: hint), at: object.place))
      return ""
    }
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
