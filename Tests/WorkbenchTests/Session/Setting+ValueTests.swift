import Essentials
import FineTuning
import Script
import Testing
import Workbench

/// Values of the language as settings, and back: none is a text on the way.
@Suite struct SettingValueTests {
  private let session = Session()

  private func run(_ recipe: String) throws {
    _ = try Interpreter(commands: .workbench, session: session).run(SourceText(recipe))
  }

  @Test func anEntryIsNotParted() throws {
    try run("set target_modules=['q_proj v_proj', fc2] rank_pattern=['fc2 = x=16', '[a, b]=3'] alpha_pattern=['a,b=0.5']")
    #expect(session.configuration.targetModules == .names(["q_proj v_proj", "fc2"]))
    #expect(session.configuration.rankPattern == ["fc2 = x": 16, "[a, b]": 3])
    #expect(session.configuration.alphaPattern == ["a,b": 0.5])
    let read = try Configuration(json: session.configuration.json(), file: "f")
    #expect(read == session.configuration && read.targetModules == session.configuration.targetModules)
    try run("let names = ['q_proj v_proj', 'a=b']; set target_modules=$names")
    #expect(session.configuration.targetModules == .names(["q_proj v_proj", "a=b"]))
    try run("set target_modules='x{1,2}, (a b)'")
    #expect(session.configuration.targetModules == .pattern("x{1,2}, (a b)"))
    try run("set target_modules=default rank_pattern=[] alpha_pattern=default")
    #expect(session.configuration == Configuration())
  }

  @Test func loraTakesThemAsSetDoes() throws {
    try run("set model_id=tiny; lora r=4 alpha=6 targets=['.*decoder.*[.](q|v)_proj'] rank_pattern=['v_proj=3'] init=true dropout=0")
    #expect(session.configuration.targetModules == .pattern(".*decoder.*[.](q|v)_proj"))
    #expect(session.configuration.rankPattern == ["v_proj": 3] && session.configuration.loraInitialization == .kaiming)
    #expect(session.configuration.loraRank == 4 && session.configuration.loraAlpha == 6 && session.configuration.loraDropout == 0)
    #expect(throws: ScriptError.self) { try run("lora targets=['q_proj v_proj', fc2]") }
    #expect(throws: ScriptError.self) { try run("lora init=pissa_niter_x") }
    #expect(session.configuration.loraRank == 4)
  }

  /// Of every kind, by what `config` gives back.
  @Test func everySettingIsSetToWhatConfigShows() throws {
    let values = [
      "device": "cpu", "dataset_split": "'70/20/10'", "metrics": "[bleu, word_error_rate]", "init_lora_weights": "pissa_niter_16",
      "rank_pattern": "['fc1 =3']", "alpha_pattern": "[fc1=0.5]", "target_modules": "['a, b', c]", "loftq_bits": "8", "dataset": "'a, b'",
      "dataset_policy": "[skip, clip]", "best_by": "map50",
    ]
    for setting in Setting.all {
      let standard = setting.value(in: Configuration())
      let other: Value =
        switch setting.kind {
        case .flag: .boolean(standard == .flag(false))
        case .integer(let range): .integer(range.lowerBound + 1)
        case .number, .probability: .number(0.1)
        case .choice(let names): .text(names.last { .text($0) != standard } ?? names[0])
        case .text: .text("[a b], c=d")
        case .list: .list(List(["a"]))
        }
      try run("set \(setting.name)=\(values[setting.name] ?? other.literal)")
      #expect(setting.value(in: session.configuration) != standard || setting.name == "precision", "\(setting.name)")
    }
    let set = session.configuration
    for setting in Setting.all { try run("let shown = (config); set \(setting.name)=$shown.\(setting.name)") }
    #expect(session.configuration == set)
    #expect(try Configuration(json: set.json(), file: "f") == set)
  }

  @Test(arguments: [
    (
      "set init_lora_weights=pissa_niter_x",
      "init_lora_weights=pissa_niter_x: expected gaussian, true, false, pissa, pissa_niter_N, olora, loftq"
    ),
    ("set dataset_split=80", "dataset_split=80: expected the shares of train, valid and test, or none"),
    ("set dataset_policy=[strict, skip]", "dataset_policy=[strict, skip]: expected strict alone, or a list of skip and clip"),
    ("set device=cuda", "device=cuda: this program computes on the CPU alone"),
    ("set rank_pattern=[fc2=1.5]", "rank_pattern=fc2=1.5: expected a pattern, = and a whole number"),
    ("set target_modules=[]", "target_modules is empty: there would be no adapter to train"),
  ])
  func whatDoesNotFitIsSaidAsEver(_ recipe: String, _ message: String) {
    let error = #expect(throws: ScriptError.self) { try run(recipe) }
    #expect(error?.diagnostics.first?.message.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
    #expect(session.configuration == Configuration())
  }
}
