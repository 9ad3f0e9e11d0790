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
        guard let labels = LabelFiles.file(of: picture.file) else {
          // Nothing is to be found in it.
          if picture.file.isFile { bare += 1 }
          annotated.append(Self.annotated(picture, at: FileLocation(file: picture.file)))
          continue
        }
        labelFolders.insert(labels.removingLastComponent())
        annotated.append(try read(labels, of: picture, layout, &reading))
      }
      if annotated.isEmpty {
        reading.add(
          malformed: "there are no pictures\(split.map { " of \($0.rawValue)" } ?? "")", at: FileLocation(file: layout.classFile ?? root))
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

  /// Of one that is not there the list tells.
  private static func annotated(_ picture: YOLOLayout.Picture, at place: FileLocation) -> AnnotatedPicture {
    guard let listed = picture.listed else { return AnnotatedPicture(image: picture.file, place: place) }
    return AnnotatedPicture(image: picture.file, writtenName: listed.name, place: picture.file.isFile ? place : listed.place)
  }

  private func read(
    _ labels: FilePath, of picture: YOLOLayout.Picture, _ layout: YOLOLayout, _ reading: inout FormatReading
  ) throws -> AnnotatedPicture {
    var annotated = Self.annotated(picture, at: FileLocation(file: labels, line: 1))
    do {
      try LineReader(labels).forEachLine { number, bytes in
        let place = FileLocation(file: labels, line: number)
        if number == 1, let bytes, bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
          reading.add(.faulty("the file is UTF-16, labels are UTF-8", hint: "save it as UTF-8"), at: place)
          annotated.isFaulty = true
          return false
        }
        guard let bytes, let line = String(validating: bytes, as: UTF8.self) else {
          reading.add(bytes == nil ? .lineTooLong : .faulty("the line is not UTF-8", hint: nil), at: place)
          annotated.isFaulty = true
          return !reading.faults.isFull
        }
        // The mark that some editors begin a file with.
        let values = (number == 1 ? line.trimmingPrefix("\u{FEFF}") : line[...]).split(whereSeparator: \.isWhitespace)
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
        hint: "classes are numbered from 0; see names in \(layout.classFile?.lastComponent?.string ?? "data.yaml")")
    }
    if holdsSeveralLabels(values, classes: layout.classes.count, poseValues: layout.poseValues) {
      throw LineFault(message: "\(values.count / 5) labels stand on one line", hint: "each has a line of its own")
    }
    let box = try box(Array(numbers.dropFirst()), poseValues: layout.poseValues)
    let label = layout.classes[classNumber]
    return AnnotatedObject(label: label, box: .fractions(box), place: place, name: label.isEmpty ? "class \(classNumber)" : label)
  }

  /// Whether a line is five values several times over, each five beginning with a class where a place has a point in it.
  private static func holdsSeveralLabels(_ values: [Substring], classes: Int, poseValues: Int) -> Bool {
    guard values.count >= 10, values.count.isMultiple(of: 5), poseValues == 0 || values.count != 5 + poseValues else { return false }
    return values.indices.allSatisfy { index in
      let number = values[index].allSatisfy(\.isNumber) ? Int(values[index]) : nil
      return index.isMultiple(of: 5) ? number.map { $0 < classes } ?? false : number == nil
    }
  }

  /// Left, top, right and bottom, as fractions.
  private static func box(_ values: [Double], poseValues: Int) throws(LineFault) -> [Double] {
    // A fifth value is a confidence; those of a pose follow the box.
    if values.count == 4 || values.count == 5 || poseValues > 0 && values.count == 4 + poseValues {
      let (x, y, width, height) = (values[0], values[1], values[2], values[3])
      return [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
    }
    guard values.count >= 6, values.count.isMultiple(of: 2) else {
      throw LineFault(
        message: "\(values.count + 1) values make neither a box nor a polygon",
        hint: "a line is the class's number and four numbers, or at least three points of two each")
    }
    let xs = stride(from: 0, to: values.count, by: 2).map { values[$0] }
    let ys = stride(from: 1, to: values.count, by: 2).map { values[$0] }
    return [xs.min() ?? 0, ys.min() ?? 0, xs.max() ?? 0, ys.max() ?? 0]
  }
}
