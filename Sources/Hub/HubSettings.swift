import Files
import Foundation
import SystemPackage

/// Where the hub is, where its files are kept, and who asks: the environment variables of huggingface_hub, read as it reads them.
public struct HubSettings: Sendable {
  /// The hub's address, without a slash at its end: `HF_ENDPOINT`, which may be empty as if it were not set.
  public var endpoint: String
  /// The folder of all repositories: `HF_HUB_CACHE`, else `hub` in `HF_HOME`.
  public var cache: FilePath
  /// What proves who asks: `HF_TOKEN`, else what `hf auth login` left in `HF_TOKEN_PATH`, else `token` in `HF_HOME`; none with
  /// `HF_HUB_DISABLE_IMPLICIT_TOKEN`.
  public var token: String?
  /// Whether nothing is asked over the network: `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`.
  public var isOffline: Bool
  /// Whether a commit's folder has links to its files' contents, not the contents themselves: not with `HF_HUB_DISABLE_SYMLINKS`.
  public var usesLinks: Bool
  /// Seconds without an answer about a file: `HF_HUB_ETAG_TIMEOUT`.
  public var answerTimeout: Double
  /// Seconds without a byte of a file: `HF_HUB_DOWNLOAD_TIMEOUT`.
  public var transferTimeout: Double
  /// The pause before something is tried again.
  package var retryDelay = Duration.seconds(1)
  /// The time over which what comes is counted, to give up what comes too slowly.
  package var paceWindow = Duration.seconds(60)
  /// What pauses that the hub asks for may take in all.
  package var pauseLimit = Duration.seconds(300)

  /// The hub itself.
  static let publicEndpoint = "https://huggingface.co"

  /// What the environment says.
  ///
  /// - Parameter cache: another folder for the repositories, the setting `cache_dir`.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment, cache: FilePath? = nil) {
    func value(_ names: String...) -> String? { names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } }
    func isTrue(_ value: String?) -> Bool { ["1", "ON", "YES", "TRUE"].contains(value?.uppercased()) }
    // A path that is set and empty is the folder where the program runs.
    func path(_ text: String) -> FilePath { FilePath(Self.expanded(text, environment)) }
    // XDG_CACHE_HOME is taken as huggingface_hub takes it, relative or empty too.
    let home = path(
      environment["HF_HOME"]
        ?? (environment["XDG_CACHE_HOME"].map { FilePath($0) } ?? path("~").appending(".cache"))
        .appending("huggingface").string)
    endpoint = value("HF_ENDPOINT") ?? Self.publicEndpoint
    while endpoint.hasSuffix("/") { endpoint.removeLast() }
    self.cache =
      cache ?? path(environment["HF_HUB_CACHE"] ?? environment["HUGGINGFACE_HUB_CACHE"] ?? home.appending("hub").string)
    if self.cache.isEmpty { self.cache = "." }
    isOffline = isTrue(value("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    usesLinks = !isTrue(value("HF_HUB_DISABLE_SYMLINKS"))
    // 0 stands for the default there, too.
    func seconds(_ text: String?) -> Double { text.flatMap { Double($0) }.flatMap { $0 > 0 ? min($0, 86_400) : nil } ?? 10 }
    answerTimeout = seconds(value("HF_HUB_ETAG_TIMEOUT"))
    transferTimeout = seconds(value("HF_HUB_DOWNLOAD_TIMEOUT"))
    func cleaned(_ token: String?) -> String? {
      let text = token?.filter { !$0.isNewline }.trimmingCharacters(in: .whitespaces) ?? ""
      return text.isEmpty ? nil : text
    }
    guard !isTrue(value("HF_HUB_DISABLE_IMPLICIT_TOKEN")) else { return }
    let file = path(environment["HF_TOKEN_PATH"] ?? home.appending("token").string)
    token =
      cleaned(value("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"))
      ?? cleaned(FileManager.default.contents(atPath: file.string).map { String(decoding: $0, as: UTF8.self) })
  }

  /// A path with `~` or `~USER` for the home folder and `$NAME` or `${NAME}` for variables; a user or a variable that does not exist stays
  /// as it is written.
  private static func expanded(_ text: String, _ environment: [String: String]) -> String {
    var text = text
    if text.hasPrefix("~") {
      let user = text.dropFirst().prefix { $0 != "/" }
      let home = user.isEmpty ? environment["HOME"] ?? UserFolders.registeredHome() : UserFolders.registeredHome(of: String(user))
      if let home { text = (home.hasSuffix("/") ? String(home.dropLast()) : home) + text[user.endIndex...] }
      if text.isEmpty { text = "/" }
    }
    var result = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      let isBraced = rest.first == "{"
      let inner = isBraced ? rest.dropFirst() : rest
      let name = inner.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      let after = inner[name.endIndex...]
      if let value = environment[String(name)], !isBraced || after.first == "}" {
        result += value
        rest = isBraced ? after.dropFirst() : after
      } else {
        result += "$"
      }
    }
    return result + rest
  }
}
