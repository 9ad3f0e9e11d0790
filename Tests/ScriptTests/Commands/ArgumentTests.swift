import Essentials
import Script
import Testing

/// How a line of commands reached the session.
private func calls(_ text: String) -> [String] {
  let session = Workshop()
  let outcome = Outcome(text, session: session)
  #expect(outcome.faults.isEmpty, "\(text): \(outcome.faults)")
  return session.calls
}

@Test(arguments: [
  ("dataset load ./cards", "dataset load path=\"./cards\""),
  ("dataset load path=\"my cards\"", "dataset load path=\"my cards\""),
  ("dataset load 007", "dataset load path=\"007\""),
  ("dataset load true", "dataset load path=\"true\""),
  ("tokenize 1.50", "tokenize text=\"1.50\""),
  ("tokenize <OD>", "tokenize text=\"<OD>\""),
  ("tokenize 50% with=..", "tokenize text=\"50%\" with=\"..\""),
  ("tokenize http://host/?q=1", "tokenize text=\"http://host/?q=1\""),
  ("tokenize a==b", "tokenize text=\"a==b\""),
  ("dataset load /", "dataset load path=\"/\""),
  ("tokenize -", "tokenize text=\"-\""),
  ("lora", "lora r=8 alpha=8 dropout=0.05"),
  ("lora dropout=5% r=16", "lora r=16 alpha=8 dropout=0.05"),
  ("lora r=2e1 alpha=1e-3", "lora r=20 alpha=0.001 dropout=0.05"),
  ("lora load a", "lora load folder=\"a\""),
  ("lora r=(2 * 2)", "lora r=4 alpha=8 dropout=0.05"),
  ("lora r=(6 / 2)", "lora r=3 alpha=8 dropout=0.05"),
  ("let n = 4; lora r=$n", "lora r=4 alpha=8 dropout=0.05"),
  ("let n = [4]; lora r=$n[0]", "lora r=4 alpha=8 dropout=0.05"),
  ("show", "show split=\"train\""),
  ("show valid", "show split=\"valid\""),
  ("show 0..3", "show split=\"train\" range=0..3"),
  ("show 7", "show split=\"train\" range=7..7"),
  ("show valid 0..3 to=a.png", "show split=\"valid\" range=0..3 to=\"a.png\""),
  ("show 0..3 split=test", "show split=\"test\" range=0..3"),
  ("let r = 1..2; show $r", "show split=\"train\" range=1..2"),
  ("let s = \"test\"; show $s", "show split=\"test\""),
  ("let s = \"test\"; show range=2 $s", "show split=\"test\" range=2..2"),
  ("plot loss", "plot [\"loss\"] to=-"),
  ("plot loss map50 to=a.png", "plot [\"loss\", \"map50\"] to=a.png"),
  ("plot metric=[loss, wer]", "plot [\"loss\", \"wer\"] to=-"),
  ("plot metric=loss", "plot [\"loss\"] to=-"),
  ("evaluate metrics=[bleu, word_error_rate]", "evaluate metrics=[\"bleu\", \"word_error_rate\"]"),
  ("evaluate metrics=bleu", "evaluate metrics=[\"bleu\"]"),
  ("let m = [\"bleu\"]; evaluate metrics=$m", "evaluate metrics=[\"bleu\"]"),
  ("let m = \"bleu\"; evaluate metrics=[$m, mean_average_precision]", "evaluate metrics=[\"bleu\", \"mean_average_precision\"]"),
  ("evaluate metrics=[\n  bleu, # the first\n  word_error_rate,\n]", "evaluate metrics=[\"bleu\", \"word_error_rate\"]"),
  ("set lr=5e-6 batch_size=8", "set lr=5e-6 batch_size=8"),
  ("set batch_size=8 lr=default", "set batch_size=8 lr=\"default\""),
  ("set shuffle=false optimizer=sgd", "set shuffle=false optimizer=\"sgd\""),
  ("train \\\n  epochs=2", "train epochs=2"),
  ("predict a.png task='<CAPTION>'", "predict image=\"a.png\" task=\"<CAPTION>\""),
  ("predict index=3", "predict task=\"<OD>\" index=3"),
])
func anArgumentReachesItsParameter(line: String, call: String) {
  #expect(calls(line) == [call])
}

@Test func aWordWithATildeIsTheHomeFolderForAPath() {
  let home = calls("dataset load ~/cards")[0]
  #expect(home.hasPrefix("dataset load path=\"/") && home.hasSuffix("/cards\"") && !home.contains("~"))
  #expect(calls("dataset load \"~/cards\"") == ["dataset load path=\"~/cards\""])
  #expect(calls("tokenize ~/cards") == ["tokenize text=\"~/cards\""])
}

