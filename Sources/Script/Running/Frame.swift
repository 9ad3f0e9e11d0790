/// The names of a recipe, or of one call of a definition.
final class Frame {
  var values: [String: Value] = [:]
  /// Read when a name is not here; never changed from here.
  let outer: Frame?

  init(outer: Frame? = nil) { self.outer = outer }

  subscript(name: String) -> Value? { values[name] ?? outer?[name] }
}

/// Where statements run: the recipe they stand in and the names they see.
struct Place<Session> {
  let recipe: BoundRecipe<Session>
  let frame: Frame
}

/// How a statement hands on.
enum Flow {
  case next
  case leaveLoop
  case nextTurn
  case returned(Value)
}
