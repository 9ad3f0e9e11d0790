import Essentials
import Images

extension SceneComposer {
  /// The sprites here and there before a background from which they stand out.
  /// - Parameter sizes: how many pixels a unit of each may have, as a share of the picture's shorter side.
  func scattered(_ sprites: [(sprite: Sprite, sizes: ClosedRange<Double>)], using generator: inout PhiloxGenerator) -> Scene {
    let shorter = Double(min(size.width, size.height))
    // The largest first: the others find a place beside it more easily than it beside them.
    let sprites = sprites.sorted { $0.sprite.extent.width * $0.sizes.lowerBound > $1.sprite.extent.width * $1.sizes.lowerBound }
    let drawn = place(sprites.map(\.sprite), using: &generator) { index, most, generator in
      let sizes = sprites[index].sizes
      let size = generator.number(in: sizes.lowerBound...max(sizes.lowerBound, sizes.upperBound * most))
      // Upright where turned there is no room, and below the smallest size only when nothing else helps.
      return anywhere(sprites[index].sprite, unit: shorter * size * min(1, most * 3), turned: most, using: &generator)
    }
    let colors = sprites.flatMap(\.sprite.colors)
    return scene(drawn, before: .random(behind: colors, in: size, using: &generator), using: &generator)
  }
}
