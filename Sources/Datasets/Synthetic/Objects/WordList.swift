import Essentials

/// The words that pictures show.
enum WordList {
  /// Common words of three to seven letters.
  static let common = """
    air and animal apple arm art baby ball bank bear bed big bird black blue boat body book box boy bread bridge brown bus cake camp \
    car card care cat chair class clock cloud coat cold color cook corn cow cup dark day dinner dog door down dream dress drink duck \
    earth east eat egg eight eye face family farm fast father finger fire fish five floor flower fly forest four friend frog from \
    fruit game gift girl glass gold good grass green hair hand happy hat head heart here high home horse hotel hour house ice island \
    jump key king kitchen knife lake lamp leaf left letter light line lion lunch map market milk moon morning mother mouse music \
    name new night nine north nose nut ocean open orange page paint paper park party pencil piano plane prize queen quick quiz radio \
    rain red rice ring river road rock room rose run salt sand school sea seven ship shoe shop short sister six sky smile snow soft \
    soup south spoon star street sugar summer sun sweet swim table tea ten three ticket time train tree two van vase village voice \
    water wave week west white wind window winter wolf wood word world year yellow young zero zoo
    """.split(separator: " ").map(String.init)

  /// A word in small letters or in capitals; one in five is made of letters by chance, so that reading is more than recognising.
  static func word(lengths: ClosedRange<Int>, using generator: inout PhiloxGenerator) -> String {
    let word: String
    if generator.chance(0.2) {
      let letters = Array("abcdefghijklmnopqrstuvwxyz")
      word = String((0..<2 + generator.index(below: min(lengths.upperBound, 5) - 1)).map { _ in generator.choice(of: letters) })
    } else {
      word = generator.choice(of: common.filter { lengths.contains($0.count) })
    }
    return generator.chance(0.5) ? word : word.uppercased()
  }
}
