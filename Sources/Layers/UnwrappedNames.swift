/// Names of a file's tensors without what the wrappers of a model added to them when it was saved: `_orig_mod.` of torch.compile, `module.`
/// of data parallelism, a beginning such as `model.` that a trainer's own class put before every name.
package struct UnwrappedNames {
  /// The file's name of each bare one.
  package private(set) var stored: [String: String] = [:]
  /// Names of the file whose bare one another name of the file has too.
  package private(set) var repeated: [String] = []

  /// Modules that wrap another one and may stand anywhere in a name.
  private static let wrappers: Set<Substring> = ["_orig_mod", "module", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"]
  /// Components of a common beginning that may be taken off.
  private static let depthLimit = 8
  private static let sampleSize = 2000

  /// - Parameters:
  ///   - names: all of a file's.
  ///   - beginnings: what a part of the model that was saved alone lacks in front of its names.
  ///   - simplified: makes one spelling of several, before anything else.
  ///   - known: how many of some names the model has.
  package init(
    _ names: [String], lacking beginnings: [String] = [], simplified: (String) -> String = { $0 }, known: ([String]) -> Int
  ) {
    let components = names.map { name in
      simplified(name).split(separator: ".", omittingEmptySubsequences: false).filter { !Self.wrappers.contains($0) }
    }
    // So many names tell what was added to all of them.
    let sample = stride(from: 0, to: names.count, by: names.count / Self.sampleSize + 1).map { components[$0] }
    let common = Self.commonBeginning(sample)
    var best = (count: -1, depth: 0, beginning: "")
    search: for depth in 0...common.count {
      for beginning in [""] + beginnings {
        let count = known(sample.map { Self.bare($0, common.prefix(depth), beginning) })
        if count > best.count { best = (count, depth, beginning) }
        // Some names no model has: nothing will fit better.
        if count * 10 >= sample.count * 9 { break search }
      }
    }
    for (name, components) in zip(names, components) {
      let bare = Self.bare(components, common.prefix(best.depth), best.beginning)
      if stored[bare] == nil { stored[bare] = name } else { repeated.append(name) }
    }
  }

  /// A name that begins otherwise than most is nobody's, and stays as it is.
  private static func bare(_ components: [Substring], _ common: ArraySlice<Substring>, _ beginning: String) -> String {
    components.starts(with: common)
      ? beginning + components.dropFirst(common.count).joined(separator: ".") : components.joined(separator: ".")
  }

  /// Components that most names begin with; none of them is all of a name.
  private static func commonBeginning(_ names: [[Substring]]) -> ArraySlice<Substring> {
    var common: [Substring] = []
    var sharing = names
    while common.count < depthLimit {
      let next = sharing.lazy.filter { $0.count > common.count + 1 }.map { $0[common.count] }
      guard let most = Dictionary(grouping: next, by: \.self).max(by: { $0.value.count < $1.value.count }),
        most.value.count * 2 > names.count
      else { break }
      sharing = sharing.filter { $0.count > common.count + 1 && $0[common.count] == most.key }
      common.append(most.key)
    }
    return common[...]
  }
}
