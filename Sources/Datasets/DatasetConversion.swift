import Essentials
import Files
import Foundation
import Images
import SystemPackage

extension Dataset {
  /// Writes the dataset as a new folder of JSON lines at `path`, which appears when it is complete: each split with its pictures and
  /// `annotations.jsonl`.
  ///
  /// Pictures are copied byte for byte, under their own names; where two of a split have the same, the later get a number. Those that are
  /// decoded in memory become PNG files.
  /// - Throws: `Faults` when there is something at `path` already or the disk does not take it; `Stopped`. Nothing is left behind.
  public func write(to path: FilePath, stop: StopToken = .never, progress: (Int) -> Void = { _ in }) throws {
    var written = 0
    try WholeFolder.write(to: path) { folder in
      for split in splits {
        try split.write(to: folder.appending(split.name.rawValue), stop) {
          written += 1
          progress(written)
        }
      }
    }
  }
}

extension DatasetSplit {
  fileprivate func write(to folder: FilePath, _ stop: StopToken, didWrite: () -> Void) throws {
    try NewFolder.make(folder)
    var names = PictureNames()
    var lines: [UInt8] = []
    for sample in samples {
      try stop.check()
      let (name, isNew) = names.name(for: sample.image)
      if isNew { try WholeFolder.write(contents(of: sample.image), to: folder.appending(name)) }
      lines += Annotation.line(image: name, prefix: sample.prefix, suffix: sample.suffix)
      didWrite()
    }
    try WholeFolder.write(lines, to: folder.appending("annotations.jsonl"))
  }

  /// The bytes of a picture's file.
  private func contents(of picture: ImageSource) throws -> [UInt8] {
    switch picture {
    case .file(let path):
      do {
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path.string), options: .mappedIfSafe))
      } catch {
        throw Faults(.data, "the picture cannot be read any more", file: path.string)
      }
    case .encoded(let bytes, _): return bytes
    case .pixels(let image, _): return try image.encoded()
    }
  }
}

/// Gives the pictures of a folder names of their own.
private struct PictureNames {
  private var names: [ImageSource: String] = [:]
  /// In small letters: some file systems know no others.
  private var taken: Set<String> = ["annotations.jsonl"]

  /// The name of a picture, and whether it was asked for the first time.
  mutating func name(for picture: ImageSource) -> (name: String, isNew: Bool) {
    let key = picture.normalized
    if let name = names[key] { return (name, false) }
    let own = FilePath(picture.fileName)
    var name = own.string
    var number = 2
    while !taken.insert(name.lowercased()).inserted {
      name = "\(own.stem ?? own.string)-\(number)" + (own.extension.map { "." + $0 } ?? "")
      number += 1
    }
    names[key] = name
    return (name, true)
  }
}
