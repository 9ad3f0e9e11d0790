import Essentials
import Files
import Foundation
import SystemPackage
import Training

/// The folder of one training run: `OUTPUT_DIR/N` with its settings, checkpoints and metrics.
public struct RunFolder: Sendable, Hashable {
  /// `OUTPUT_DIR/N`.
  public let path: FilePath

  /// The settings of the run.
  public var configuration: FilePath { path.appending("configuration.json") }
  /// The checkpoint of the last saved step, with the state to resume from.
  public var latest: FilePath { path.appending("checkpoints").appending("latest") }
  /// The checkpoint of the best epoch; there is none before the first has ended.
  public var best: FilePath { path.appending("checkpoints").appending("best") }
  /// Both, the better one first.
  var checkpoints: [FilePath] { [best, latest] }
  /// Where metric files and plots are.
  public var metrics: FilePath { path.appending("metrics") }

  /// A new folder under `output`, numbered one more than the highest there, filled by `body`.
  ///
  /// - Throws: `Faults` with the system's reason when it cannot be made, and what `body` throws; the folder is gone again then.
  static func make<Result>(in output: FilePath, _ body: (RunFolder) throws -> Result) throws -> Result {
    try NewFolder.makeIfMissing(output)
    var number = try highestNumber(in: output) + 1
    // Another program may take the number between the look and the making: then the next one is ours.
    while mkdir(output.appending(String(number)).string, 0o777) != 0 {
      guard errno == EEXIST else {
        throw Faults(.data, "cannot make the run folder: \(Errno(rawValue: errno))", file: output.appending(String(number)).string)
      }
      number += 1
    }
    let run = RunFolder(path: output.appending(String(number)))
    do {
      for folder in [run.latest, run.metrics] { try NewFolder.makeIfMissing(folder) }
      return try body(run)
    } catch {
      try? FileManager.default.removeItem(atPath: run.path.string)
      throw error
    }
  }

  /// An existing run folder.
  ///
  /// - Throws: `Faults` when `path` is none.
  public init(existing path: FilePath) throws {
    self.init(path: path)
    try path.requireFolder()
    guard configuration.isFile else {
      throw Faults(
        .data, "is no run folder: it has no configuration.json", file: path.string,
        hint: FolderBelow(path) { RunFolder(path: $0).configuration.isFile }.offer ?? "a run folder is OUTPUT_DIR/N, as `train` made it")
    }
  }

  /// The figures in `metrics/NAME.json`; none when there is no such file.
  ///
  /// - Throws: `Faults` when the file is not what `train` writes.
  package func history(_ name: FilePath.Component) throws -> MetricHistory {
    let file = metrics.appending("\(name.string).json")
    guard file.isFile else { return MetricHistory() }
    do {
      return try JSONDecoder().decode(MetricHistory.self, from: Data(contentsOf: URL(fileURLWithPath: file.string)))
    } catch {
      throw Faults(.data, "is no metric file: an object that has for each metric a list of epoch, step and value", file: file.string)
    }
  }

  /// What the steps up to the last saved one were made with, `lr` and `grad_norm`; none where there is no state to be read.
  package var stepMetrics: MetricHistory {
    (try? TrainingState.stepMetrics(in: latest.appending(CheckpointFolder.state))) ?? MetricHistory()
  }

  init(path: FilePath) { self.path = path }

  /// Names that are numbers, but for those so high that there might be none after them.
  private static func highestNumber(in output: FilePath) throws -> Int {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: output.string).compactMap { Int($0) }.filter { 1..<(1 << 53) ~= $0 }.max()
        ?? 0
    } catch {
      throw Faults(.data, "cannot be read: \(error.localizedDescription)", file: output.string)
    }
  }
}
