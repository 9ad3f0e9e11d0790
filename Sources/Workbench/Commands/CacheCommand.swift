import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let cache = Command(
    "cache", "tells where image features are kept, and how many", group: .session,
    details: """
      With freeze_vision=true the vision tower's features of a picture are made once and kept on disk: later epochs, later trainings and \
      evaluations read them. They belong to the picture's bytes, the weights of the vision tower and the projector, image_size and \
      precision; where one of these is another, others are made. When there is no more room, those make way that were used longest ago. The \
      setting cache_dir says where the cache lies.
      """,
    results: [
      ResultField("path", "the folder"), ResultField("entries", "pictures, once for each model that looked at them"),
      ResultField("bytes", "on disk"), ResultField("limit", "bytes at most"),
    ],
    examples: [Example("cache", "before and after a training with freeze_vision=true")], isKept: false
  ) { session, _, _ in
    let folder = try FeatureFolder(session.configuration)
    let (contents, limit) = (folder.contents(), FeatureCache.Limits().bytes)
    return Output(
      [
        "path": .text(folder.path.string), "entries": .integer(contents.entries), "bytes": .integer(contents.bytes),
        "limit": .integer(limit),
      ],
      text: "\(folder.path): image features of \(pictures(contents.entries)), \(storage(contents.bytes)) of at most \(storage(limit))")
  }
}

/// `1 picture`, `12 pictures`.
func pictures(_ count: Int) -> String { "\(count) picture\(count == 1 ? "" : "s")" }

/// `6.3 kB`, `1.8 MB`, `20 GB`.
func storage(_ bytes: Int) -> String {
  let (unit, name) = bytes < 1_000_000 ? (1e3, "kB") : bytes < 1_000_000_000 ? (1e6, "MB") : (1e9, "GB")
  return Value.number((Double(bytes) / unit * 10).rounded() / 10).display + " " + name
}
