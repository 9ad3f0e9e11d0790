import Essentials
import SystemPackage

extension Dataset {
  /// Pictures of one split that are in an earlier one too, whatever they are called there: a line for each two splits, with how many there
  /// are and the first of them. Only pictures of the same length are read. A dataset that was shared has none.
  ///
  /// - Throws: `Stopped`.
  public func overlapLines(stop: StopToken = .never) throws -> [String] {
    guard !isShared, splits.count > 1 else { return [] }
    var homes: [FilePath: [DatasetSplit.Name]] = [:]
    var files: [FilePath] = []
    for split in splits {
      for sample in split.samples {
        guard let path = sample.image.normalized.file else { continue }
        if homes[path] == nil { files.append(path) }
        if homes[path]?.last != split.name { homes[path, default: []].append(split.name) }
      }
    }
    try stop.check()
    func names(_ files: [FilePath]) -> [DatasetSplit.Name] { files.flatMap { homes[$0] ?? [] } }
    let groups = SameContents.groups(of: files) { Set(names($0)).count > 1 }
    return splits.indices.flatMap { later in
      splits[..<later].compactMap { earlier -> String? in
        let shared = groups.filter { Set([earlier.name, splits[later].name]).isSubset(of: names($0)) }
        guard let first = shared.first?.first(where: { homes[$0]?.contains(splits[later].name) == true }) else { return nil }
        let count = pluralized(shared.count, "picture")
        return "\(count) of \(splits[later].name.rawValue) \(shared.count == 1 ? "is" : "are") in \(earlier.name.rawValue) too "
          + "(\(first.lastComponent?.string.visible ?? "")): what is learned from says nothing of how well the rest is answered; "
          + "`dataset check` names each"
      }
    }
  }
}
