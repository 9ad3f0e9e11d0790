import Essentials
import Script
import Testing

/// A prompt at which a test types.
private final class Prompt {
  let log = Log()
  let session = Workshop()
  let interpreter: Interpreter<Workshop>

  init() {
    interpreter = Interpreter(commands: .workshop, session: session, loader: .nothing, listener: log.hear)
  }

  /// What an input shows, or its first fault.
  func type(_ text: String) -> String {
    let before = log.text.count
    do throws(ScriptError) {
      _ = try interpreter.submit(text)
      return log.text[before...].joined(separator: "\n")
    } catch {
      return "fault: " + (error.diagnostics.first?.message ?? "")
    }
  }
}

@Test func namesAndDefinitionsStayFromOneInputToTheNext() {
  let prompt = Prompt()
  #expect(prompt.type("let x = 3") == "")
  #expect(prompt.type("$x + 1") == "4")
  #expect(prompt.type("def twice(n) { return $n * 2 }") == "")
  #expect(prompt.type("twice $x") == "6")
  #expect(prompt.type("def twice(n, m) { return $n * $m }") == "")
  #expect(prompt.type("twice $x 5") == "15")
  #expect(prompt.type("twice 1") == "fault: `twice` needs `m`")
  #expect(prompt.type("if true {\n  let y = 1\n  print $y\n}") == "1")
  #expect(prompt.type("print $y $z") == "fault: there is no variable `$z`")
  #expect(prompt.interpreter.variables.keys.sorted() == ["x", "y"])
}

@Test func aDefinitionUsesWhatIsDefinedWhenItIsCalled() {
  let prompt = Prompt()
  #expect(prompt.type("def inner(n) { return $n + 1 }") == "")
  #expect(prompt.type("def outer(n) { return (inner $n) }") == "")
  #expect(prompt.type("def inner(n, m) { return $n + $m }") == "")
  #expect(prompt.type("outer 1") == "fault: `inner` needs `m`")
  #expect(prompt.type("def inner(n, m=10) { return $n + $m }") == "")
  #expect(prompt.type("outer 1") == "11")
}

@Test func earlierResultsHaveNumbers() {
  let prompt = Prompt()
  #expect(prompt.interpreter.nextInput == 1)
  #expect(prompt.type("$_") == "fault: there is no earlier result")
  #expect(prompt.type("evaluate") == "")
  #expect(prompt.type("$2.map50") == "0.75")
  #expect(prompt.type("let x = 5") == "")
  #expect(prompt.type("$_ * 2") == "1.5")
  #expect(prompt.type("$4") == "fault: input 4 has no result")
  #expect(prompt.type("$99") == "fault: input 99 has no result")
  #expect(prompt.type("") == "")
  #expect(prompt.type("# nothing") == "")
  #expect(prompt.interpreter.nextInput == 8)
  #expect(prompt.type("print \"{$3} {$5}\"") == "0.75 1.5")
  #expect(prompt.type("step 2; step 3") == "")
  #expect(prompt.type("$_.step") == "3")
  #expect(prompt.interpreter.results.keys.sorted() == [2, 3, 5, 8, 9, 10])
  #expect(prompt.type("let _ = 3") == "fault: `_` cannot be a name: `$_` is the last result at the prompt")
}

@Test func aFaultLeavesThePromptAsItWas() {
  let prompt = Prompt()
  #expect(prompt.type("let a = 1; let b = 1 / 0; let c = 3") == "fault: division by zero")
  #expect(prompt.interpreter.variables == ["a": 1])
  #expect(prompt.type("def f(n) { return (f $n) }; f 1") == "fault: definitions call each other more than 200 deep")
  #expect(prompt.type("let a = 5; stpe") == "fault: there is no command `stpe`")
  #expect(prompt.interpreter.variables == ["a": 1])
  #expect(prompt.type("$a") == "1")
}

@Test func quittingEndsTheInput() throws {
  let prompt = Prompt()
  #expect(try prompt.interpreter.submit("step; quit; step 2") == .quit)
  #expect(prompt.session.calls == ["step 1"])
  #expect(try prompt.interpreter.submit("def f() { repeat 3 { quit } }; let x = (f)") == .quit)
  #expect(try prompt.interpreter.submit("step 3") == .finished)
}

@Test(arguments: [
  ("step", nil), ("", nil), ("if true {", OpenEnd.brace), ("if true {\n  step\n", .brace), ("if true {\n  step\n}", nil),
  ("print (1 +", .parenthesis),
  ("let a = [1,\n2", .bracket), ("print ([1, (2", .parenthesis), ("train \\", .backslash), ("train \\\n", nil),
  ("train \\\n  epochs=2", nil),
  ("if true {\n  print (1", .parenthesis), ("def f(a,", .parenthesis), ("print \"{(1", nil), ("print \"abc", nil), ("print 'it", nil),
  ("if true {\n  let = 3", nil), ("print (1 2", nil), ("}", nil), ("print 1)", nil), ("let x =", nil), ("for x in [1] { if true {", .brace),
  ("evaluate metrics=[", .bracket), ("(evaluate metrics=[bleu", .bracket), ("print # (", nil), ("if true { # {", .brace),
  ("print a # \\", nil),
  ("repeat 3 {\n  train \\", .backslash), ("while true", nil), ("if true", nil), ("min(1,", nil), ("(min(1,", .parenthesis), ("{", nil),
])
func anOpenInputSaysWhy(input: String, end: OpenEnd?) {
  #expect(openEnd(of: input) == end)
}

