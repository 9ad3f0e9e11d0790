import Essentials
import Files
import Foundation
import SystemPackage
import Testing

/// An empty folder that lives as long as `body`.
private func withFolder(_ body: (FilePath) throws -> Void) throws {
  let folder = FilePath(NSTemporaryDirectory()).appending("atomic-file-\(UUID().uuidString)")
  try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder.string) }
  try body(folder)
}

private func names(in folder: FilePath) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted() }

private func text(of path: FilePath) throws -> String { try String(contentsOfFile: path.string, encoding: .utf8) }

private func permissions(of path: FilePath) throws -> Int {
  try #require(FileManager.default.attributesOfItem(atPath: path.string)[.posixPermissions] as? Int)
}

@Test func aNewFileHoldsTheBytesAndNothingElseIsLeft() throws {
  try withFolder { folder in
    let path = folder.appending("new.txt")
    try AtomicFile.write(Array("hello".utf8), to: path)
    try #expect(text(of: path) == "hello")
    try #expect(names(in: folder) == ["new.txt"])
    let other = folder.appending("other.txt")
    try FileDescriptor.open(other, .writeOnly, options: .create, permissions: FilePermissions(rawValue: 0o666)).close()
    try #expect(permissions(of: path) == permissions(of: other))
  }
}

@Test func anOldFileIsReplacedAndKeepsItsPermissions() throws {
  try withFolder { folder in
    let path = folder.appending("old.txt")
    try AtomicFile.write(Array("a much longer text".utf8), to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path.string)
    try AtomicFile.write(Array("short".utf8), to: path)
    try #expect(text(of: path) == "short")
    try #expect(permissions(of: path) == 0o640)
  }
}

@Test func aFailureHalfWayLeavesTheOldFileAndNothingElse() throws {
  try withFolder { folder in
    let path = folder.appending("kept.txt")
    try AtomicFile.write(Array("old".utf8), to: path)
    let faults = try #require(
      throws: Faults.self,
      performing: {
        try AtomicFile.write(to: path) { file in
          try file.writeAll(Array("half".utf8))
          throw Errno.noSpace
        }
      })
    #expect(faults.diagnostics.map(\.file) == [path.string])
    #expect(faults.diagnostics.map(\.message) == ["cannot be written: No space left on device"])
    try #expect(text(of: path) == "old")
    try #expect(names(in: folder) == ["kept.txt"])
  }
}

@Test func anErrorOfTheWritersOwnPassesThrough() throws {
  struct Other: Error {}
  try withFolder { folder in
    #expect(throws: Other.self) { try AtomicFile.write(to: folder.appending("x")) { _ in throw Other() } }
    try #expect(names(in: folder) == [])
  }
}

@Test func aFullDeviceIsAFaultThatNamesIt() {
  let faults = #expect(throws: Faults.self) { try AtomicFile.write([1, 2, 3], to: "/dev/full") }
  #expect(faults?.description.contains("/dev/full: cannot be written: No space left on device") == true)
}

@Test func aDeviceIsWrittenThroughAndNotReplaced() throws {
  try AtomicFile.write([1, 2, 3], to: "/dev/null")
  var status = stat()
  #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
}

@Test func aMissingFolderAndAFolderInTheWayAreFaults() throws {
  try withFolder { folder in
    let missing = #expect(throws: Faults.self) { try AtomicFile.write([1], to: folder.appending("no/such.txt")) }
    #expect(missing?.diagnostics.first?.message == "cannot be written: No such file or directory")
    #expect(missing?.diagnostics.first?.hint == "there is no folder \(folder.appending("no")); create it first")
    let inTheWay = #expect(throws: Faults.self) { try AtomicFile.write([1], to: folder) }
    #expect(inTheWay?.diagnostics.first?.message == "cannot be written: Is a directory")
    #expect(throws: Faults.self) { try AtomicFile.write([1], to: "") }
    try #expect(names(in: folder) == [])
  }
}

@Test func aLinkStaysAndItsTargetIsReplaced() throws {
  try withFolder { folder in
    let target = folder.appending("target.txt")
    let link = folder.appending("link.txt")
    try AtomicFile.write(Array("old".utf8), to: target)
    try FileManager.default.createSymbolicLink(atPath: link.string, withDestinationPath: "target.txt")
    try AtomicFile.write(Array("new".utf8), to: link)
    try #expect(FileManager.default.destinationOfSymbolicLink(atPath: link.string) == "target.txt")
    try #expect(text(of: target) == "new")
  }
}

@Test func aNameAsLongAsNamesCanBeIsWritten() throws {
  try withFolder { folder in
    let path = folder.appending(String(repeating: "n", count: 255))
    try AtomicFile.write([1], to: path)
    try #expect(names(in: folder) == [path.lastComponent?.string])
  }
}
