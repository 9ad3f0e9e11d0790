/// Tasks whose answers name places.
package enum LocatedTasks {
  private static let tasks: Set<String> = [
    "<OD>", "<DENSE_REGION_CAPTION>", "<CAPTION_TO_PHRASE_GROUNDING>", "<OPEN_VOCABULARY_DETECTION>", "<REGION_PROPOSAL>",
  ]

  /// Whether the places are boxes.
  package static func haveBoxes(_ task: String?) -> Bool { task.map(tasks.contains) ?? false }

  /// Whether each label has its places behind it: boxes or quadrilaterals.
  package static func namePlaces(_ task: String) -> Bool { haveBoxes(task) || task == "<OCR_WITH_REGION>" }

  /// The boxes of an answer, each as left, top, right and bottom on the grid; incomplete ones, and polygons, are left out.
  package static func boxes(in answer: String) -> [(label: String, box: [Int])] {
    LocationText.parts(of: answer).filter { $0.locations.count.isMultiple(of: 4) && !answer.contains("<poly>") }.flatMap { part in
      stride(from: 0, to: part.locations.count, by: 4).map { (part.label, Array(part.locations[$0..<$0 + 4])) }
    }
  }
}
