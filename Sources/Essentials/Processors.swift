import Foundation

/// The processors that this process may use.
package enum Processors {
  /// How many: those of its affinity mask, and no more than the quotas of its control groups leave time for. Found out once.
  package static let count = count(underRoot: "", online: ProcessInfo.processInfo.activeProcessorCount)

  /// - Parameters:
  ///   - root: what stands before the system's `/proc` and `/sys`.
  ///   - online: how many the machine has.
  package static func count(underRoot root: String, online: Int) -> Int {
    max(1, [online, allowed(underRoot: root), quota(underRoot: root)].compactMap(\.self).min() ?? 1)
  }

  /// Those of the affinity mask, which `taskset` and batch systems narrow: groups of hexadecimal digits. It may name some that the machine
  /// does not have.
  private static func allowed(underRoot root: String) -> Int? {
    let lines = contents(root + "/proc/self/status")?.split(separator: "\n") ?? []
    let mask = lines.first { $0.hasPrefix("Cpus_allowed:") }?.split(separator: ":").last ?? ""
    let count = mask.reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    return count > 0 ? count : nil
  }

  /// Processors whose time the narrowest of the process's control groups leaves, the last one perhaps in part; nil when none is bounded.
  private static func quota(underRoot root: String) -> Int? {
    let text = contents(root + "/proc/self/cgroup") ?? ""
    let quotas = text.split(separator: "\n").flatMap { line -> [Double] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { return [] }
      if parts[1].isEmpty { return groups(parts[2], in: root + "/sys/fs/cgroup").compactMap(currentQuota) }
      guard parts[1].split(separator: ",").contains("cpu") else { return [] }
      return ["cpu", parts[1]].flatMap { groups(parts[2], in: root + "/sys/fs/cgroup/" + $0) }.compactMap(olderQuota)
    }
    return quotas.min().map { max(1, Int(min($0, 1e6).rounded(.up))) }
  }

  /// The folders of a group and of those around it. A container may see its own group as the root, whatever its name outside.
  private static func groups(_ name: String, in mount: String) -> [String] {
    let parts = name.split(separator: "/").map(String.init)
    return (0...parts.count).map { ([mount] + parts.prefix($0)).joined(separator: "/") }
  }

  /// `cpu.max` of version 2: microseconds in each period, or `max`.
  private static func currentQuota(_ group: String) -> Double? {
    let numbers = contents(group + "/cpu.max")?.split(whereSeparator: \.isWhitespace).map { Double($0) } ?? []
    guard numbers.count == 2, let quota = numbers[0], let period = numbers[1] else { return nil }
    return ratio(quota, period)
  }

  /// The two files of version 1; a quota of -1 bounds nothing.
  private static func olderQuota(_ group: String) -> Double? {
    guard let quota = number(group + "/cpu.cfs_quota_us"), let period = number(group + "/cpu.cfs_period_us") else { return nil }
    return ratio(quota, period)
  }

  private static func ratio(_ quota: Double, _ period: Double) -> Double? {
    quota > 0 && period > 0 && (quota / period).isFinite ? quota / period : nil
  }

  private static func number(_ path: String) -> Double? {
    contents(path).flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  private static func contents(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
