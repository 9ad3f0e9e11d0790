import Datasets
import Essentials
import Files
import Foundation
import Images
import SystemPackage

/// A dataset's folder for the length of a test, made file by file.
final class DatasetFolder {
  let path: FilePath

  init() throws {
    path = FilePath(NSTemporaryDirectory()).appending("dataset-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
  }

  /// A folder with one good sample in `train`.
  static func good() throws -> DatasetFolder {
    let folder = try DatasetFolder()
    try folder.image("train/a.png")
    try folder.annotations("train", [line("a.png")])
    return folder
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  /// A line as annotations have it.
  static func line(_ image: String, prefix: String = "<OD>", suffix: String = "cat<loc_1><loc_2><loc_3><loc_4>") -> String {
    "{\"image\": \"\(image)\", \"prefix\": \"\(prefix)\", \"suffix\": \"\(suffix)\"}"
  }

  func bytes(_ name: String, _ bytes: [UInt8]) throws {
    let file = path.appending(name)
    try FileManager.default.createDirectory(atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
    try AtomicFile.write(bytes, to: file)
  }

  func text(_ name: String, _ text: String) throws { try bytes(name, Array(text.utf8)) }

  func annotations(_ split: String, _ lines: [String]) throws {
    try text("\(split)/annotations.jsonl", lines.map { $0 + "\n" }.joined())
  }

  func image(_ name: String, width: Int = 4, height: Int = 3) throws {
    let pixels = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try bytes(name, Image(width: width, height: height, pixels: pixels).encoded())
  }

  /// The faults that opening finds, with the folder's own path left out.
  func faults(checks: [SampleCheck] = []) -> [String] {
    do {
      _ = try Dataset(path, checks: checks)
      return []
    } catch {
      return words(error)
    }
  }

  func words(_ error: any Error) -> [String] {
    ((error as? any DiagnosticError)?.diagnostics.map(\.description) ?? ["\(error)"]).map { $0.replacing(path.string, with: "D") }
  }
}
