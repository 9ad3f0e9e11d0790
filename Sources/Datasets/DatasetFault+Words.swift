import Essentials
import Images
import Tasks

extension DatasetFault {
  var message: String {
    switch fact {
    case .noDataset: "there is no such folder"
    case .datasetIsNoFolder: "a dataset is a folder, this is a file"
    case .noFormat(let found, _): "there is no dataset in it: \(found)"
    case .noTrain: "there is no folder train"
    case .splitIsNoFolder: "this should be a folder with images and annotations.jsonl"
    case .noAnnotations: "there is no file annotations.jsonl"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .utf16: "the file is UTF-16, annotations are UTF-8"
    case .noSamples: "there are no samples in this file"
    case .lineTooLong: "the line is longer than \(LineReader.limit >> 20) MiB"
    case .brokenLine(let reason): "no JSON object: \(reason)"
    case .missing(let fields, _): "\(Self.list(fields)) \(fields.count == 1 ? "is" : "are") missing"
    case .repeated(let field): "\(field.rawValue) is given twice"
    case .mistyped(let field, let kind): "\(field.rawValue) must be a text, not \(Self.withArticle(kind))"
    case .empty(let field): "\(field.rawValue) is empty"
    case .halfSurrogate(let field): "\(field.rawValue) has half of a surrogate pair that stands alone"
    case .image(let name, let fact, _): "image \(name): \(ImageError(fact, file: name).diagnostics[0].message)"
    case .unfit(let fault): fault.message
    case .malformed(let message, _), .faulty(let message, _), .warning(let message, _): message
    case .tooMany(let limit): "more than \(limit) faults, the rest of the dataset was not read"
    }
  }

  var hint: String? {
    switch fact {
    case .noDataset(let near?), .noTrain(let near?): "did you mean \(near)?"
    case .datasetIsNoFolder(let hint): hint
    case .noFormat(_, let near): DatasetWhereabouts.hint(near: near)
    case .noTrain(nil): "a dataset has folders train, valid and test; train is required"
    case .noAnnotations(let near?): "there is \(near): rename it to annotations.jsonl"
    case .utf16: "save it as UTF-8"
    case .noSamples: "each line is an object with image, prefix and suffix"
    case .lineTooLong: "one line is one sample; end every object with a line feed"
    case .missing(let fields, let found): Self.rename(fields, found)
    case .repeated: "keep one of the two"
    case .mistyped(let field, _): "put it in double quotes: {\"\(field.rawValue)\": \"...\"}"
    case .empty(.image): "name a file in the split's folder"
    case .empty(.prefix): "name the task, such as \(Task.objectDetection.tag)"
    case .halfSurrogate: "write the character itself instead of \\u escapes"
    case .image(let name, _, let near?):
      near == name
        ? "there is a file of that name with its accents in another Unicode form (NFC, NFD): write the name as the file has it"
        : "did you mean \(near)?"
    case .image(let name, let fact, nil): ImageError(fact, file: name).diagnostics[0].hint
    case .unfit(let fault): fault.hint
    case .malformed(_, let hint), .faulty(_, let hint), .warning(_, let hint): hint
    case .noDataset(nil), .splitIsNoFolder, .noAnnotations(nil), .unreadable, .brokenLine, .empty(.suffix), .tooMany:
      nil
    }
  }

  private static func list(_ fields: [SampleFault.Field]) -> String {
    let names = fields.map(\.rawValue)
    return names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }

  private static func withArticle(_ kind: String) -> String {
    switch kind {
    case "null": kind
    case "array", "object": "an " + kind
    default: "a " + kind
    }
  }

  /// A name on the line that is nearly one of the missing.
  private static func rename(_ missing: [SampleFault.Field], _ found: [String]) -> String {
    for field in missing {
      if let near = nearestName(to: field.rawValue, in: found) { return "\(near) should be called \(field.rawValue)" }
    }
    return "each line is an object with image, prefix and suffix"
  }
}
