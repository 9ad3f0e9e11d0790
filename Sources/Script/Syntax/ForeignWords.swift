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
    case "try", "catch", "except", "finally": "a recipe ends at its first error; what may be missing is asked for first"
    case "class", "struct": "there are no types of your own; a result's fields are read with `$result.field`"
    case "import", "include", "require": "a recipe is run with `source FILE`"
    case "rem": "a comment begins with `#`"
    case _ where word.hasPrefix("//") || word.hasPrefix("--") || word.hasPrefix("/*"): "a comment begins with `#`"
    default: nil
    }
  }

  /// What to write instead of a function.
  static let functions = [
    "range": "a range is written first..last, both ends included: for i in 0..2 { ... }",
    "str": "text(...) makes a text of any value", "string": "text(...) makes a text of any value",
    "format": "a text in double quotes holds values in braces: \"lr {$rate}\"", "print": "`print` is a command: print $value",
    "avg": "it is called mean(...)", "average": "it is called mean(...)", "length": "it is called len(...)",
    "count": "it is called len(...)",
    "ln": "it is called log(...)", "pow": "a power is written 2 ** 10",
  ]

  /// Words that end or explain other programs, and what this one calls them.
  static let meanings: [(words: Set<String>, command: String)] = [
    (["exit", "exit()", "bye", "logout", "q", ":q", ":q!", ":wq", "\\q", ".exit", ".quit", "/quit", "/exit", "leave"], "quit"),
    (["?", "??", "h", "man", "info", "usage", "commands", ":help", ".help", "/help", "\\h", ":h", "--help", "-h", "/?"], "help"),
    (["run", "exec", "execute", "include", "call"], "source"),
  ]

  /// Programs of a shell.
  static let shell: Set<String> = [
    "ls", "dir", "cd", "pwd", "cat", "less", "more", "clear", "cls", "rm", "cp", "mv", "mkdir", "touch", "grep", "which", "sudo", "apt",
    "pip",
    "python", "python3", "git", "bash", "sh", "vi", "vim", "nano", "top", "htop", "nvidia-smi", "maestro", "export", "chmod", "wget",
    "curl",
  ]

  /// What to write instead of a bare word in an expression.
  static let constants = ["True": "true", "False": "false", "None": "none", "null": "none", "nil": "none", "yes": "true", "no": "false"]
}
