import Script
import Testing

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
