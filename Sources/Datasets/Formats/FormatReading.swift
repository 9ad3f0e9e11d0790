import Essentials
import SystemPackage

/// What a reader of another program's format has read so far: pictures, and what is wrong with the files.
struct FormatReading {
  /// Pictures of one split, or of a folder that has none.
  struct Part {
    let split: DatasetSplit.Name?
    var pictures: [AnnotatedPicture]
  }

  let stop: StopToken
  var faults: FaultList
  private(set) var parts: [Part] = []

  init(stop: StopToken, faults: FaultList) {
    self.stop = stop
    self.faults = faults
  }

  mutating func add(_ pictures: [AnnotatedPicture], split: DatasetSplit.Name?) {
    parts.append(Part(split: split, pictures: pictures))
  }

  /// The format itself is at fault: nothing can be left out to mend it.
  mutating func add(malformed message: String, hint: String? = nil, at place: FileLocation) {
    add(.malformed(message, hint: hint), at: place)
  }

  /// One picture is at fault.
  mutating func add(faulty message: String, hint: String? = nil, at place: FileLocation) { add(.faulty(message, hint: hint), at: place) }

  /// Something that training can bear and a person should know.
  mutating func add(warning message: String, hint: String? = nil, at place: FileLocation) {
    add(.warning(message, hint: hint), at: place)
  }

  mutating func add(_ fact: DatasetFault.Fact, at place: FileLocation) { faults.add(DatasetFault(fact, at: place)) }
}

extension DatasetFault {
  init(_ fact: Fact, at place: FileLocation) { self.init(fact, file: place.file.string, line: place.line, column: place.column) }
}

/// Reads the annotations of a format; pictures themselves are looked at later.
protocol FormatReader {
  /// Reads all that lies in the folder.
  func read(_ root: FilePath, into reading: inout FormatReading) throws
}

extension DatasetFormat {
  /// Nil for the JSON lines, which are samples already.
  var reader: (any FormatReader)? {
    switch self {
    case .jsonl: nil
    case .coco: COCOReader()
    case .yolo: YOLOReader()
    case .voc: VOCReader()
    }
  }
}
