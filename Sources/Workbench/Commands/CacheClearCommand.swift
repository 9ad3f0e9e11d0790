import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let cacheClear = Command(
    "cache clear", "removes all image features that are kept", group: .session,
    details: """
      A training that is using them, here or in another program, makes them anew and gives the same numbers. Other files in the folder are \
      left alone.
      """,
    results: [ResultField("entries", "pictures whose features were removed"), ResultField("bytes", "that are free again")],
    examples: [Example("cache clear", "when the disk is full")], isKept: false
  ) { session, _, _ in
    let removed = try FeatureFolder(session.configuration).clear()
    return Output(
      ["entries": .integer(removed.entries), "bytes": .integer(removed.bytes)],
      text: "removed the image features of \(pictures(removed.entries)), \(storage(removed.bytes))")
  }
}
