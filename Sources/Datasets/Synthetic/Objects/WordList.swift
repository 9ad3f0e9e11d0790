import Essentials

/// The words that pictures show.
enum WordList {
  /// Common words of three to seven letters.
  static let common = """
    air and animal apple arm art baby ball bank bear bed big bird black blue boat body book box boy bread bridge brown bus cake camp \
    car card care cat chair class clock cloud coat cold color cook corn cow cup dark day dinner dog door down dream dress drink duck \
    earth east eat egg eight eye face farm fast father finger fire fish five floor flower fly forest friend from fruit girl glass \
    gold good grass green hand happy hat head heart here high home horse hotel hour house island king lamp leaf left letter light \
    line lion map moon morning mother music name night nose ocean open orange page paint pencil plane queen radio rain red rock run \
    salt sea seven ship shoe shop short six sky smile snow star summer sun swim tea ten three time tree two water white window word \
    world yellow young
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
