import Essentials

/// Words as the machine translation evaluations have them since 2009 (mteval-v13a): punctuation stands alone, but for apostrophes, hyphens
/// in words, and the points and commas of numbers. Source: sacrebleu's 13a tokenizer.
enum WordTokenizer {
  typealias Scalars = [Unicode.Scalar]

  static func words(_ text: String) -> [Scalars] {
    var scalars = Array(WhiteSpace.strippedAtEnd(text.unicodeScalars))
    for (old, new) in replacements { scalars = replacing(old, by: new, in: scalars) }
    scalars = [" "] + scalars + [" "]
    scalars = scalars.flatMap { scalar -> Scalars in isPunctuation(scalar) ? [" ", scalar, " "] : [scalar] }
    // Points and commas leave what is no digit before them, then what is no digit after them; a hyphen leaves a digit before it.
    scalars = replacingPairs(in: scalars, { !isDigit($0) && isPoint($1) }) { [$0, " ", $1, " "] }
    scalars = replacingPairs(in: scalars, { isPoint($0) && !isDigit($1) }) { [" ", $0, " ", $1] }
    scalars = replacingPairs(in: scalars, { isDigit($0) && $1 == "-" }) { [$0, " ", $1, " "] }
    return scalars.split(whereSeparator: WhiteSpace.contains).map(Array.init)
  }

  /// One after the other, in this order.
  private static let replacements: [(Scalars, Scalars)] = [
    ("<skipped>", ""), ("-\n", ""), ("\n", " "), ("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"),
  ].map { (old: String, new: String) in (Array(old.unicodeScalars), Array(new.unicodeScalars)) }

  private static func replacing(_ old: Scalars, by new: Scalars, in text: Scalars) -> Scalars {
    var result: Scalars = []
    var index = 0
    while index < text.count {
      if text[index] == old[0], text[index...].starts(with: old) {
        result += new
        index += old.count
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  /// As a regular expression of two characters replaces: from the left, no character twice.
  private static func replacingPairs(
    in text: Scalars, _ matches: (Unicode.Scalar, Unicode.Scalar) -> Bool, _ new: (Unicode.Scalar, Unicode.Scalar) -> Scalars
  ) -> Scalars {
    var result: Scalars = []
    var index = 0
    while index < text.count {
      if index + 1 < text.count, matches(text[index], text[index + 1]) {
        result += new(text[index], text[index + 1])
        index += 2
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isPoint(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }

  /// ASCII's blank and punctuation without the apostrophe, comma, hyphen and point.
  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "{"..."~", "["..."`", " "..."&", "("..."+", ":"..."@", "/": true
    default: false
    }
  }
}
