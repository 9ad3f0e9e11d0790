import Essentials
import Files
import Foundation
import Images
import SystemPackage
import Tasks

/// Reads the annotations of one split, line by line, and looks at the images they name.
struct SplitReader {
  private let name: DatasetSplit.Name
  private let folder: FilePath
  private let annotations: FilePath
  private let search: PictureSearch
  private let dataset: DatasetReader
  private(set) var faults: FaultList
  /// Samples looked at, those of the splits before included.
  private(set) var samplesRead: Int

  private var samples: [Sample] = []
  private var digest = FNV1a()
  private var images: ImageInspector
  private var repeated: RepeatedBoxes
  /// Answers that were PaliGemma's, and the line of the first.
  private var translated: (count: Int, line: Int)?
  /// A line was seen that is not blank.
  private var hasContent = false
  /// Lines that wait until the images of all of them can be looked at together; of one that is too long no bytes.
  private var waiting: [(number: Int, bytes: [UInt8]?)] = []

  init(_ part: JSONLinesLayout.Part, dataset: DatasetReader, faults: FaultList, samplesBefore: Int) {
    (name, folder, annotations) = (part.split ?? .train, part.folder, part.annotations)
    search = PictureSearch(part.pictureFolders, root: dataset.path, split: part.split)
    self.dataset = dataset
    self.faults = faults
    samplesRead = samplesBefore
    images = ImageInspector(scrutiny: dataset.images)
    repeated = RepeatedBoxes(areDropped: dataset.options.policy.contains(.skip))
  }

  /// The split, with the samples that are without fault; nil when there is none.
  mutating func read() throws -> DatasetSplit? {
    if faults.isFull { return nil }
    do {
      let lines = try LineReader(annotations)
      try StopToken.$ofReading.withValue(dataset.stop) {
        try lines.forEachLine { number, bytes in
          try dataset.stop.check()
          waiting.append((number, bytes.map { Array($0) }))
          return try waiting.count < images.reach || readWaiting()
        }
      }
      _ = try readWaiting()
    } catch let failure as LineReader.Failure {
      if FileManager.default.fileExists(atPath: annotations.string) {
        add(.unreadable(failure.reason))
      } else {
        let found = Folder.searchedNames(in: folder).filter { $0.lowercased().hasSuffix(".jsonl") }
        faults.add(DatasetFault(.noAnnotations(near: found.count == 1 ? found[0] : nil), file: folder.string))
      }
      return nil
    } catch let reason as Errno {
      add(.unreadable(reason.description))
      return nil
    }
    if !hasContent { add(.noSamples) }
    repeated.addFaults(to: &faults)
    if let translated {
      let what = translated.count == 1 ? "an answer has" : "\(translated.count) answers have"
      add(
        .warning("\(what) the places of PaliGemma, <loc0000> to <loc1023>: read as \(Task.objectDetection.tag)", hint: nil),
        line: translated.line)
    }
    return samples.isEmpty ? nil : DatasetSplit(name: name, folder: folder, samples: samples, digest: digest.text)
  }

  /// Reads the lines that wait; false when there is no use in reading on.
  private mutating func readWaiting() throws -> Bool {
    let lines = waiting
    waiting = []
    if lines.count > 1 {
      // What is no annotation is told in its turn.
      let named = lines.lazy.compactMap { line in line.bytes?.withUnsafeBytes { try? Annotation($0) }?.image.text }
      try images.lookAhead(at: named.compactMap { [search] in search.fileOrLikely($0).map(ImageSource.file) }, dataset.stop)
    }
    for line in lines {
      try dataset.stop.check()
      let goesOn =
        if let bytes = line.bytes { bytes.withUnsafeBytes { read($0, line: line.number) } } else { read(nil, line: line.number) }
      guard goesOn else { return false }
    }
    return true
  }

  /// Reads one line; false when there is no use in reading on.
  private mutating func read(_ bytes: UnsafeRawBufferPointer?, line: Int) -> Bool {
    guard var bytes else {
      hasContent = true
      add(.lineTooLong, line: line)
      return !faults.isFull
    }
    digest.combine(bytes)
    digest.combine(CollectionOfOne(UInt8(ascii: "\n")))
    if line == 1 {
      if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        hasContent = true
        add(.utf16)
        return false
      }
      // The byte order mark that some editors begin a file with.
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3)) }
    }
    let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
    if bytes.allSatisfy(blanks.contains) { return true }
    hasContent = true
    do throws(Annotation.Failure) {
      let annotation = try Annotation(bytes)
      check(annotation, line: line, bytes)
    } catch {
      for entry in error.entries { add(entry.fact, line: line, offset: entry.offset, bytes) }
    }
    samplesRead += 1
    dataset.progress(samplesRead)
    return !faults.isFull
  }

  /// Looks at the image and asks the checks; without a fault the line is a sample.
  private mutating func check(_ annotation: Annotation, line: Int, _ bytes: UnsafeRawBufferPointer) {
    var sample = sample(annotation, line: line)
    var isGood = true
    switch images.inspect(annotation.image.text, by: search) {
    case .good(let size, let byteCount):
      digest.combine(size.width)
      digest.combine(size.height)
      digest.combine(byteCount)
    case .bad(let fact, let near):
      isGood = false
      add(.image(annotation.image.text, fact, near: near), line: line, offset: annotation.image.offset, bytes)
    }
    sample = Sample(
      image: sample.image, prefix: sample.prefix, suffix: repeated.answer(of: sample, at: FileLocation(file: annotations, line: line)),
      line: line, annotations: sample.annotations)
    for fault in dataset.checks.flatMap({ $0(sample) }) {
      isGood = false
      add(.unfit(fault), line: line, offset: annotation[fault.field].offset, bytes)
    }
    if isGood { samples.append(sample) }
  }

  /// What a line says, in the words of this program.
  private mutating func sample(_ annotation: Annotation, line: Int) -> Sample {
    var (prefix, suffix) = (annotation.prefix.text, annotation.suffix.text)
    if PaliGemmaAnswer.isPrompt(prefix), let answer = PaliGemmaAnswer.answer(in: suffix) {
      (prefix, suffix) = (Task.objectDetection.tag, answer)
      translated = ((translated?.count ?? 0) + 1, translated?.line ?? line)
    }
    return Sample(
      image: search.fileOrLikely(annotation.image.text) ?? folder, prefix: prefix, suffix: suffix, line: line,
      annotations: annotations == folder.appending(JSONLinesLayout.fileName) ? nil : annotations)
  }

  private mutating func add(_ fact: DatasetFault.Fact, line: Int? = nil, offset: Int? = nil, _ bytes: UnsafeRawBufferPointer? = nil) {
    var column: Int?
    var text: String?
    if let bytes, let offset {
      column = 1 + bytes[..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 }
      // Only where the text itself is at fault, and where it is worth keeping.
      if case .brokenLine = fact, bytes.count <= 2000 { text = String(validating: bytes, as: UTF8.self) }
    }
    faults.add(DatasetFault(fact, file: annotations.string, line: line, column: column, sourceLine: text))
  }
}
