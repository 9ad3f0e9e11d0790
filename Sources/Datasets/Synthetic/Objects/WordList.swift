import Essentials

/// The words that pictures show.
enum WordList {
  /// Common words of three to seven letters.
  static let common = """
    able about above after again air all along also and animal answer any apple area arm art ask away baby back ball bank base bath bear bed \
    below best big bird black blue boat body book box boy bread bridge bring brown build bus busy buy cake call camp car card care cat chair \
    child city class clean clear clock close cloud coat coffee cold color come cook cool corner corn country cow cup cut dance dark day dear \
    deep desk dinner dog door down draw dream dress drink drive dry duck early earth east easy eat egg eight end evening ever every eye face \
    fall family far farm fast father feet few field find fine finger fire first fish five floor flower fly food foot forest four free fresh \
    friend from front fruit full game garden gate gift girl glass gold good grass great green group hair half hand happy hard hat have head \
    heart help here high hill home horse hot hotel hour house ice inside island jump keep key kind king kitchen know lake lamp large last late \
    leaf learn left letter light line lion long look love lunch make man map market milk mind moon morning mother mouse music name near new \
    next night nine north nose note number ocean office old open orange other page paint paper park party pen pencil people piano picture \
    plane plant play pool post queen quick quiet radio rain red rest rice ride right ring river road rock room rose run safe salt sand school \
    sea seven ship shoe shop short sing sister six sky sleep slow small smile snow soft song soup south spoon star stone stop store street \
    sugar summer sun sweet swim table tea ten three ticket time tree two under water week west white wind window winter woman word work world \
    yellow yes young zero zoo
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
