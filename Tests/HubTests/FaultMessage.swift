import Hub

/// What is said when no snapshot comes of it.
func message(_ body: () throws -> HubSnapshot) -> String {
  do {
    _ = try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}
