import Foundation

/// Seconds as a person reads them: 7s, 3:07, 2:03:07.
package func timeText(_ seconds: Double) -> String {
  guard seconds.isFinite else { return "?" }
  let whole = Int(max(0, seconds).rounded())
  let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  if hours > 0 { return "\(hours):\(two(minutes)):\(two(rest))" }
  return minutes > 0 ? "\(minutes):\(two(rest))" : "\(rest)s"
}

/// Samples a second, or seconds a sample when it takes long.
func speedText(_ samplesPerSecond: Double) -> String {
  samplesPerSecond >= 1
    ? String(format: "%.1f samples/s", samplesPerSecond) : String(format: "%.1f s/sample", 1 / max(samplesPerSecond, 1e-9))
}

/// Millions, with one decimal where that says something.
func megabytesText(_ bytes: Int) -> String {
  let tenths = (Double(bytes) / 100_000).rounded() / 10
  return tenths < 100 ? "\(tenths)" : "\(Int(tenths.rounded()))"
}
