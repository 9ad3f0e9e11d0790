import Images
import SystemPackage

/// Where something stands in the files of a dataset.
struct FileLocation: Hashable {
  let file: FilePath
  /// From 1.
  var line: Int?
  /// In Unicode scalars, from 1.
  var column: Int?
}

/// A picture as a file of another program describes it.
struct AnnotatedPicture {
  /// The image's file, whether it is there or not.
  let image: FilePath
  /// The file's name as the annotations have it; nil: that of the file.
  var writtenName: String?
  /// What the annotations say of its size; nil when they say nothing.
  var declaredSize: ImageSize?
  var objects: [AnnotatedObject] = []
  let place: FileLocation
  /// Something of it could not be read, and was reported: it is no sample.
  var isFaulty = false

  /// What messages call it.
  var name: String { writtenName ?? image.lastComponent?.string ?? image.string }
}

/// An object in a picture.
struct AnnotatedObject {
  let label: String
  let box: AnnotatedBox
  let place: FileLocation
  /// What its file calls it: `annotations[3]`, `object dog`.
  let name: String
}

/// The box round an object: left, top, right, bottom.
enum AnnotatedBox {
  case pixels([Double])
  /// Pixels counted from 1, of which the last belong to the box.
  case pixelsFromOne([Double])
  /// Of the picture's width and height.
  case fractions([Double])

  /// In pixels of a picture of that size. Fractions are multiplied in single precision, as supervision does it.
  func corners(in size: ImageSize) -> [Float] {
    switch self {
    case .pixels(let corners): corners.map { Float($0) }
    case .pixelsFromOne(let corners): [corners[0] - 1, corners[1] - 1, corners[2], corners[3]].map { Float($0) }
    case .fractions(let corners):
      zip(corners, [size.width, size.height, size.width, size.height]).map { Float($0) * Float($1) }
    }
  }

  /// The largest distance outside the picture that counts as rounding, in pixels.
  static let tolerance: Float = 1

  /// How it lies in a picture.
  enum Fit {
    case inside
    /// A part of it is in the picture, and may be all that is meant. Says what is wrong, and what may be done.
    case leaves(message: String, hint: String?)
    /// It is no box of this picture. Says why, and what may be done.
    case wrong(message: String, hint: String?)
  }

  /// How it lies in a picture of that size.
  func fit(in size: ImageSize) -> Fit {
    let corners = corners(in: size)
    guard corners.allSatisfy(\.isFinite) else { return .wrong(message: "is no box: its corners are no finite numbers", hint: nil) }
    if let wrong = otherUnit(in: size) { return wrong }
    let (left, top, right, bottom) = (corners[0], corners[1], corners[2], corners[3])
    if right <= left || bottom <= top {
      return .wrong(message: "has a box without area, \(Self.words(corners))", hint: "give it a width and a height, or remove it")
    }
    let (width, height) = (Float(size.width), Float(size.height))
    if left >= -Self.tolerance, top >= -Self.tolerance, right <= width + Self.tolerance, bottom <= height + Self.tolerance {
      return .inside
    }
    let place = "\(Self.words(corners)) in \(size.width) x \(size.height) pixels"
    guard min(right, width) > max(left, 0), min(bottom, height) > max(top, 0) else {
      return .wrong(
        message: "has a box outside the picture, \(place)", hint: "see whether it belongs to a picture of another size, or remove it")
    }
    return .leaves(
      message: "has a box that leaves the picture, \(place)",
      hint: "the policy clip cuts it at the picture's edge; or it belongs to a picture of another size")
  }

  /// What is wrong with numbers that are fractions where pixels are meant, or pixels where fractions are.
  private func otherUnit(in size: ImageSize) -> Fit? {
    switch self {
    case .fractions(let fractions):
      guard fractions.contains(where: { $0 > 2 }) else { return nil }
      return .wrong(
        message: "has a box of pixels, YOLO's are fractions of the picture from 0 to 1", hint: "divide by its width and height")
    case .pixels(let corners) where Self.areFractions(corners, of: size):
      return .wrong(
        message: "has a box of fractions, COCO's are pixels: \(Self.words(corners.map { Float($0) }))", hint: "multiply by width and height"
      )
    case .pixelsFromOne(let corners) where Self.areFractions(corners, of: size):
      return .wrong(
        message: "has a box of fractions, those of Pascal VOC are pixels: \(Self.words(corners.map { Float($0) }))",
        hint: "multiply by width and height")
    case .pixels, .pixelsFromOne: return nil
    }
  }

  /// Whether corners lie within the first pixel of a picture that has many: no object is as small as that.
  private static func areFractions(_ corners: [Double], of size: ImageSize) -> Bool {
    // What rounding adds to the sum of a place and a width.
    let slack = 0.01
    return min(size.width, size.height) >= 8 && corners.allSatisfy { $0 >= -slack && $0 <= 1 + slack } && corners[2] > corners[0]
      && corners[3] > corners[1]
  }

  private static func words(_ corners: [Float]) -> String {
    let texts = corners.map { value in
      let rounded = (Double(value) * 100).rounded() / 100
      return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
    }
    return "\(texts[0]), \(texts[1]) to \(texts[2]), \(texts[3])"
  }
}
