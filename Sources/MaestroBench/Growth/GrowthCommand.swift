import ArgumentParser
import Files
import Foundation
import Images
import Plots
import SystemPackage

/// How the cost of a training step grows.
struct GrowthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth", abstract: "How time and memory of a training step grow with batch, image, answer and threads, as pictures.")

  @OptionGroup var options: MeasuringOptions
  @Option(help: "The folder for pictures and figures.") var out = "growth"
  @Option(help: "Steps of each point; the first does not count.") var `repeat` = 3
  @Argument(help: "What grows: \(Growth.all.map(\.name).joined(separator: ", ")); all of them unless given.") var names: [String] = []

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    if let unknown = names.first(where: { name in !Growth.all.contains { $0.name == name } }) {
      throw ValidationError("\(unknown) does not grow; what does are \(Growth.all.map(\.name).joined(separator: ", ")).")
    }
    let checkpoint = try Checkpoints(options.checkpoint).single()
    let programs = try Programs(python: nil, threads: options.threads)
    let folder = URL(fileURLWithPath: out)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let machine = Machine()
    print("\(machine.summary)")
    var figures: [String: [Growth.Point]] = [:]
    for growth in Growth.all where names.isEmpty || names.contains(growth.name) {
      var points: [Growth.Point] = []
      for value in growth.values {
        points.append(try point(growth, value, checkpoint, programs))
        print(points[points.count - 1].line(of: growth))
        fflush(nil)
      }
      figures[growth.name] = points
      try growth.plot(points).image().write(to: FilePath(folder.appendingPathComponent(growth.name + ".png").path))
      try write(figures, machine, to: folder.appendingPathComponent("growth.json"))
    }
  }

  /// A process of its own for each point, since memory once taken stays.
  private func point(_ growth: Growth, _ value: Int, _ checkpoint: String, _ programs: Programs) throws -> Growth.Point {
    let disturbance = Disturbance()
    let threads = growth.option == "--threads" ? [] : ["--threads", "\(options.threads)"]
    let worker = try programs.ours(["train", "--checkpoint", checkpoint, growth.option, "\(value)"] + threads)
    let times = try (0..<max(2, `repeat`)).map { _ in try worker.work() }
    let last = try worker.end()
    return Growth.Point(
      value: value, times: times, seconds: median(times.dropFirst()), peakBytes: last.peakBytes ?? 0, othersShare: disturbance.share)
  }

  private func write(_ figures: [String: [Growth.Point]], _ machine: Machine, to file: URL) throws {
    let report = Report(machine: machine, points: figures)
    try Data(EncodedJSON.bytes(of: report, isIndented: true, isSnakeCase: true)).write(to: file)
  }

  private struct Report: Encodable {
    let machine: Machine
    let points: [String: [Growth.Point]]
  }
}
