import Foundation
import SystemPackage
import TestSupport

/// The repository's scripts, run in a folder that is their home.
enum Bash {
  /// A script of `Scripts`.
  static func script(_ name: String) -> FilePath {
    FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent().appending("Scripts").appending(name)
  }

  static func run(
    _ words: [String], in folder: TestFolder, path: String = "/usr/bin:/bin"
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path.string)
    process.environment = ["HOME": folder.path.string, "PATH": path, "TMPDIR": NSTemporaryDirectory()]
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
