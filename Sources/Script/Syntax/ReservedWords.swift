/// Words that no command, no definition and no variable may have as a name.
package enum ReservedWord: String, Sendable, CaseIterable {
  case `let`, `if`, `else`, `for`, `in`, `repeat`, `while`, def, `return`, `break`, `continue`
  case and, or, not, `true`, `false`, none
}
