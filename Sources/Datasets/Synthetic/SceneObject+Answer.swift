import Images
import Tasks

extension SceneObject {
  /// The answer that names objects and their boxes (left, top, right, bottom): label and four tokens, one object after the other.
  package static func answer(naming objects: [SceneObject], in size: ImageSize) -> String {
    objects.map { answer(naming: [$0], as: $0.label, in: size) }.joined()
  }

  /// The answer that gives the boxes of all objects of one name: the name and four tokens an object.
  package static func answer(naming objects: [SceneObject], as name: String, in size: ImageSize) -> String {
    let edges = objects.flatMap { [($0.left, size.width), ($0.top, size.height), ($0.right, size.width), ($0.bottom, size.height)] }
    return LabelledLocations(label: name, locations: edges.map { LocationGrid.bin(ofPixel: $0, size: $1) }).text
  }
}
