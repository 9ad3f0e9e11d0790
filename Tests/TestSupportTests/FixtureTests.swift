import Crypto
import Foundation
import SystemPackage
import TestSupport
import Testing

/// What the oracles made is as they made it: a fixture that changes, comes or goes without its manifest is a mistake.
@Suite struct FixtureTests {
  private struct Manifest: Decodable {
    let generator: String
    let sums: [String: String]

    /// Some oracles call their sums by what they are of, some by how they are made.
    private enum Key: String, CodingKey { case generator, files, sha256 }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      generator = try container.decode(String.self, forKey: .generator)
      sums =
        try container.decodeIfPresent([String: String].self, forKey: .files) ?? container.decode([String: String].self, forKey: .sha256)
    }
  }

  private static let root = Fixture.folder("attention").removingLastComponent()

  private static let areas: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.string)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }()

  @Test func thereAreMany() { #expect(Self.areas.count >= 18) }

  @Test(arguments: areas) func aManifestHasTheSumOfEveryFile(_ area: String) throws {
    let folder = Fixture.folder(area)
    func contents(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.pushing(FilePath(name)).string)) }
    let manifest = try JSONDecoder().decode(Manifest.self, from: contents("MANIFEST.json"))
    let script = folder.appending("../../../../").pushing(FilePath(manifest.generator)).lexicallyNormalized()
    #expect(FileManager.default.fileExists(atPath: script.string), "\(area) is made by \(manifest.generator)")
    var isFolder: ObjCBool = false
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.string).filter { name in
      FileManager.default.fileExists(atPath: folder.pushing(FilePath(name)).string, isDirectory: &isFolder) && !isFolder.boolValue
    }
    #expect(Set(files).subtracting(["MANIFEST.json"]) == Set(manifest.sums.keys), "\(area)")
    for (name, sum) in manifest.sums {
      let digest = SHA256.hash(data: try contents(name)).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
      #expect(digest == sum, "\(area)/\(name)")
    }
  }
}
