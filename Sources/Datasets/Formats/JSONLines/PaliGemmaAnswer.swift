import Tasks

/// Boxes as PaliGemma is taught them: `<loc0123><loc0456><loc0789><loc1023> car ; ...`, top, left, bottom and right of 1,024 places each.
enum PaliGemmaAnswer {
  private static let placeCount = 1024

  /// The answer to `<OD>` that says the same; nil when the text says anything else.
  static func answer(in suffix: String) -> String? {
    guard suffix.contains("<loc") else { return nil }
    var answer = ""
    for part in suffix.split(separator: ";") {
      guard let object = object(in: part.trimmingBlanks) else { return nil }
      answer += object.text
    }
    return answer
  }

  private static func object(in text: Substring) -> LabelledLocations? {
    var rest = text
    var places: [Int] = []
    while rest.hasPrefix("<loc") {
      guard let end = rest.firstIndex(of: ">") else { return nil }
      let digits = rest[rest.index(rest.startIndex, offsetBy: 4)..<end]
      guard digits.count == 4, let place = Int(digits), (0..<placeCount).contains(place) else { return nil }
      places.append(place)
      rest = rest[rest.index(after: end)...]
    }
    let label = rest.trimmingBlanks
    guard places.count == 4, !label.isEmpty, !label.contains("<") else { return nil }
    let bins = [1, 0, 3, 2].map { places[$0] * LocationGrid.binCount / placeCount }
    return LabelledLocations(label: String(label), locations: bins)
  }

  /// Whether a prompt asks for boxes in PaliGemma's words.
  static func isPrompt(_ prefix: String) -> Bool { prefix.hasPrefix("detect ") }
}
