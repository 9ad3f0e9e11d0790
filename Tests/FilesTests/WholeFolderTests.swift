import Essentials
import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct WholeFolderTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func fill(_ place: FilePath, _ text: String = "new") throws {
    for name in ["a", "b"] { try AtomicFile.write(Array(text.utf8), to: place.appending(name)) }
  }

  @Test func mergingReplacesFilesOfTheSameNames() throws {
    try AtomicFile.write(Array("old".utf8), to: folder.appending("a"))
    try AtomicFile.write(Array("other".utf8), to: folder.appending("c"))
    try WholeFolder.merge(into: folder.path) { unfinished in
      try fill(unfinished)
      #expect(try folder.bytes("a") == Array("old".utf8))
    }
    #expect(try folder.names() == ["a", "b", "c"])
    #expect(try folder.bytes("a") == Array("new".utf8) && folder.bytes("c") == Array("other".utf8))
    try WholeFolder.merge(into: folder.appending("x/y")) { try fill($0) }
    #expect(try folder.names("x/y") == ["a", "b"])
  }

  /// What is wrong is told of the place that was asked for, and nothing there has changed.
  @Test(arguments: ["", "new"]) func whatFailsLeavesNothing(_ name: String) throws {
    try AtomicFile.write(Array("old".utf8), to: folder.appending("a"))
    let place = name.isEmpty ? folder.path : folder.appending(name)
    let faults = try #require(throws: Faults.self) {
      try WholeFolder.merge(into: place) { unfinished in
        try fill(unfinished)
        throw Faults(.data, "no", file: unfinished.appending("b").string)
      }
    }
    #expect(faults.diagnostics.map(\.file) == [place.appending("b").string])
    #expect(throws: Stopped.self) { try WholeFolder.merge(into: place) { _ in throw Stopped() } }
    #expect(try folder.names() == ["a"] && folder.bytes("a") == Array("old".utf8))
  }

  @Test func aFileIsNoPlace() throws {
    try AtomicFile.write([1], to: folder.appending("a"))
    let faults = try #require(throws: Faults.self) { try WholeFolder.merge(into: folder.appending("a")) { try fill($0) } }
    #expect(faults.diagnostics[0].message == "there is something already")
  }
}
