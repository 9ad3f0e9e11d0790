import Datasets
import Essentials
import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let datasetCheck = Command(
    "dataset check", "finds every fault of a dataset", group: .data,
    details: """
      Errors keep the dataset from being trained on (policy=skip leaves their samples out): broken lines, missing and damaged pictures, \
      answers that do not follow their task, boxes outside the picture or without area; and with a model in use, prompts and answers too \
      long for it. Warnings are worth a look: a picture twice or in two splits, a box twice, folders and lists that look like splits \
      and are none, labels that differ in spelling alone (hard hat, hard_hat), pictures that EXIF turns, grey pictures of 16 bits that become \
      white, boxes smaller than a location, pictures without labels and labels without a picture, prompts with \
      a tag that is none of Florence-2's tasks (<CAPTON>, <od>), answers that cannot be given: a special token in their text, or with a model in \
      use a rule by which it answers (no_repeat_ngram_size, max_new_tokens). Pictures are decoded to their last pixel, on all cores.
      """,
    parameters: [.optional("path", .path, or: "the loaded dataset", "the dataset's folder"), DatasetOptionParameters.format],
    results: [ResultField("faults", "a list of file, line, column, kind, message, hint and severity, which is error or warning")],
    examples: [
      Example("dataset check ./shapes", "of any folder, also one that cannot be loaded"),
      Example("dataset check ./helmets format=coco", "of a folder with annotations in several formats"),
    ]
  ) { session, arguments, context in
    let given: String? = arguments.find("path")
    let (path, options) = try of(given.map { FilePath($0) }, format: arguments.get("format"), session)
    let faults = try Dataset.review(
      at: path, options: options, checks: [session.model?.fit ?? SampleSyntax.faults],
      warnings: [SampleSyntax.warnings(for: session.model?.tokenizer)]
        + (session.model.map { [$0.warnings(under: AnswerRules.fixed(session.configuration, for: $0))] } ?? []),
      stretchesGrey: session.configuration.stretchesGrey,
      stop: context.stop)
    if let model = session.model, let dataset = try? Dataset(path, options: options, stop: context.stop) {
      let rules = AnswerRules(session.configuration, for: model, on: dataset)
      session.tell(rules.facts, once: rules.facts)
    }
    let list = faults.map { fault -> Value in
      [
        "file": .text(fault.file), "line": fault.line.map { .integer($0) } ?? .none, "column": fault.column.map { .integer($0) } ?? .none,
        "kind": .text(fault.diagnostic.kind.rawValue), "message": .text(fault.diagnostic.message),
        "hint": fault.diagnostic.hint.map { .text($0) } ?? .none, "severity": .text(fault.severity.rawValue),
      ]
    }
    return Output(["faults": .list(List(list))], text: text(faults, path))
  }

  private static func of(_ path: FilePath?, format: String, _ session: Session) throws -> (FilePath, DatasetOptions) {
    guard let path else {
      // What cannot be loaded can be checked all the same.
      if session.dataset == nil, let path = session.configuration.dataset { return (FilePath(path), session.configuration.datasetOptions) }
      let dataset = try session.requireDataset()
      return (dataset.path, dataset.options)
    }
    return (path, DatasetOptions(format: DatasetFormat(rawValue: format)))
  }

  private static func text(_ faults: [DatasetFault], _ path: FilePath) -> String {
    if faults.isEmpty { return "\(path): no faults" }
    let errors = faults.count { $0.severity == .error }
    let sum = "\(path): \(pluralized(errors, "error")), \(pluralized(faults.count - errors, "warning"))"
    return (faults.map(\.text) + [sum]).joined(separator: "\n")
  }
}
