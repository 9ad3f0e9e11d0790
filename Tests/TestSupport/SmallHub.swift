import Foundation
import SystemPackage

/// A hub with one model, `owner/small`, the little one of the parity fixtures.
public enum SmallHub {
  /// What its branch main is.
  public static let commit = "89abcdef0123456789abcdef0123456789abcdef"

  /// A server that has it.
  ///
  /// - Parameter delay: seconds before each tenth of the weights.
  public static func server(delay: Double = 0) throws -> HubServer {
    let model = Fixture.folder("parity").appending("original")
    let names = ["README.md", "config.json", "model.safetensors", "preprocessor_config.json", "pytorch_model.bin", "tokenizer.json"]
    let listed = names.map { "{\"rfilename\": \"\($0)\"}" }.joined(separator: ", ")
    return try HubServer { request in
      let parts = request.path.split(separator: "/").map(String.init)
      // The default revision belongs to another model: this one has main alone.
      if parts == ["api", "models", "owner", "small", "revision", "main"] {
        return HubServer.Answer(body: Array("{\"sha\": \"\(commit)\", \"siblings\": [\(listed)]}".utf8))
      }
      guard parts.starts(with: ["owner", "small", "resolve", commit]), let name = parts.last,
        let bytes = FileManager.default.contents(atPath: model.appending(name).string)
      else {
        let code = parts.contains("small") ? "RevisionNotFound" : "RepoNotFound"
        return HubServer.Answer(status: 404, headers: [("X-Error-Code", code)])
      }
      let start = request.start
      let range = start > 0 ? [("Content-Range", "bytes \(start)-\(bytes.count - 1)/\(bytes.count)")] : []
      var answer = HubServer.Answer(
        status: start > 0 ? 206 : 200, headers: [("ETag", "\"tag-of-\(name)\""), ("X-Repo-Commit", commit)] + range,
        body: Array(bytes[start...]))
      if name == "model.safetensors" { answer.delay = delay }
      return answer
    }
  }
}
