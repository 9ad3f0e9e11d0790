import Script
import Workbench

extension Command<Session> {
  static let hello = Command(
    "hello", "greets",
    parameters: [.required("name", .text, "who is greeted"), .named("times", .integer(.between(1, 9)), default: 1, "how often")],
    results: [ResultField("name", "who was greeted")],
    examples: [Example("hello world times=2", "twice")]
  ) { _, arguments, _ in
    let (name, times): (String, Int) = (arguments.get("name"), arguments.get("times"))
    return Output(["name": .text(name)], text: Array(repeating: "hello, \(name)", count: times).joined(separator: "\n"))
  }
}
