import Script
import Testing

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
  #expect(prompt.type("print $_") == "1.5")
  #expect(prompt.type("$_ + 1") == "2.5")
  #expect(prompt.type("step 2; step 3") == "")
  #expect(prompt.type("$_.step") == "3")
  #expect(prompt.interpreter.results.keys.sorted() == [2, 3, 5, 10, 11, 12])
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
