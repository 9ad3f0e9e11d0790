import Datasets
import Files
import Foundation
import Images
import SystemPackage
import TestSupport
import Testing

/// The built program, run as a user runs it.
struct Program {
  /// What a finished process left.
  struct Outcome {
    let status: Int32
    /// Whether a signal killed it; then `status` is its number.
    let wasKilled: Bool
    let output: String
    let errors: String
  }

  /// Lies beside the tests' own executable.
  static let executable: FilePath? = {
    guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
    let path = FilePath(tests).removingLastComponent().appending("maestro")
    return FileManager.default.isExecutableFile(atPath: path.string) ? path : nil
  }()

  let process = Process()
  private let folder: TestFolder
  private let (output, errors): (FilePath, FilePath)

  /// Starts the program in `folder`; nothing, or `input`, is piped into it.
  init(
    _ line: String, of program: FilePath? = nil, in folder: TestFolder, input: String? = nil, environment: [String: String] = [:]
  ) throws {
    let executable = try #require(
      program ?? Self.executable, "there is no program beside the tests: build it with `swift build -c release`")
    self.folder = folder
    let name = UUID().uuidString
    (output, errors) = (folder.appending(name + ".out"), folder.appending(name + ".err"))
    process.executableURL = URL(fileURLWithPath: executable.string)
    // Blanks inside a word are written as ~.
    process.arguments = line.split(separator: " ").map { String($0).replacing("~", with: " ") }
    // What it keeps for later runs is gone with the folder.
    let own = ["XDG_CACHE_HOME": folder.appending(".cache").string].merging(environment) { $1 }
    process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path.string)
    process.standardInput = FileHandle.nullDevice
    if let input {
      let path = folder.appending(name + ".in")
      try AtomicFile.write(Array(input.utf8), to: path)
      process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: path.string))
    }
    process.standardOutput = try Self.handle(output)
    process.standardError = try Self.handle(errors)
    try process.run()
  }

  private static func handle(_ path: FilePath) throws -> FileHandle {
    try AtomicFile.write([], to: path)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path.string))
  }

  /// Waits for the end.
  func finished() -> Outcome {
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal, output: Self.text(output),
      errors: Self.text(errors))
  }

  private static func text(_ path: FilePath) -> String {
    String(decoding: FileManager.default.contents(atPath: path.string) ?? Data(), as: UTF8.self)
  }

  /// Runs it to its end.
  static func run(
    _ line: String, in folder: TestFolder, input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program(line, in: folder, input: input, environment: environment).finished()
  }
}

extension TestFolder {
  /// A folder with a drawn dataset called `data`.
  static func withDataset(_ counts: SyntheticDataset.Counts = .init(train: 2, valid: 1, test: 0)) throws -> TestFolder {
    let folder = try TestFolder()
    let style = ShapeScenes(size: ImageSize(width: 48, height: 40))
    try SyntheticDataset(style: style, counts: counts, seed: 5).write(to: folder.appending("data"))
    return folder
  }
}
