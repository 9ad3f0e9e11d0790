import Tasks

/// The tokens that Florence-2 has and BART has not: task and location tokens, in the order in which its processor adds them.
package enum FlorenceTokens {
  /// The tokens of the location bins, 0 to 999.
  static let locations = (0..<LocationGrid.binCount).map(LocationGrid.token)

  /// All 1,024. `desciption` is the model's own spelling.
  package static let all: [String] =
    ["<od>", "</od>", "<ocr>", "</ocr>"]
    + locations
    + ["<cap>", "</cap>", "<ncap>", "</ncap>", "<dcap>", "</dcap>", "<grounding>", "</grounding>", "<seg>", "</seg>", "<sep>"]
    + ["<region_cap>", "</region_cap>", "<region_to_desciption>", "</region_to_desciption>"]
    + ["<proposal>", "</proposal>", "<poly>", "</poly>", "<and>"]
}
