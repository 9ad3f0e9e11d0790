import Datasets
import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let datasetCheck = Command(
    "dataset check", "finds every fault of a dataset",
    details:
      "Pictures are decoded to their last pixel. With a model in use, also every sample that it could not learn from: prompts and answers too long, tasks it does not know.",
    parameters: [.optional("path", .path, or: "the loaded dataset", "the dataset's folder")],
    results: [ResultField("faults", "a list of file, line, column, kind and message")],
    examples: [Example("dataset check ./shapes", "of any folder, also one that cannot be loaded")]
  ) { session, arguments, context in
    let path = try arguments.find("path", as: String.self).map { FilePath($0) } ?? session.requireDataset().path
    let faults = try Dataset.faults(at: path, checks: session.opened.map { [$0.fit] } ?? [], stop: context.stop)
    let list = faults.map { fault -> Value in
      [
        "file": .text(fault.file), "line": fault.line.map { .integer($0) } ?? .none, "column": fault.column.map { .integer($0) } ?? .none,
        "kind": .text(fault.diagnostic.kind.rawValue), "message": .text(fault.diagnostic.message),
      ]
    }
    let text = faults.isEmpty ? "\(path): no faults" : faults.map { $0.diagnostic.description }.joined(separator: "\n")
    return Output(["faults": .list(List(list))], text: text)
  }
}
