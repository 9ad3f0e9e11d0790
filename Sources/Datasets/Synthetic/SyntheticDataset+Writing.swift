import Essentials
import Files
import Foundation
import Images
import SystemPackage

extension SyntheticDataset {
  /// Draws everything into a new folder at `path`, which appears when it is complete.
  ///
  /// - Parameters:
  ///   - path: where nothing is yet.
  ///   - threads: how many pictures are drawn at the same time, nil: as many as there are processors to use; the files do not depend on it.
  ///   - stop: asked before every picture.
  /// - Throws: `Faults` when there is something at `path` already or the disk does not take it; `Stopped`. Nothing is left behind.
  public func write(
    to path: FilePath, threads: Int? = nil, stop: StopToken = .never
  ) throws {
    try WholeFolder.write(to: path) { folder in
      for split in DatasetSplit.Name.allCases where counts[split] > 0 {
        try write(split, to: folder.appending(split.rawValue), threads: threads ?? Processors.count, stop)
      }
    }
  }

  private func write(_ split: DatasetSplit.Name, to folder: FilePath, threads: Int, _ stop: StopToken) throws {
    try NewFolder.make(folder)
    let lines = try parallelMap(counts[split], threads: threads) { index in
      try stop.check()
      let picture = picture(split, index)
      let digits = String(index)
      let name = String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".png"
      try WholeFolder.write(picture.image.encoded(), to: folder.appending(name))
      return picture.annotations.flatMap { Annotation.line(image: name, prefix: $0.prefix, suffix: $0.suffix) }
    }
    try WholeFolder.write(Array(lines.joined()), to: folder.appending("annotations.jsonl"))
  }
}
