/// Words that other languages have for what this one says differently.
enum ForeignWords {
  /// What to write instead of a command called `word`, which no table declares.
  static func hint(_ word: String) -> String? {
    switch word {
    case "elif", "elseif", "elsif": "write `else if`, behind the closing brace"
    case "end", "endif", "done", "fi", "esac", "endfor", "endwhile": "a block ends with `}`"
    case "then", "do", "begin": "a block begins with `{`"
    case "fn", "fun", "func", "function", "proc", "macro": "a command of your own is made with `def NAME(PARAMETER) { ... }`"
    case "var", "const", "local", "my": "a variable is made with `let NAME = EXPRESSION`"
    case "foreach": "write `for NAME in LIST { ... }`"
    case "until": "write `while not ...`"
    case "loop", "forever": "write `while true { ... }` or `repeat 3 { ... }`"
    case "echo", "println", "printf", "puts": "write `print`"
    case "import", "include", "require": "a recipe is run with `source FILE`"
    case "rem": "a comment begins with `#`"
    case _ where word.hasPrefix("//") || word.hasPrefix("--") || word.hasPrefix("/*"): "a comment begins with `#`"
    default: nil
    }
  }

  /// What to write instead of a bare word in an expression.
  static let constants = ["True": "true", "False": "false", "None": "none", "null": "none", "nil": "none", "yes": "true", "no": "false"]
}