@Test(arguments: [
  ("repeat 2 {", "  "), ("repeat 2 {\n  if $a {", "    "), ("repeat 2 {\n  print 1", "  "), ("let x = [1,", ""), ("let x = [", "  "),
  ("print a \\", "  "), ("print a \\\n  b \\", "  "), ("", ""),
])
func theNextLineIsIndented(input: String, blanks: String) { #expect(indentation(after: input) == blanks) }

/// What completion offers at the end of an input.
private func offers(_ input: String, after typed: [String] = []) -> [String] {
  let prompt = Prompt()
  for line in typed { #expect(!prompt.type(line).hasPrefix("fault")) }
  return prompt.interpreter.complete(input).candidates.map(\.text)
}

@Test func completionKnowsThePlace() {
  #expect(offers("da") == ["dataset"])
  #expect(offers("dataset ") == ["load", "stats", "check"])
  #expect(offers("dataset lo") == ["load"])
  #expect(offers("step; dataset s") == ["stats"])
  #expect(offers("if true { tr") == ["train"])
  #expect(offers("tw", after: ["def twice(n) { return $n * 2 }"]) == ["twice"])
  #expect(offers("twice ", after: ["def twice(n) { return $n * 2 }"]) == ["n="])
  #expect(offers("whi") == ["while"])
  #expect(offers("lora ") == ["load", "r=", "alpha=", "dropout="])
  #expect(offers("lora r=8 al") == ["alpha="])
  #expect(offers("lora r=8 ") == ["alpha=", "dropout="])
  #expect(offers("set optimizer=") == ["sgd", "adamw", "adam"])
  #expect(offers("set optimizer=ada") == ["adamw", "adam"])
  #expect(offers("set shuffle=t") == ["true"])
  #expect(offers("set lr=") == ["default"])
  #expect(offers("set metrics=[bleu, w") == ["word_error_rate"])
  #expect(offers("set metrics=[") == ["mean_average_precision", "word_error_rate", "bleu"])
  #expect(offers("show v") == ["valid"])
  #expect(offers("show train ") == ["range=", "to="])
  #expect(offers("show \"va") == ["valid"])
  #expect(offers("plot l") == ["loss"])
  #expect(offers("time ev") == ["evaluate"])
  #expect(offers("time show t") == ["train", "test", "to="])
  #expect(offers("let x = (ev") == ["evaluate"])
  #expect(offers("let x = (evaluate s") == ["split="])
  #expect(offers("print (ro") == ["round("])
  #expect(offers("let x = sq") == ["sqrt("])
  #expect(offers("let x = tr") == ["true"])
  #expect(offers("print \"{ma") == ["max("])
  #expect(offers("(evaluate).") == ["loss", "map50"])
  #expect(offers("for x ") == ["in"])
  #expect(offers("for x i") == ["in"])
  #expect(offers("if true { step } ") == ["else"])
  #expect(offers("if true { step } e") == ["else"])
  #expect(offers("let x = 1 ") == ["and", "or", "in"])
  #expect(offers("let x = 1 a") == ["and"])
  #expect(offers("let ") == [])
  #expect(offers("let x") == [])
  #expect(offers("print # da") == [])
  #expect(offers("zzz ") == [])
}

@Test func completionKnowsWhatIsSet() {
  let typed = ["let score = (evaluate)", "let rate = 5e-6", "evaluate"]
  #expect(offers("print $", after: typed) == ["rate", "score", "3"])
  #expect(offers("print $sc", after: typed) == ["score"])
  #expect(offers("print \"{$sc", after: typed) == ["score"])
  #expect(offers("print $score.m", after: typed) == ["map50"])
  #expect(offers("print $3.", after: typed) == ["loss", "map50", "wer"])
  #expect(offers("print $rate.", after: typed) == [])
  #expect(offers("let x = $ra", after: typed) == ["rate"])
  #expect(offers("for lr in [1] { print $l") == ["lr"])
}

@Test func completionSaysWhatItReplacesAndWantsPaths() {
  let prompt = Prompt()
  let path = prompt.interpreter.complete("dataset load ./my")
  #expect(path.replacing == 13..<17)
  #expect(path.path == "./my")
  #expect(path.quote == nil)
  #expect(path.command == "dataset load")
  #expect(path.parameter == "path")
  let quoted = prompt.interpreter.complete("dataset load \"my d")
  #expect(quoted.replacing == 14..<18)
  #expect(quoted.path == "my d")
  #expect(quoted.quote == "\"")
  #expect(prompt.interpreter.complete("show to=").path == "")
  #expect(prompt.interpreter.complete("source a").path == "a")
  #expect(prompt.interpreter.complete("print é; dataset lo").replacing == 17..<19)
  let rate = prompt.interpreter.complete("set l").candidates.first
  #expect(rate?.text == "lr=")
  #expect(rate?.meaning == "learning rate")
  #expect(rate?.present == "5e-6")
}
