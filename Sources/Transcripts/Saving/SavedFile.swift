import Essentials
import Files
import Foundation
import Script
import SystemPackage

/// A session in a file: a recipe, a notebook, a report or a picture, by the ending of its name.
package struct SavedFile<Session> {
  private let transcript: Transcript
  private let commands: CommandTable<Session>
  private let session: Session
  private let loader: SourceLoader
  private let version: String

  /// - Parameter version: the program's, for the head of the file.
  package init(
    _ transcript: Transcript, commands: CommandTable<Session>, session: Session, version: String, loader: SourceLoader = .files
  ) {
    self.transcript = transcript
    self.commands = commands
    self.session = session
    self.loader = loader
    self.version = version
  }

  /// Writes the file whole or not at all; of a report the pictures first.
  ///
  /// - Throws: `Faults` when the ending is none of the four, when another file would be lost, or when the recipe could not be run.
  package func write(to path: FilePath, overwrite: Bool = false) throws {
    let seed = transcript.seed
    let text: String
    var pictures: [(name: String, png: Data)] = []
    let folder = path.removingLastComponent().appending("\(path.stem ?? "session")_files")
    try refuse(path, overwrite: overwrite)
    switch path.extension {
    case "maestro": text = try recipe(for: path, seed: seed)
    case "ipynb": text = try SavedNotebook(Cell.cells(of: transcript.inputs), version: version, seed: seed).text()
    case "md":
      let report = SavedReport(
        Cell.cells(of: transcript.inputs), title: path.stem ?? "Session", folder: folder.lastComponent?.string ?? "", version: version,
        seed: seed)
      (text, pictures) = (report.text, report.pictures)
    case "png": return try AtomicFile.write(SavedPicture(Cell.cells(of: transcript.inputs)).png(), to: path)
    default:
      throw ArgumentFault(
        "file", "a session is saved as a recipe (.maestro), a notebook (.ipynb), a report (.md) or a picture (.png)",
        hint: "for example session.maestro")
    }
    if !pictures.isEmpty {
      guard folder.isFolder || mkdir(folder.string, 0o777) == 0 else {
        throw Faults(.data, "the folder for the pictures cannot be made", file: folder.string)
      }
      for (name, png) in pictures { try AtomicFile.write(png, to: folder.appending(name)) }
    }
    try AtomicFile.write(Data(FileChecksum.sealed(text).utf8), to: path)
  }

  /// A file that somebody else wrote, or changed since it was saved, is not lost silently.
  private func refuse(_ path: FilePath, overwrite: Bool) throws {
    guard !overwrite, let bytes = FileManager.default.contents(atPath: path.string), !bytes.isEmpty, !FileChecksum.holds(in: bytes) else {
      return
    }
    throw ArgumentFault(
      "file", "\(path) is there already, and it is not as `save` wrote it", kind: .data,
      hint: "another name, or overwrite=true to replace it")
  }

  private func recipe(for path: FilePath, seed: Int) throws -> String {
    let text = try SavedRecipe(transcript.inputs, commands: commands).text(version: version, seed: seed)
    do throws(ScriptError) {
      try Interpreter(commands: commands, session: session, loader: loader).check(SourceText(text, name: path.string))
      return text
    } catch {
      throw Faults(
        [Diagnostic(.value, "this session cannot be saved as a recipe: what came of it would not run; nothing was written")]
          + error.diagnostics)
    }
  }
}
