import FineTuning
import Script
import SystemPackage
import Transcripts

extension Command<Session> {
  static let save = Command(
    "save", "saves the session as a recipe, a notebook, a report or a picture", group: .session,
    details:
      "A recipe (.maestro) holds the commands that succeeded, less what was undone, and does the same again; a notebook (.ipynb) is for Jupyter, "
      + "a report (.md) for reading, a picture (.png) for showing. A file that save did not write, or that was changed since, is left alone.",
    parameters: [
      .required("file", .path, "its ending says which: .maestro, .ipynb, .md or .png"),
      .named("overwrite", .boolean, default: false, "replaces any file of that name"),
    ],
    results: [ResultField("path", "the file")],
    examples: [
      Example("save session.maestro", "a recipe that does the same again"),
      Example("save report.ipynb overwrite=true", "a notebook with texts and pictures"),
    ],
    isKept: false
  ) { session, arguments, context in
    let path: String = arguments.get("file")
    let file = SavedFile(session.transcript, commands: context.commands, session: session, version: SystemInformation.version)
    try file.write(to: FilePath(path), overwrite: arguments.get("overwrite"))
    return Output(["path": .text(path)], text: path)
  }
}
