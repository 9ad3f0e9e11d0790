import Essentials
import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct NewFolderTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func foldersAboveAreMadeToo() throws {
    let path = folder.appending("a/b/c")
    try NewFolder.make(path)
    #expect(path.isFolder)
    #expect(throws: Errno.fileExists) { try NewFolder.make(path) }
    try AtomicFile.write([1], to: folder.appending("file"))
    #expect(throws: Errno.notDirectory) { try NewFolder.make(folder.appending("file/c")) }
  }

  @Test func oneThatIsThereIsRightWhereItNeedNotBeNew() throws {
    let path = folder.appending("x/y")
    try NewFolder.makeIfMissing(path, permissions: 0o700)
    try NewFolder.makeIfMissing(path)
    #expect(try FileManager.default.attributesOfItem(atPath: path.string)[.posixPermissions] as? Int == 0o700)
    try AtomicFile.write([1], to: folder.appending("file"))
    let faults = #expect(throws: Faults.self) { try NewFolder.makeIfMissing(folder.appending("file/c")) }
    #expect(faults?.diagnostics == [Diagnostic(.data, "cannot make the folder: File exists", file: folder.appending("file").string)])
  }
}
