import Essentials
import Files
import Foundation
import Images
import SystemPackage

/// One XML file of Pascal VOC: the picture's name and size, and its objects.
struct VOCFile {
  private let path: FilePath
  private let root: FilePath
  /// Whether there are pictures in the file's own folder, which takes a walk through it to see.
  private let hasPicturesBeside: Bool

  /// An annotation is a few kilobytes.
  private static let sizeLimit = 64 << 20

  init(_ path: FilePath, root: FilePath, hasPicturesBeside: Bool) {
    self.path = path
    self.root = root
    self.hasPicturesBeside = hasPicturesBeside
  }

  /// The picture; nil when the file cannot be read at all.
  func read(_ reading: inout FormatReading) -> AnnotatedPicture? {
    let data: Data
    do {
      data = try MappedFile.contents(of: path, limit: Self.sizeLimit)
    } catch let faults as Faults {
      reading.add(.unreadable(faults.diagnostics[0].message), at: FileLocation(file: path))
      return nil
    } catch {
      reading.add(.unreadable("\(error)"), at: FileLocation(file: path))
      return nil
    }
    let document: XMLOutline
    do throws(XMLOutline.Fault) {
      document = try XMLOutline(data)
    } catch {
      reading.add(faulty: "no XML: \(error.message)", at: FileLocation(file: path, line: error.line))
      return nil
    }
    guard document.root.name == "annotation" else {
      reading.add(
        faulty: "this is no annotation of Pascal VOC: it begins with <\(document.root.name)>",
        at: FileLocation(file: path, line: document.root.line))
      return nil
    }
    let name = document.root.child("filename")?.text ?? ""
    let image = image(named: name)
    var picture = AnnotatedPicture(
      image: image, writtenName: name.isEmpty || image.isFile ? nil : name, declaredSize: size(document.root),
      place: FileLocation(file: path, line: 1)
    )
    for (index, element) in document.root.children(named: "object").enumerated() {
      guard let object = object(element, number: index + 1, &reading) else {
        picture.isFaulty = true
        continue
      }
      picture.objects.append(object)
    }
    return picture
  }

  /// Nil where it is not said, or said to be 0 as some programs do.
  private func size(_ root: XMLOutline.Element) -> ImageSize? {
    guard let size = root.child("size"), let width = size.child("width").flatMap({ Int($0.text) }),
      let height = size.child("height").flatMap({ Int($0.text) }), width > 0, height > 0
    else { return nil }
    return ImageSize(width: width, height: height)
  }

  /// The picture of the file's own name, else the one that it names.
  private func image(named name: String) -> FilePath {
    let named = name.isEmpty ? "" : PictureSearch.lastName(of: name)
    let stem = path.stem ?? ""
    let folder = path.removingLastComponent()
    var folders = [folder]
    // annotations/train/a.xml belongs to images/train/a.jpg.
    if let split = folder.lastComponent, folder.removingLastComponent() != root {
      folders += Self.pictureFolders.map { root.appending($0).appending(split.string) }
      folders += Self.pictureFolders.map(folder.removingLastComponent().appending) + [folder.removingLastComponent()]
    }
    folders += Self.pictureFolders.map(root.appending) + [root]
    for folder in folders {
      let endings = ["jpg", "jpeg", "png", "JPG", "JPEG", "PNG"]
      if let found = endings.map({ folder.appending("\(stem).\($0)") }).first(where: \.isFile) { return found }
    }
    if let found = PictureSearch(folders, root: root).file(name) { return found }
    let candidates = named.isEmpty || named.utf8.contains(0) ? [] : folders.map { $0.appending(named) }
    let likely = folders.dropFirst().first { $0.isFolder && $0 != root } ?? folder
    return candidates.first(where: \.isFile)
      ?? (hasPicturesBeside ? folder : likely).appending(named.isEmpty ? stem + ".jpg" : named)
  }

  /// What programs call the folder of pictures.
  private static let pictureFolders = ["JPEGImages", "images", "data"]

  private func object(_ element: XMLOutline.Element, number: Int, _ reading: inout FormatReading) -> AnnotatedObject? {
    let label = element.child("name")?.text ?? ""
    let name = label.isEmpty ? "object \(number)" : label
    let place = FileLocation(file: path, line: element.line)
    let isNamed = element.child("name") != nil
    if !isNamed { reading.add(faulty: "object \(number) has no name", at: place) }
    guard let box = element.child("bndbox") else {
      reading.add(faulty: "\(name) has no bndbox", hint: "it holds xmin, ymin, xmax and ymax", at: place)
      return nil
    }
    var corners: [Double] = []
    for side in ["xmin", "ymin", "xmax", "ymax"] {
      guard let child = box.child(side) else {
        reading.add(faulty: "\(name) has no \(side)", at: FileLocation(file: path, line: box.line))
        continue
      }
      guard let value = Double(child.text), value.isFinite else {
        reading.add(faulty: "\(name): \(side) is no number: \(child.text.prefix(40))", at: FileLocation(file: path, line: child.line))
        continue
      }
      corners.append(value)
    }
    guard corners.count == 4 else { return nil }
    guard isNamed else { return nil }
    if corners[2] < corners[0] || corners[3] < corners[1] {
      reading.add(
        faulty: "\(name) has a box turned inside out: xmax and ymax are less than xmin and ymin", hint: "exchange them",
        at: FileLocation(file: path, line: box.line))
      return nil
    }
    return AnnotatedObject(label: label, box: .pixelsFromOne(corners), place: FileLocation(file: path, line: box.line), name: name)
  }
}
