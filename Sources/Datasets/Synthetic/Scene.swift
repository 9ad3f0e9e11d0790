import Essentials
import Images

/// A picture that was drawn, with what is to be asked about it and answered.
public struct Scene: Sendable {
  /// The picture.
  public let image: Image
  /// The task tag and its input.
  public let prefix: String
  /// The right answer.
  public let suffix: String
}

/// An object in a picture with the pixels it spans: columns `left..<right`, rows `top..<bottom`.
package struct SceneObject: Sendable, Hashable {
  package let label: String
  package let left: Int
  package let top: Int
  package let right: Int
  package let bottom: Int

  package init(label: String, left: Int, top: Int, right: Int, bottom: Int) {
    self.label = label
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }
}

/// A kind of picture that can be drawn in any number, each with its right answer.
public protocol SceneStyle: Sendable {
  /// The style's name, as commands spell it.
  var name: String { get }

  /// Draws one picture. The same numbers give the same picture.
  func scene(using generator: inout PhiloxGenerator) -> Scene
}
