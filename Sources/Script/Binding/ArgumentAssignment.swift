/// Which parameter each argument is for.
struct ArgumentAssignment {
  /// By argument: the parameter's index; nil for one too many, or with a name the command does not know.
  private(set) var parameters: [Int?] = []

  /// - Parameters:
  ///   - names: by argument, its name; nil for one that stands without.
  ///   - forms: by argument, what it is; nil where only a run can know.
  init(_ declared: [Parameter], names: [String?], forms: [ArgumentForm?]) {
    let named = Set(names.compactMap { name in declared.firstIndex { $0.name == name } })
    var next = 0
    for (name, form) in zip(names, forms) {
      if let name {
        parameters.append(declared.firstIndex { $0.name == name })
        continue
      }
      func isFree(_ index: Int) -> Bool { declared[index].isPositional && !named.contains(index) }
      while next < declared.count, !isFree(next) { next += 1 }
      // What may be left out is, for an argument that fits only what comes behind it.
      if let form {
        let fitting = (next..<declared.count).first { isFree($0) && declared[$0].type.fits(form) }
        if let fitting, declared[next..<fitting].allSatisfy({ !$0.isPositional || !$0.isRequired }) { next = fitting }
      }
      guard next < declared.count else {
        parameters.append(nil)
        continue
      }
      parameters.append(next)
      if !declared[next].isRepeated { next += 1 }
    }
  }
}

extension ParameterType {
  /// Whether an argument is most likely meant for this type.
  fileprivate func fits(_ form: ArgumentForm) -> Bool {
    if case .command = self { return true }
    // A range that holds nothing is still meant as one.
    if case .range = self, case .range = form.value { return true }
    return (try? accept(form)) != nil
  }
}
