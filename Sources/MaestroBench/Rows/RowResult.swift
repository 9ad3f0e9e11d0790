/// What a comparison came to.
struct RowResult: Codable {
  let number: Int
  let name: String
  let title: String
  let target: Row.Target
  let ours: Contest.Side
  /// Nil: nobody to compare with.
  let peer: Contest.Side?
  /// Of the times; the seconds themselves where the target is absolute.
  let ratio: Double?
  /// The ratio at which all of our time would be in matrix products at the machine's full rate; nil: not known.
  var floor: Double?
  let memoryRatio: Double?
  /// Nil: unknown.
  let isMet: Bool?
  let isStrivenFor: Bool?
  let isMemoryMet: Bool?
  /// Whether both generated the same tokens; nil: there are none to compare.
  let areIdsIdentical: Bool?
  /// Of the cores, while it was measured.
  var othersShare = 0.0
  var facts: [String]

  init(_ row: Row, ours: Contest.Side, peer: Contest.Side?, facts: [String] = []) {
    number = row.number
    name = row.name
    title = row.title
    target = row.target
    self.ours = ours
    self.peer = peer
    ratio = row.isAbsolute ? ours.median : peer.map { ours.median / $0.median }
    let memoryRatio = ours.peakBytes.flatMap { own in peer?.peakBytes.map { Double(own) / Double($0) } }
    self.memoryRatio = memoryRatio
    isMet = ratio.map { $0 <= row.target.atMost }
    isStrivenFor = ratio.map { $0 <= row.target.striveFor }
    isMemoryMet = row.target.memoryAtMost.flatMap { limit in memoryRatio.map { $0 <= limit } }
    areIdsIdentical = ours.ids.flatMap { own in peer?.ids.map { $0 == own } }
    self.facts = facts
    if let own = ours.ids, let other = peer?.ids {
      let common = zip(own, other).prefix { $0 == $1 }.count
      self.facts.append(own == other ? "identical ids, \(own.count) of them" : "ids differ from token \(common) on")
    }
  }

  /// In a word or two.
  var verdict: String {
    guard let isMet, let isStrivenFor else { return "no peer" }
    let ids = areIdsIdentical == false ? ", other ids" : ""
    return (isStrivenFor ? "met, striven for" : isMet ? "met" : "missed") + ids
  }
}
