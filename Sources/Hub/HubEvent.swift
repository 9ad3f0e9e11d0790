/// What a download tells while it works.
public enum HubEvent: Sendable, Hashable {
  /// Bytes that are there, of all that this download is to bring.
  case downloading(file: String, done: Int, total: Int)
  /// A file is there, and its checksum is computed.
  case checking(file: String)
  /// Another program is at the same file.
  case waiting(file: String)
  /// What a person should know.
  case fact(String)
  /// The files are there; what moved may go.
  case done
}
