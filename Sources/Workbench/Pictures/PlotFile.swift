/// What a plot is called where no name is given.
package enum PlotFile {
  /// `loss-map50_95.png`: letters, digits and what else may be in a file's name everywhere.
  package static func name(_ metrics: [String]) -> String {
    let safe = metrics.map { String($0.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" }) }
    let name = safe.joined(separator: "-").prefix(100)
    return (name.hasPrefix(".") ? "_" + name.dropFirst() : name) + ".png"
  }
}
