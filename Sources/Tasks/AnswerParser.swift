import Essentials
import Foundation

/// Turns the text that the model generates into an answer, by the rules of Florence-2's processor in transformers.
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
    func regions(_ labels: AnswerForm.Labels) -> [Answer.Region] { reader.placedRegions(labels).map(\.region) }
    switch form(of: tag) {
    case .text: return .text(plainText(text))
    case .regions(let labels): return .regions(regions(labels))
    case .textLines: return .textLines(reader.textLines())
    case .masks: return .masks(reader.masks(needLabel: false))
    case .regionsOrMasks:
      let hasPolygons = text.range(of: "<poly>", options: .literal) != nil
      return hasPolygons ? .regionsAndMasks([], reader.masks(needLabel: true)) : .regionsAndMasks(regions(.names), [])
    }
  }

  /// The text without `<s>`, `</s>` and `<pad>` and without white space at its ends: what text metrics compare.
  public static func plainText(_ text: String) -> String { stripped(withoutFrame(text)) }

  /// What is wrong with a dataset's suffix for this task: malformed location tokens, locations that make no whole region or have no label.
  public static func faults(inSuffix suffix: String, tag: String?) -> [LocationFault] {
    let form = form(of: tag)
    return LocationFault.faults(in: suffix, locationsPerRegion: form.locationsPerRegion, needsLabel: form.needsLabel)
  }

  /// The bytes of each region that `parse` finds for the task: those of its label, and those of its own locations.
  package static func regionPlaces(inBytes text: [UInt8], tag: String?) -> [[Range<Int>]] {
    let reader = LocatedText(text, width: 1, height: 1)
    return switch form(of: tag) {
    case .regions(let labels): reader.placedRegions(labels).map(\.places)
    case .regionsOrMasks: reader.has("<poly>") ? [] : reader.placedRegions(.names).map(\.places)
    case .text, .textLines, .masks: []
    }
  }

  private static func form(of tag: String?) -> AnswerForm { Task(tag: tag)?.answer ?? .text }

  /// What stands around an answer's text, and is taken out of it wherever it stands.
  package static let frameTokens = ["<s>", "</s>", "<pad>"]

  /// Their bytes.
  package static let frame = Set(frameTokens.map { Array($0.utf8) })

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
}
