import Foundation
import Tensors

/// What the measurements were made on.
struct Machine: Codable {
  let processor: String
  let cores: Int
  let memoryBytes: Int
  let kernels: String
  let instructionSet: String

  /// This one.
  init() {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    let name = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
    processor = name.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    cores = ProcessInfo.processInfo.activeProcessorCount
    memoryBytes = Int(ProcessInfo.processInfo.physicalMemory)
    kernels = LinearAlgebra.kernels
    instructionSet = LinearAlgebra.instructionSet
  }

  /// In a line.
  var summary: String { "\(processor), \(cores) cores, \(memoryBytes >> 30) GiB; \(kernels); our kernels \(instructionSet)" }

  /// Bytes that new processes could have without others being put aside.
  static var availableMemory: Int {
    let status = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    return (line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0) * 1024
  }
}
