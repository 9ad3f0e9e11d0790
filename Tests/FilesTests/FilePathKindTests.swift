import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct FilePathKindTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func whatIsThereIsAFileOrAFolderThroughLinksToo() throws {
    let (file, inner) = (folder.appending("file"), folder.appending("inner"))
    try AtomicFile.write([1], to: file)
    try NewFolder.make(inner)
    for (name, target) in [("to-file", "file"), ("to-folder", "inner"), ("to-nothing", "missing")] {
      try FileManager.default.createSymbolicLink(atPath: folder.appending(name).string, withDestinationPath: target)
    }
    #expect(file.isFile && !file.isFolder && inner.isFolder && !inner.isFile)
    #expect(folder.appending("to-file").isFile && folder.appending("to-folder").isFolder)
    for name in ["missing", "to-nothing", "file/below"] {
      #expect(!folder.appending(name).isFile && !folder.appending(name).isFolder, "\(name)")
    }
    #expect(FilePath("/dev/null").isFile && !FilePath("").isFile && !FilePath("").isFolder)
    #expect(file.isSameFile(as: folder.appending("to-file")) && !file.isSameFile(as: inner))
    #expect(!folder.appending("missing").isSameFile(as: folder.appending("missing")))
  }
}
