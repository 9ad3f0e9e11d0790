import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

/// `Scripts/install`, given a program that is built already.
@Suite(.serialized) struct InstallTests {
  private static let script = Bash.script("install")

  private func install(_ words: String..., in folder: TestFolder, path: String = "/usr/bin:/bin") throws -> (
    status: Int32, output: String
  ) {
    let executable = try #require(Program.executable)
    return try Bash.run([Self.script.string, "--program", executable.string] + words, in: folder, path: path)
  }

  private static let completions = [
    "share/bash-completion/completions/maestro", "share/fish/vendor_completions.d/maestro.fish", "share/zsh/site-functions/_maestro",
  ]

  @Test func itIsInstalledReplacedAndTakenOut() throws {
    let folder = try TestFolder()
    let first = try install(in: folder)
    #expect(first.status == 0, "\(first.output)")
    #expect(first.output.contains("export PATH=\"\(folder.path)/.local/bin:$PATH\"\n"))
    for file in Self.completions { #expect(first.output.contains("\(folder.path)/.local/\(file)\n")) }
    let outcome = try Program("run -", of: folder.appending(".local/bin/maestro"), in: folder, input: "model load nano\n").finished()
    #expect(outcome.status == 0 && outcome.output.hasPrefix("nano: "), "\(outcome.errors)")
    let version = try folder.names(".local/lib/maestro").filter { !$0.hasPrefix(".") }
    #expect(version.count == 1)
    #expect(try folder.names(".local/lib/maestro/\(version[0])").contains("libswiftCore.so"))
    #expect(try folder.names(".local/share/maestro/recipes").contains("quickstart.maestro"))

    // What an older version had goes with it, what is the user's own stays.
    let recipes = ".local/share/maestro/recipes"
    for name in ["former", "own"] { try AtomicFile.write([], to: folder.appending("\(recipes)/\(name).maestro")) }
    try AtomicFile.write(
      folder.bytes("\(recipes)/.installed") + Array("former.maestro\n".utf8), to: folder.appending("\(recipes)/.installed"))
    let second = try install(in: folder, path: "\(folder.path)/.local/bin:/usr/bin:/bin")
    #expect(second.status == 0 && !second.output.contains("export PATH"), "\(second.output)")
    let newer = try folder.names(".local/lib/maestro").filter { !$0.hasPrefix(".") }
    #expect(newer.count == 1 && newer != version)
    #expect(try !folder.names(recipes).contains("former.maestro"))
    #expect(try Program("version", of: folder.appending(".local/bin/maestro"), in: folder).finished().status == 0)

    try AtomicFile.write([], to: folder.appending(".local/bin/another"))
    let out = try Bash.run([Self.script.string, "--uninstall"], in: folder)
    #expect(out.status == 0, "\(out.output)")
    let left = FileManager.default.enumerator(atPath: folder.appending(".local").string)?.compactMap { $0 as? String }.sorted()
    #expect(
      left == ["bin", "bin/another", "lib", "share", "share/maestro", "share/maestro/recipes", "share/maestro/recipes/own.maestro"])
    let again = try Bash.run([Self.script.string, "--uninstall"], in: folder)
    #expect(again.status == 1 && again.output == "error: there is no maestro in \(folder.path)/.local\n")
  }

  @Test func aPrefixWithBlanksAndWhatIsNotOurs() throws {
    let folder = try TestFolder()
    try FileManager.default.createDirectory(atPath: folder.appending("my apps/bin").string, withIntermediateDirectories: true)
    let installed = try install("--prefix", "my apps", in: folder)
    #expect(installed.status == 0, "\(installed.output)")
    #expect(installed.output.contains("source \"\(folder.path)/my apps/\(Self.completions[0])\"\n"))
    #expect(try Program("version", of: folder.appending("my apps/bin/maestro"), in: folder).finished().status == 0)

    let own = folder.appending("other/bin/maestro")
    try FileManager.default.createDirectory(atPath: folder.appending("other/bin").string, withIntermediateDirectories: true)
    try AtomicFile.write(Array("mine".utf8), to: own)
    for action in [["--prefix=other"], ["--prefix=other", "--uninstall"]] {
      let refused = try Bash.run([Self.script.string, "--program", Program.executable?.string ?? ""] + action, in: folder)
      #expect(refused.status == 1 && refused.output.contains("was not put there by this script"), "\(refused.output)")
    }
    #expect(try folder.bytes("other/bin/maestro") == Array("mine".utf8))
    #expect(try folder.names("other") == ["bin"])
  }

  @Test(arguments: [
    (["--prefx", "x"], 2, "error: there is no option --prefx; see Scripts/install --help\n"),
    (["--prefix"], 2, "error: --prefix needs a value\n"),
    (["--prefix", "/dev/null/x"], 1, "/dev/null"),
    (["--program", "/nowhere"], 1, "error: there is no program /nowhere\n"),
    (["--help"], 0, "Installs the program"),
  ])
  func whatCannotBe(_ words: [String], _ status: Int32, _ text: String) throws {
    let folder = try TestFolder()
    let program = words.contains("--program") ? [] : ["--program", try #require(Program.executable).string]
    let outcome = try Bash.run([Self.script.string] + program + words, in: folder)
    #expect(outcome.status == status && outcome.output.contains(text), "\(outcome.output)")
    #expect(try folder.names() == [])
  }

  /// What bash offers behind the words of a line, the last of which is begun.
  @Test(arguments: [
    ("maestro fl", ["florence2"]), ("maestro florence2 e", ["evaluate", "export"]),
    ("maestro florence2 train --lora-d", ["--lora-dropout"]),
    ("maestro florence2 train --optimizer ad", ["adamw", "adam"]), ("maestro florence2 evaluate --metrics word", ["word_error_rate"]),
    ("maestro florence2 export --precision ", ["float32", "float16"]), ("maestro run q", ["quick.maestro"]),
  ])
  func bashCompletes(_ line: String, _ words: [String]) throws {
    let folder = try TestFolder()
    for name in ["quick.maestro", "quit.txt"] { try AtomicFile.write([], to: folder.appending(name)) }
    let script = try Program.run("--generate-completion-script bash", in: folder)
    #expect(script.status == 0)
    try AtomicFile.write(Array(script.output.utf8), to: folder.appending("completions"))
    let given = line.split(separator: " ", omittingEmptySubsequences: false).map { "'\($0)'" }.joined(separator: " ")
    let test = """
      source ./completions
      COMP_WORDS=(\(given)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}
      _maestro maestro "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let outcome = try Bash.run(["-c", test], in: folder)
    let offered = Set(outcome.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    #expect(offered == Set(words), "\(outcome.output)")
  }
}
