/// The tokens that Florence-2 has and BART has not: task and location tokens, in the order in which its processor adds them.
package enum FlorenceTokens {
  /// The number of bins on each axis of an image; bin n is written `<loc_n>`.
  package static let locationCount = 1000

  /// The token of a location bin, 0 to 999.
  package static func location(_ bin: Int) -> String { "<loc_\(bin)>" }

  /// All 1,024. `desciption` is the model's own spelling.
  package static let all: [String] =
    ["<od>", "</od>", "<ocr>", "</ocr>"]
    + (0..<locationCount).map(location)
    + ["<cap>", "</cap>", "<ncap>", "</ncap>", "<dcap>", "</dcap>", "<grounding>", "</grounding>", "<seg>", "</seg>", "<sep>"]
    + ["<region_cap>", "</region_cap>", "<region_to_desciption>", "</region_to_desciption>"]
    + ["<proposal>", "</proposal>", "<poly>", "</poly>", "<and>"]
}
