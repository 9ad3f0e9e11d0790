import Files
import FineTuning
import Foundation
import SystemPackage
import TestSupport
import Testing

/// `Scripts/release`, given a program that only says its version: packing the real one takes minutes, and `--try` does that.
@Suite(.serialized) struct ReleaseTests {
  private static let program = """
    #!/bin/sh
    if [ "$1" = version ]; then echo "maestro 9.8.7"; else echo "# completions"; fi

    """

  /// A line of bash in which `release` is the script; 1970-01-02 is the time of the files.
  private func bash(_ line: String, in folder: TestFolder) throws -> (status: Int32, output: String) {
    let release = "release() { SOURCE_DATE_EPOCH=86400 \(Bash.script("release")) --program ./program \"$@\"; }"
    return try Bash.run(["-c", "set -eu; \(release); \(line)"], in: folder)
  }

  private func folder() throws -> TestFolder {
    let folder = try TestFolder()
    try AtomicFile.write(Array(Self.program.utf8), to: folder.appending("program"))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.appending("program").string)
    return folder
  }

  @Test func theSameProgramMakesTheSameFiles() throws {
    let folder = try folder()
    let outcome = try bash("release --to a; sleep 1.1; release --to=b; cmp a/*.deb b/*.deb; cmp a/*.gz b/*.gz", in: folder)
    #expect(outcome.status == 0, "\(outcome.output)")
    let architecture = try bash("dpkg --print-architecture", in: folder).output.trimmingCharacters(in: .newlines)
    let machine = try bash("uname -m", in: folder).output.trimmingCharacters(in: .newlines)
    #expect(try folder.names("a") == ["maestro-9.8.7-linux-\(machine).tar.gz", "maestro_9.8.7_\(architecture).deb"])

    let tarball = try bash("tar --utc -tvzf a/*.gz", in: folder).output.split(separator: "\n")
    #expect(tarball.allSatisfy { $0.contains(" 0/0 ") && $0.contains(" 1970-01-02 00:00 maestro-9.8.7/") }, "\(tarball)")
    let unpacked = try bash("tar -xzf a/*.gz; maestro-9.8.7/bin/maestro version; cat maestro-9.8.7/README", in: folder).output
    #expect(unpacked.hasPrefix("maestro 9.8.7\n"))
    let packages = "libopenblas0-pthread libcurl4 ca-certificates fonts-dejavu-core"
    #expect(unpacked.contains("\n    apt-get install --no-install-recommends \(packages)\n"), "\(unpacked)")
    let top = try folder.names("maestro-9.8.7")
    #expect(top == ["CHANGELOG.md", "LICENSE", "README", "bin", "lib", "share"])
    #expect(try folder.names("maestro-9.8.7/share/maestro/recipes").contains("quickstart.maestro"))

    let control = try bash("dpkg-deb --field a/*.deb", in: folder).output
    #expect(control.contains("\nVersion: 9.8.7\nArchitecture: \(architecture)\n"), "\(control)")
    #expect(control.contains("\nDepends: libopenblas0-pthread | libopenblas0, libcurl4 | libcurl3-gnutls, "), "\(control)")
    let files = try bash("dpkg-deb --fsys-tarfile a/*.deb | tar -t", in: folder).output.split(separator: "\n")
    for name in [
      "bin/maestro", "lib/maestro/9.8.7/maestro", "share/bash-completion/completions/maestro", "share/doc/maestro/changelog.gz",
      "share/doc/maestro/copyright", "share/fish/vendor_completions.d/maestro.fish", "share/maestro/recipes/lesson.maestro",
      "share/zsh/vendor-completions/_maestro",
    ] { #expect(files.contains("./usr/\(name)"), "\(name)") }
    #expect(!files.contains { $0.hasSuffix(".lock") || $0.hasSuffix(".installed") })
    let copyright = try bash("dpkg-deb --fsys-tarfile a/*.deb | tar -xO ./usr/share/doc/maestro/copyright", in: folder).output
    #expect(copyright.hasPrefix("MIT License\n\nCopyright (c) 2026 The Maestro authors\n") && copyright.contains("==== Yams/LICENSE\n"))
  }

  @Test(arguments: [
    ("--tp x", 2, "error: there is no option --tp; see Scripts/release --help\n"), ("--to", 2, "error: --to needs a value\n"),
    // Neither root without debootstrap nor anybody else can try.
    ("--try", 1, "error: --try needs "), ("--help", 0, "Makes the files that people install"),
  ]) func whatCannotBe(_ words: String, _ status: Int32, _ text: String) throws {
    let folder = try folder()
    let outcome = try bash("release \(words)", in: folder)
    #expect(outcome.status == status && outcome.output.hasPrefix(text), "\(outcome.output)")
    #expect(try folder.names() == ["program"])
  }

  @Test func theChangesOfThisVersionAreTold() throws {
    let changes = Bash.script("release").removingLastComponent().removingLastComponent().appending("CHANGELOG.md")
    let text = String(decoding: FileManager.default.contents(atPath: changes.string) ?? Data(), as: UTF8.self)
    let first = text.split(separator: "\n").first { $0.hasPrefix("## ") }
    #expect(first == "## \(SystemInformation.version)")
  }
}
