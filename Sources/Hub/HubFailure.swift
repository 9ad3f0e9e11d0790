import Essentials

/// Why the hub did not give what was asked for.
enum HubFailure: Error {
  /// It could not be reached, or not for long enough.
  case unreachable(String)
  /// It refused or failed, in its own words where it has some; `wait` are the seconds that it asks to wait.
  case refused(status: Int, code: String?, message: String?, wait: Int?)
  /// The host that it sends to for large files refused or failed.
  case storeRefused(status: Int, host: String, wait: Int?)
  /// The repository is there, and the revision is not.
  case noRevision
  /// It answered something that no hub answers.
  case strange(String)
  /// Its address is none.
  case noAddress
  /// What speaks to servers is not on this machine.
  case noLibrary(String)

  /// Whether trying again in a moment may help.
  var isPassing: Bool {
    switch self {
    case .unreachable: true
    case .refused(let status, _, _, _), .storeRefused(let status, _, _): Self.isPassing(status)
    case .noRevision, .strange, .noAddress, .noLibrary: false
    }
  }

  private static func isPassing(_ status: Int) -> Bool { [408, 429, 500, 502, 503, 504].contains(status) }

  /// Seconds that the hub or its store asks to wait; nil when it does not.
  var wait: Int? {
    switch self {
    case .refused(_, _, _, let wait), .storeRefused(_, _, let wait): wait
    case .unreachable, .noRevision, .strange, .noAddress, .noLibrary: nil
    }
  }

  /// In words, with the remedy.
  func faults(_ repository: RepositoryID, revision: String, _ settings: HubSettings) -> Faults {
    let address = "\(settings.endpoint)/\(repository)"
    let login = "set HF_TOKEN to a token of the hub, or run `hf auth login`"
    let endpoint = settings.endpoint == HubSettings.publicEndpoint ? "" : ", and HF_ENDPOINT, which is \(settings.endpoint)"
    let later = "try again later; what has arrived is kept"
    switch self {
    case .unreachable(let reason):
      return Faults(
        .data, "\(repository) is not in the cache, and the hub at \(settings.endpoint) cannot be reached: \(reason)",
        hint: "check the network, and HF_ENDPOINT and the proxy variables if they are set")
    case .noRevision:
      return Faults(
        .data, "\(repository) has no revision \(revision)", hint: "set revision=main, or another branch, tag or commit of \(address)")
    case .refused(_, "EntryNotFound"?, _, _):
      return Faults(.data, "\(repository) lists a file that the hub does not have", hint: "try again later, or with another revision")
    case .refused(_, "GatedRepo"?, _, _):
      return Faults(
        .data, "\(repository) may only be fetched by those whom its owner lets",
        hint: settings.token == nil ? "accept its terms at \(address), then \(login)" : "accept its terms at \(address)")
    case .refused(401, let code, let message, _) where code != "RepoNotFound" && message?.contains("credentials") == true:
      return Faults(.data, "the hub does not take the token that it was given", hint: login)
    case .refused(let status, let code, _, _) where status == 401 || status == 404 || code == "RepoNotFound":
      return Faults(
        .data,
        """
        there is no folder \(repository), and the hub has no model of that name, or only for those who may see it \
        (status \(status))
        """,
        hint: settings.token == nil
          ? "check the spelling\(endpoint); for a private model, \(login)" : "check the spelling\(endpoint), and what the token may see")
    case .refused(403, _, let message, _):
      return Faults(
        .data, "the hub refuses \(repository)\(message.map { ": " + $0 } ?? "") (status 403)",
        hint: "check what the token may see, or \(login)")
    case .refused(let status, _, let message, _):
      return Faults(
        .data, "the hub at \(settings.endpoint) answers \(repository) with status \(status)\(message.map { ": " + $0 } ?? "")",
        hint: Self.isPassing(status) ? later : "see \(address) in a browser, and check HF_ENDPOINT if it is set")
    case .storeRefused(let status, let host, _):
      return Faults(
        .data, "the hub sends to \(host) for a file of \(repository), which answers with status \(status)",
        hint: Self.isPassing(status) ? later : "see whether a proxy or a firewall keeps \(host) away; what has arrived is kept")
    case .strange(let what):
      return Faults(.data, "what answers at \(settings.endpoint) is no hub: \(what)", hint: "check HF_ENDPOINT")
    case .noAddress:
      return Faults(
        .value, "HF_ENDPOINT is \"\(settings.endpoint)\", which is no address like \(HubSettings.publicEndpoint)",
        hint: "give an address with http:// or https:// before it, or unset HF_ENDPOINT")
    case .noLibrary(let reason):
      return Faults(
        .data, "\(repository) cannot be fetched without libcurl: \(reason)", hint: "install it: apt-get install libcurl4")
    }
  }
}
