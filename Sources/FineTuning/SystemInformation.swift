import Essentials
import Foundation
import Tensors

/// What the machine offers and what the program makes of it.
public enum SystemInformation {
  /// Of this program: here and nowhere else; `CHANGELOG.md` says what it brings.
  public static let version = "0.2.0"

  /// Name and value, in the order of display.
  public static func lines() -> [(name: String, value: String)] {
    let processor = firstValue(of: "model name", in: "/proc/cpuinfo") ?? "unknown"
    let memory = firstValue(of: "MemTotal", in: "/proc/meminfo")?.split(separator: " ").first.flatMap { Double($0) }
    return [
      ("version", version),
      ("processor", processor),
      ("threads", String(Processors.count)),
      ("memory", memory.map { String(format: "%.1f GB", $0 / 1e6) } ?? "unknown"),
      ("matrix kernels", LinearAlgebra.kernels),
      ("instruction set", LinearAlgebra.instructionSet),
      ("bundled model", String(format: "\(LoadedModel.bundled), %.1f MB", Double(LoadedModel.bundledBytes) / 1e6)),
    ]
  }

  /// The value of the first line `key : value` of a file of the system's.
  private static func firstValue(of key: String, in path: String) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix(key) {
      return line.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
    }
    return nil
  }
}
