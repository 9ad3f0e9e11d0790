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
  /// What the annotations say of its size; nil when they say nothing.
  var declaredSize: ImageSize?
  var objects: [AnnotatedObject] = []
  let place: FileLocation
  /// Something of it could not be read, and was reported: it is no sample.
  var isFaulty = false
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
  /// Of the picture's width and height.
  case fractions([Double])

  /// In pixels of a picture of that size. Fractions are multiplied in single precision, as supervision does it.
  func corners(in size: ImageSize) -> [Float] {
    switch self {
    case .pixels(let corners): corners.map { Float($0) }
    case .fractions(let corners):
      zip(corners, [size.width, size.height, size.width, size.height]).map { Float($0) * Float($1) }
    }
  }

  /// The largest distance outside the picture that counts as rounding, in pixels.
  static let tolerance: Float = 1

  /// What is wrong with it in a picture of that size, and what may be done.
  func fault(in size: ImageSize) -> (message: String, hint: String?)? {
    let corners = corners(in: size)
    guard corners.allSatisfy(\.isFinite) else { return ("is no box: its corners are no finite numbers", nil) }
    let (left, top, right, bottom) = (corners[0], corners[1], corners[2], corners[3])
    if right <= left || bottom <= top {
      return ("has a box without area, \(Self.words(corners))", "give it a width and a height, or remove it")
    }
    let bound = (width: Float(size.width) + Self.tolerance, height: Float(size.height) + Self.tolerance)
    if left < -Self.tolerance || top < -Self.tolerance || right > bound.width || bottom > bound.height {
      if case .fractions(let fractions) = self, fractions.contains(where: { $0 > 2 }) {
        return ("has a box of pixels, YOLO's are fractions of the picture from 0 to 1", "divide by its width and height")
      }
      return (
        "has a box that leaves the picture, \(Self.words(corners)) in \(size.width) x \(size.height) pixels",
        "cut it at the picture's edge, or see whether it belongs to a picture of another size"
      )
    }
    return nil
  }

  private static func words(_ corners: [Float]) -> String {
    let texts = corners.map { value in
      let rounded = (Double(value) * 100).rounded() / 100
      return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
    }
    return "\(texts[0]), \(texts[1]) to \(texts[2]), \(texts[3])"
  }
}
