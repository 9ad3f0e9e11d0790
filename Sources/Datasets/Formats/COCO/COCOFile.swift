import Essentials
import Files
import Foundation
import Images
import SystemPackage

/// One file of COCO annotations. Every fault is told with its line, its column and its place in the JSON.
struct COCOFile {
  private let path: FilePath
  private let search: PictureSearch
  private var pictures: [AnnotatedPicture] = []
  /// Where the picture of an id is in `pictures`.
  private var positions: [String: Int] = [:]
  private var categories: [String: String] = [:]
  /// How many boxes round crowds a picture has.
  private var crowds: [Int: Int] = [:]

  init(_ path: FilePath, search: PictureSearch) {
    self.path = path
    self.search = search
  }

  /// The pictures of the file with their boxes, in the order of `images`.
  mutating func read(_ reading: inout FormatReading) throws -> [AnnotatedPicture] {
    guard let document = document(&reading) else {
      try reading.stop.check()
      return []
    }
    let lists = ["images", "annotations", "categories"].compactMap { name in
      do throws(JSONDocument.Fault) {
        return try document.elements(of: name)
      } catch {
        reading.add(malformed: error.message, hint: Self.layout, at: document.place(error.offset))
        return nil
      }
    }
    guard lists.count == 3 else { return [] }
    let (images, annotations, categories) = (lists[0], lists[1], lists[2])
    for element in categories { readCategory(element, document, &reading) }
    for (index, element) in images.enumerated() {
      if index.isMultiple(of: 1000) { try reading.stop.check() }
      readImage(element, document, &reading)
    }
    for (index, element) in annotations.enumerated() {
      if index.isMultiple(of: 1000) { try reading.stop.check() }
      readAnnotation(element, document, &reading)
    }
    if images.isEmpty { reading.add(malformed: "images is empty", hint: Self.layout, at: FileLocation(file: path)) }
    return withoutCrowds(&reading)
  }

  /// The pictures, but for those in which only crowds were annotated: an empty answer would say that there is nothing.
  private func withoutCrowds(_ reading: inout FormatReading) -> [AnnotatedPicture] {
    if crowds.isEmpty { return pictures }
    let others = pictures.indices.filter { crowds[$0] == nil || !pictures[$0].objects.isEmpty || pictures[$0].isFaulty }
    let (boxes, left) = (crowds.values.reduce(0, +), pictures.count - others.count)
    reading.add(
      warning: (boxes == 1 ? "1 box round a crowd (iscrowd) is left out" : "\(boxes) boxes round crowds (iscrowd) are left out")
        + (left > 0 ? ", and \(pluralized(left, "picture")) without any other" : ""),
      hint: "they hold many objects each", at: FileLocation(file: path))
    return others.map { pictures[$0] }
  }

  private static let layout = "a COCO file is an object with the lists images, annotations and categories"

  private func document(_ reading: inout FormatReading) -> JSONDocument? {
    do throws(JSONDocument.Fault) {
      return try JSONDocument(path)
    } catch {
      reading.add(malformed: error.message, hint: Self.layout, at: error.place ?? FileLocation(file: path))
      return nil
    }
  }

  private mutating func readCategory(_ element: JSONDocument.Element, _ document: JSONDocument, _ reading: inout FormatReading) {
    let object = element.object
    guard let id = object.key("id"), let name = object.text("name") else {
      reading.add(malformed: "\(element.name) needs an id and a name", at: document.place(element.offset))
      return
    }
    if let other = categories[id], other != name {
      reading.add(malformed: "\(element.name) has the id \(id), which is \(other)'s", at: document.place(element.offset))
    }
    categories[id] = name
  }

  private mutating func readImage(_ element: JSONDocument.Element, _ document: JSONDocument, _ reading: inout FormatReading) {
    let object = element.object
    let place = document.place(element.offset)
    guard let id = object.key("id"), let name = object.text("file_name"), !name.isEmpty, !name.utf8.contains(0) else {
      reading.add(faulty: "\(element.name) needs an id and a file_name", at: place)
      return
    }
    guard positions[id] == nil else {
      reading.add(faulty: "\(element.name) has the id \(id), which another image has", hint: "each image has its own id", at: place)
      return
    }
    positions[id] = pictures.count
    var size: ImageSize?
    if let width = object.number("width"), let height = object.number("height"), width >= 1, height >= 1, width < 1e9, height < 1e9 {
      size = ImageSize(width: Int(width), height: Int(height))
    }
    let file = search.fileOrLikely(name) ?? FilePath(name)
    pictures.append(AnnotatedPicture(image: file, writtenName: name, declaredSize: size, place: place))
  }

  private mutating func readAnnotation(_ element: JSONDocument.Element, _ document: JSONDocument, _ reading: inout FormatReading) {
    let object = element.object
    let place = document.place(element.offset)
    guard let imageID = object.key("image_id"), let position = positions[imageID] else {
      let what = object.key("image_id").map { "has image_id \($0), and no image has that id" } ?? "has no image_id"
      reading.add(faulty: "\(element.name) \(what)", at: place)
      return
    }
    if object.isSet("iscrowd") {
      crowds[position, default: 0] += 1
      return
    }
    guard let categoryID = object.key("category_id"), let label = categories[categoryID] else {
      let what = object.key("category_id").map { "has category_id \($0), which is not among categories" } ?? "has no category_id"
      reading.add(faulty: "\(element.name) \(what)", at: place)
      pictures[position].isFaulty = true
      return
    }
    guard let box = object.numbers("bbox"), box.count == 4 else {
      reading.add(
        faulty: "\(element.name).bbox is not four numbers", hint: "bbox is [left, top, width, height] in pixels", at: place)
      pictures[position].isFaulty = true
      return
    }
    // In single precision, as supervision adds.
    let corners = [box[0], box[1], Double(Float(box[0]) + Float(box[2])), Double(Float(box[1]) + Float(box[3]))]
    pictures[position].objects.append(AnnotatedObject(label: label, box: .pixels(corners), place: place, name: element.name))
  }
}
