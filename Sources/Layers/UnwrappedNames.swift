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
    let common = Self.commonCount(components)
    var best = (count: -1, names: [String]())
    search: for depth in 0...common {
      for beginning in [""] + beginnings {
        let bare = components.map { beginning + $0.dropFirst(depth).joined(separator: ".") }
        let count = known(bare)
        if count > best.count { best = (count, bare) }
        // The rest is what no file's names are recognised by: nothing will fit better.
        if count * 10 >= names.count * 9 { break search }
      }
    }
    for (name, bare) in zip(names, best.names) {
      if stored[bare] == nil { stored[bare] = name } else { repeated.append(name) }
    }
  }

  /// Components that all names begin with; none of them is all of a name.
  private static func commonCount(_ names: [[Substring]]) -> Int {
    guard var common = names.first?.dropLast().prefix(depthLimit) else { return 0 }
    for name in names {
      common = common.prefix(zip(common, name.dropLast()).prefix { $0 == $1 }.count)
      if common.isEmpty { break }
    }
    return common.count
  }
}
