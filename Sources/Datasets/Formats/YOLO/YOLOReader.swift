import Essentials
import Foundation
import Images
import SystemPackage

/// YOLO: a text file for each picture, a line for each object: the class's number and the box, or a polygon, which becomes the box round it.
struct YOLOReader: FormatReader {
  func read(_ root: FilePath, into reading: inout FormatReading) throws {
    let layout = YOLOLayout(root, &reading)
    var labelFolders: Set<FilePath> = []
    var bare = 0
    for (split, pictures) in layout.parts {
      var annotated: [AnnotatedPicture] = []
      for picture in pictures {
        try reading.stop.check()
        if reading.faults.isFull { return }
        guard let labels = LabelFiles.file(of: picture) else {
          // Nothing is to be found in it.
          bare += 1
          annotated.append(AnnotatedPicture(image: picture, place: FileLocation(file: picture)))
          continue
        }
        labelFolders.insert(labels.removingLastComponent())
        annotated.append(try read(labels, of: picture, layout, &reading))
      }
      if annotated.isEmpty {
        reading.add(
          malformed: "there are no pictures\(split.map { " of \($0.rawValue)" } ?? "")", at: FileLocation(file: layout.yaml ?? root))
      }
      reading.add(annotated, split: split)
    }
    if labelFolders.isEmpty, bare > 0 {
      reading.add(
        malformed: "no picture has a file of labels", hint: "labels/train/a.txt belongs to images/train/a.jpg", at: FileLocation(file: root)
      )
    } else if bare > 0 {
      reading.add(
        warning:
          "\(pluralized(bare, "picture has", "pictures have")) no file of labels: there is nothing to find in \(bare == 1 ? "it" : "them")",
        hint: "see whether the names of pictures and labels agree", at: FileLocation(file: root))
    }
    for folder in labelFolders.sorted(by: { $0.string < $1.string }) { LabelFiles.addStrays(in: folder, &reading) }
  }

  private func read(
    _ labels: FilePath, of picture: FilePath, _ layout: YOLOLayout, _ reading: inout FormatReading
  ) throws -> AnnotatedPicture {
    var annotated = AnnotatedPicture(image: picture, place: FileLocation(file: labels, line: 1))
    do {
      try LineReader(labels).forEachLine { number, bytes in
        let place = FileLocation(file: labels, line: number)
        guard let bytes, let line = String(validating: bytes, as: UTF8.self) else {
          reading.add(bytes == nil ? .lineTooLong : .faulty("the line is not UTF-8", hint: nil), at: place)
          annotated.isFaulty = true
          return !reading.faults.isFull
        }
        let values = line.split(whereSeparator: \.isWhitespace)
        if values.isEmpty { return true }
        do throws(LineFault) {
          annotated.objects.append(try Self.object(values, layout, place))
        } catch {
          reading.add(faulty: error.message, hint: error.hint, at: place)
          annotated.isFaulty = true
        }
        return !reading.faults.isFull
      }
    } catch let failure as LineReader.Failure {
      reading.add(.unreadable(failure.reason), at: FileLocation(file: labels))
      annotated.isFaulty = true
    } catch let reason as Errno {
      reading.add(.unreadable(reason.description), at: FileLocation(file: labels))
      annotated.isFaulty = true
    }
    return annotated
  }

  private struct LineFault: Error {
    let message: String
    var hint: String?
  }

  private static func object(_ values: [Substring], _ layout: YOLOLayout, _ place: FileLocation) throws(LineFault) -> AnnotatedObject {
    let numbers = values.compactMap { Double($0) }
    guard numbers.count == values.count, numbers.allSatisfy(\.isFinite) else {
      let wrong = values.first { Double($0)?.isFinite != true } ?? ""
      throw LineFault(message: "\(wrong) is no number", hint: "a line is the class's number and the box: center x, center y, width, height")
    }
    guard let classNumber = Int(exactly: numbers[0]), layout.classes.indices.contains(classNumber) else {
      throw LineFault(
        message: "there is no class \(values[0]): \(layout.classes.count) names are listed",
        hint: "classes are numbered from 0; see names in \(layout.yaml?.lastComponent?.string ?? "data.yaml")")
    }
    let box = try box(Array(numbers.dropFirst()), poseValues: layout.poseValues)
    let label = layout.classes[classNumber]
    return AnnotatedObject(label: label, box: .fractions(box), place: place, name: label.isEmpty ? "class \(classNumber)" : label)
  }

  /// Left, top, right and bottom, as fractions.
  private static func box(_ values: [Double], poseValues: Int) throws(LineFault) -> [Double] {
    // A fifth value is a confidence; those of a pose follow the box.
    if values.count == 4 || values.count == 5 || poseValues > 0 && values.count == 4 + poseValues {
      let (x, y, width, height) = (values[0], values[1], values[2], values[3])
      return [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
    }
    let points = values.count / 2
    guard points >= 3 else {
      throw LineFault(
        message: "\(values.count + 1) values make neither a box nor a polygon",
        hint: "a line is the class's number and four numbers, or at least three points")
    }
    // Behind a polygon too a confidence may stand.
    let polygon = values.prefix(points * 2)
    let xs = stride(from: 0, to: polygon.count, by: 2).map { polygon[$0] }
    let ys = stride(from: 1, to: polygon.count, by: 2).map { polygon[$0] }
    return [xs.min() ?? 0, ys.min() ?? 0, xs.max() ?? 0, ys.max() ?? 0]
  }
}
