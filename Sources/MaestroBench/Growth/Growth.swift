import Foundation
import Images
import Plots

/// Something that makes a training step cost more, or less.
struct Growth {
  /// What was measured at one value.
  struct Point: Codable {
    let value: Int
    /// Of every step.
    let times: [Double]
    /// The median of the steps that count.
    let seconds: Double
    let peakBytes: Int
    /// Of the cores, while it was measured.
    let othersShare: Double

    func line(of growth: Growth) -> String {
      let fact = Disturbance.fact(othersShare).map { "; " + $0 } ?? ""
      return "\(growth.label) \(value): \(duration(seconds)) a step, \(peakBytes / 1_000_000) MB" + fact
    }
  }

  let name: String
  /// With its unit.
  let label: String
  /// The worker's.
  let option: String
  let values: [Int]

  /// Each from small to large, the other three staying at one sample of 768 pixels, 64 tokens and the threads that were asked for.
  static let all = [
    Growth(name: "batch", label: "samples a step", option: "--batch", values: [1, 2, 4]),
    Growth(name: "image", label: "pixels a side", option: "--image", values: [384, 576, 768, 960]),
    Growth(name: "answer", label: "tokens of an answer", option: "--answer", values: [16, 64, 256]),
    Growth(
      name: "threads", label: "threads", option: "--threads", values: Array(1...max(1, ProcessInfo.processInfo.activeProcessorCount))),
  ]

  /// Time above memory.
  func plot(_ points: [Point]) -> LinePlot {
    func panel(_ label: String, _ index: Int, _ value: (Point) -> Double) -> LinePlot.Panel {
      let places = points.map { Images.Point(x: Double($0.value), y: value($0)) }
      return LinePlot.Panel(yLabel: label, series: [.init(label, places, look: .init(index))])
    }
    return LinePlot(
      title: "A LoRA step by \(label)", xLabel: label,
      panels: [panel("seconds", 0) { $0.seconds }, panel("peak memory, GB", 1) { Double($0.peakBytes) / 1e9 }], legend: [], countsX: true)
  }
}
