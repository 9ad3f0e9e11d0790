import Essentials
import Foundation
import Tokenization

/// Turns the text that the model generates into an answer, by the rules of Florence-2's processor in native transformers.
///
/// Four things differ on purpose: coordinates are not cut to integers; labels keep what is not ASCII; `<pad>` is taken out of plain text; and a
/// location above `<loc_999>`, which no tokenizer has, is no location.
public enum AnswerParser {
  /// The answer in `text`.
  ///
  /// - Parameters:
  ///   - text: as decoded, with or without `<s>`, `</s>` and `<pad>`.
  ///   - tag: the task, `<OD>`; nil and any tag that is not a locating task's give plain text.
  ///   - width: of the image in pixels, to which coordinates are scaled.
  ///   - height: of the image in pixels.
  public static func parse(_ text: String, tag: String?, width: Int, height: Int) -> Answer {
    let reader = LocatedText(withoutFrame(text), width: width, height: height)
    switch tag {
    case "<OD>", "<DENSE_REGION_CAPTION>": return .regions(reader.regions(needLabel: true))
    case "<REGION_PROPOSAL>": return .regions(reader.regions(needLabel: false))
    case "<CAPTION_TO_PHRASE_GROUNDING>": return .regions(reader.regions(needLabel: true).filter { !unlocatable.contains($0.label) })
    case "<OCR_WITH_REGION>": return .textLines(reader.textLines())
    case "<REFERRING_EXPRESSION_SEGMENTATION>", "<REGION_TO_SEGMENTATION>": return .masks(reader.masks(needLabel: false))
    case "<OPEN_VOCABULARY_DETECTION>":
      let hasPolygons = text.range(of: "<poly>", options: .literal) != nil
      return hasPolygons ? .regionsAndMasks([], reader.masks(needLabel: true)) : .regionsAndMasks(reader.regions(needLabel: true), [])
    default: return .text(plainText(text))
    }
  }

  /// The text without `<s>`, `</s>` and `<pad>` and without white space at its ends: what text metrics compare.
  public static func plainText(_ text: String) -> String { stripped(withoutFrame(text)) }

  /// What is wrong with a dataset's suffix for this task: malformed location tokens, locations that make no whole region or have no label.
  public static func faults(inSuffix suffix: String, tag: String?) -> [LocationFault] {
    switch tag {
    case "<OD>", "<DENSE_REGION_CAPTION>", "<CAPTION_TO_PHRASE_GROUNDING>":
      LocationFault.faults(in: suffix, locationsPerRegion: 4, needsLabel: true)
    case "<REGION_PROPOSAL>": LocationFault.faults(in: suffix, locationsPerRegion: 4)
    case "<OCR_WITH_REGION>": LocationFault.faults(in: suffix, locationsPerRegion: 8, needsLabel: true)
    default: LocationFault.faults(in: suffix)
    }
  }

  /// The bytes of each region that `parse` finds for the task: those of its label, and those of its own locations.
  static func regionPlaces(inBytes text: [UInt8], tag: String?) -> [[Range<Int>]] {
    let reader = LocatedText(text, width: 1, height: 1)
    let regions: [(region: Answer.Region, places: [Range<Int>])]
    switch tag {
    case "<OD>", "<DENSE_REGION_CAPTION>": regions = reader.placedRegions(needLabel: true)
    case "<REGION_PROPOSAL>": regions = reader.placedRegions(needLabel: false)
    case "<CAPTION_TO_PHRASE_GROUNDING>":
      regions = reader.placedRegions(needLabel: true).filter { !unlocatable.contains($0.region.label) }
    case "<OPEN_VOCABULARY_DETECTION>":
      regions = reader.has("<poly>") ? [] : reader.placedRegions(needLabel: true)
    default: regions = []
    }
    return regions.map(\.places)
  }

  /// What stands around an answer's text, in bytes.
  static let frame: Set<[UInt8]> = [Array("<s>".utf8), Array("</s>".utf8), Array("<pad>".utf8)]

  /// The places that a prefix asks about, `<REGION_TO_CATEGORY><loc_1><loc_2><loc_3><loc_4>`: x and y of the corners of each, in pixels.
  ///
  /// Four locations in a row are a box, six and more the corners of a polygon; fewer, and an odd last one, mean nothing.
  public static func places(inPrefix prefix: String, width: Int, height: Int) -> [[Float]] {
    LocatedText(prefix, width: width, height: height).outlines()
  }

  private static func withoutFrame(_ text: String) -> String {
    ["<s>", "</s>", "<pad>"].reduce(text) { $0.replacingOccurrences(of: $1, with: "", options: .literal) }
  }

  /// Without white space at the ends, as Python strips it.
  static func stripped(_ text: String) -> String { String(WhiteSpace.stripped(text.unicodeScalars)) }

  /// Phrases that name nothing one could point at; grounding leaves them out.
  private static let unlocatable: Set<String> = Set(
    """
    it I me mine you your yours he him his she her hers they them their theirs one oneself we us our ours its myself yourself himself \
    herself itself ourselves yourselves themselves this that these those who whom whose which what all another any anybody anyone \
    anything each everybody everyone everything few many nobody none several some somebody someone something images image the a an lots
    """.split(separator: " ").map(String.init)
  ).union(["each other", "one another", "the image", "a group", "other objects", "a set"])
}