@Test func aCommandMayStandInACommand() {
  #expect(calls("time step 3") == ["time: step 3", "step 3"])
  #expect(calls("time time lora r=3") == ["time: time lora r=3", "time: lora r=3", "lora r=3 alpha=8 dropout=0.05"])
  #expect(calls("let t = (time step 3); lora r=$t.step") == ["time: step 3", "step 3", "lora r=3 alpha=8 dropout=0.05"])
}

@Test func theDesignsExampleRuns() {
  let session = Workshop()
  let outcome = Outcome(
    """
    # %% Fine-tune on cards
    dataset load ./cards                         # a command
    model load nano
    lora r=8 alpha=8 dropout=0.05
    let rates = [1e-4, 5e-4]
    for rate in $rates {
      reset seed=7
      set lr=$rate batch_size=8
      train epochs=2
      let score = (evaluate split=valid metrics=[mean_average_precision])
      print "lr {$rate}: mAP50 {$score.map50}"
    }
    plot loss to=loss.png
    if $score.map50 < 0.5 { step 100 } else { checkpoint save best }
    """, session: session)
  #expect(outcome.faults.isEmpty)
  #expect(outcome.shown == [2: ["40 samples"], 11: ["lr 0.0001: mAP50 0.75", "lr 0.0005: mAP50 0.75"]])
  let turn = ["train epochs=2", "evaluate split=\"valid\" metrics=[\"mean_average_precision\"]"]
  #expect(
    session.calls == [
      "dataset load path=\"./cards\"", "model load id=\"nano\"", "lora r=8 alpha=8 dropout=0.05",
      "reset seed=7", "set lr=0.0001 batch_size=8",
    ] + turn + ["reset seed=7", "set lr=0.0005 batch_size=8"] + turn + ["plot [\"loss\"] to=loss.png", "checkpoint save folder=\"best\""])
}

@Test func nothingRunsWhenAnythingIsWrong() {
  let session = Workshop()
  let outcome = Outcome("step 1\nif false { stpe }\nstep 2", session: session)
  #expect(outcome.cause == .notBound)
  #expect(session.calls.isEmpty)
}

@Test func theDeclarationsAreInOrder() {
  #expect(CommandTable.workshop.declarationFaults() == [])
}

@Test func aBadDeclarationIsFound() {
  func command(_ words: String, _ parameters: [Parameter] = [], summary: String = "does it", example: String? = nil) -> Command<Workshop> {
    Command(words, summary, parameters: parameters, examples: example.map { [Example($0, "shows it")] } ?? []) { _, _, _ in Output() }
  }
  func faults(_ commands: Command<Workshop>...) -> [String] { CommandTable(commands).declarationFaults() }
  #expect(faults(command("fine")) == [])
  #expect(faults(command("a"), command("a")) == ["`a` is declared twice"])
  #expect(faults(command("if")) == ["`if`: it holds a reserved word"])
  #expect(faults(command("min")) == ["`min`: it holds the name of a function"])
  #expect(faults(command("a  b")).count == 1)
  #expect(faults(command("a", summary: "Does it.")) == ["`a`: the summary is not one line without a full stop"])
  #expect(faults(command("a", [.named("x", .text, "m"), .named("x", .text, "m")])) == ["`a`: the parameter x is declared twice"])
  #expect(
    faults(command("a", [.optional("x", .text, "m"), .required("y", .text, "m")]))
      == ["`a`: y is required and stands behind one that is not"])
  #expect(
    faults(command("a", [.required("x", .text, "m", repeated: true), .optional("y", .text, "m")])) == [
      "`a`: y stands behind a repeated parameter"
    ])
  #expect(
    faults(command("a", [.named("x", .integer(.atLeast(1)), default: 0, "m")]))
      == ["`a`: the parameter x: its default is `0` and not a whole number, 1 or more"])
  #expect(faults(command("a", example: "a b")) == ["`a`: the example `a b`: `a` takes no values without a name"])
}

@Test func usageIsShort() {
  #expect(CommandTable.workshop["show"]?.usage == "show [SPLIT] [RANGE] [to=FILE]")
  #expect(CommandTable.workshop["plot"]?.usage == "plot METRIC ... [to=FILE]")
  #expect(CommandTable.workshop["time"]?.usage == "time COMMAND")
}

@Test(arguments: LanguageTopic.all) func theExamplesOfStatementsRun(topic: LanguageTopic) {
  #expect(Outcome(topic.example).faults.isEmpty)
}

@Test(arguments: BuiltinFunction.allCases) func everyFunctionSaysHowItIsCalled(function: BuiltinFunction) {
  #expect(function.usage.call.hasPrefix(function.rawValue + "("))
  #expect(!function.usage.meaning.isEmpty)
}
