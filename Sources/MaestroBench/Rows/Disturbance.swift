import Foundation

/// How much of the machine others use meanwhile: what is measured beside them means little.
struct Disturbance {
  private let began = ContinuousClock.now
  private let busy = Self.busySeconds
  private let own = Self.ownSeconds

  /// The share of all cores, from 0 to 1, that neither this process nor its children that have ended had, nor nobody.
  var share: Double {
    let elapsed = (ContinuousClock.now - began) / .seconds(1) * Double(ProcessInfo.processInfo.activeProcessorCount)
    return max(0, Self.busySeconds - busy - (Self.ownSeconds - own)) / max(elapsed, 1e-9)
  }

  /// The share that others may have before what was measured is doubtful.
  private static let tolerance = 0.03

  /// What there is to say about a share; nil: nothing.
  static func fact(_ share: Double) -> String? {
    share > tolerance ? "others used \(Int((100 * share).rounded())) % of the cores meanwhile; measure when nothing else runs" : nil
  }

  /// Of all cores since the machine's start, that which other machines took from this one included.
  private static var busySeconds: Double {
    let line = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8))?.split(separator: "\n").first ?? ""
    let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
    // user, nice, system, idle, iowait, irq, softirq, steal
    return ticks.enumerated().filter { ![3, 4].contains($0.offset) }.reduce(0) { $0 + $1.element } / ticksPerSecond
  }

  private static var ownSeconds: Double {
    var used = tms()
    _ = times(&used)
    return Double(used.tms_utime + used.tms_stime + used.tms_cutime + used.tms_cstime) / ticksPerSecond
  }

  private static var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }
}
