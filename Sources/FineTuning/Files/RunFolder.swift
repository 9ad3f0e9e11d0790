import Essentials
import Foundation
import SystemPackage

/// The folder of one training run: `OUTPUT_DIR/N` with its settings, checkpoints and metrics.
public struct RunFolder: Sendable, Hashable {
  /// `OUTPUT_DIR/N`.
  public let path: FilePath

  /// The settings of the run.
  public var configuration: FilePath { path.appending("configuration.json") }
  /// The checkpoint of the last saved step, with the state to resume from.
  public var latest: FilePath { path.appending("checkpoints").appending("latest") }
  /// The checkpoint of the epoch with the lowest validation loss.
  public var best: FilePath { path.appending("checkpoints").appending("best") }
  /// Where metric files and plots are.
  public var metrics: FilePath { path.appending("metrics") }

  /// A new folder under `output`, numbered one more than the highest there, with its sub-folders made.
  ///
  /// - Throws: `Faults` with the system's reason when it cannot be made.
  public static func make(in output: FilePath) throws -> RunFolder {
    try makeFolder(output)
    var number = try highestNumber(in: output) + 1
    // Another program may take the number between the look and the making: then the next one is ours.
    while mkdir(output.appending(String(number)).string, 0o777) != 0 {
      guard errno == EEXIST else {
        throw Faults(.data, "cannot make the run folder: \(Errno(rawValue: errno))", file: output.appending(String(number)).string)
      }
      number += 1
    }
    let run = RunFolder(path: output.appending(String(number)))
    for folder in [run.latest, run.best, run.metrics] { try makeFolder(folder) }
    return run
  }

  /// An existing run folder.
  ///
  /// - Throws: `Faults` when `path` is none.
  public init(existing path: FilePath) throws {
    self.init(path: path)
    guard isFolder(path) else { throw Faults(.data, "there is no such folder", file: path.string) }
    guard isFile(configuration) else {
      throw Faults(
        .data, "is no run folder: it has no configuration.json", file: path.string, hint: "a run folder is OUTPUT_DIR/N, as `train` made it"
      )
    }
  }

  init(path: FilePath) { self.path = path }

  private static func highestNumber(in output: FilePath) throws -> Int {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: output.string).compactMap { Int($0) }.filter { $0 > 0 && $0 < .max }.max()
        ?? 0
    } catch {
      throw Faults(.data, "cannot be read: \(error.localizedDescription)", file: output.string)
    }
  }
}

/// Makes a folder and those above it; one that exists is right.
///
/// - Throws: `Faults` with the path and the system's reason.
func makeFolder(_ path: FilePath) throws {
  if isFolder(path) { return }
  do {
    try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
  } catch {
    throw Faults(.data, "cannot make the folder: \(systemReason(error))", file: path.string)
  }
}

func isFolder(_ path: FilePath) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path.string, isDirectory: &isFolder) && isFolder.boolValue
}

func isFile(_ path: FilePath) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path.string, isDirectory: &isFolder) && !isFolder.boolValue
}

/// The system's own words for an error of Foundation's.
func systemReason(_ error: any Error) -> String {
  let error = error as NSError
  if let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError, underlying.domain == NSPOSIXErrorDomain {
    return Errno(rawValue: Int32(underlying.code)).description
  }
  return error.domain == NSPOSIXErrorDomain ? Errno(rawValue: Int32(error.code)).description : error.localizedDescription
}
