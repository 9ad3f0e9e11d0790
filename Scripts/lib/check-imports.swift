import Foundation

// Reads `swift package dump-package` on standard input, and every `import` line of the targets it names.

/// Modules that come with the toolchain.
let given: Set<String> = ["Foundation", "Synchronization", "Testing", "Dispatch", "Glibc"]
let pattern = /^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:(?:struct|class|enum|func|protocol|typealias)\s+)?(\w+)/

let dump = try JSONSerialization.jsonObject(with: FileHandle.standardInput.readDataToEndOfFile())
guard let targets = (dump as? [String: Any])?["targets"] as? [[String: Any]] else { fatalError("no package description on standard input") }
var faults: [String] = []
var count = 0
for target in targets {
  guard let name = target["name"] as? String, let type = target["type"] as? String, type != "system-target" else { continue }
  var allowed = given
  for case let dependency as [String: Any] in target["dependencies"] as? [Any] ?? [] {
    for case let parts as [Any] in dependency.values {
      if let module = parts.first as? String { allowed.insert(module) }
    }
  }
  let folder = target["path"] as? String ?? "\(type == "test" ? "Tests" : "Sources")/\(name)"
  let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted() ?? []
  for file in files {
    count += 1
    let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let found = try pattern.firstMatch(in: line), !allowed.contains(String(found.1)) else { continue }
      faults.append("\(folder)/\(file):\(index + 1): \(found.1) is not among the dependencies of \(name) in Package.swift")
    }
  }
}
print(faults.isEmpty ? "imports of \(count) files agree with Package.swift" : faults.joined(separator: "\n"))
exit(faults.isEmpty && count > 0 ? 0 : 1)
