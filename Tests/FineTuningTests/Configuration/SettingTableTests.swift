import Essentials
import FineTuning
import Testing

@Suite struct SettingTableTests {
  /// The names and defaults that users were promised.
  private static let defaults = [
    "dataset": "none", "dataset_format": "auto", "dataset_split": "none", "dataset_seed": "42", "dataset_policy": "strict",
    "model_id": "microsoft/Florence-2-base-ft", "revision": "refs/pr/20", "device": "auto", "cache_dir": "none",
    "epochs": "10", "optimizer": "adamw", "lr": "1e-5", "lr_scheduler": "linear", "batch_size": "4", "val_batch_size": "none",
    "num_workers": "0", "val_num_workers": "none", "lora_r": "8", "lora_alpha": "8", "lora_dropout": "0.05", "bias": "none",
    "rank_pattern": "[]", "alpha_pattern": "[]", "use_dora": "false", "loftq_bits": "4", "loftq_iter": "1",
    "use_rslora": "true", "init_lora_weights": "gaussian", "output_dir": "./training/florence-2", "metrics": "[]", "best_by": "auto",
    "seed": "42",
    "max_grad_norm": "0", "warmup_steps": "0", "gradient_accumulation": "1", "weight_decay": "none", "freeze_vision": "false",
    "early_stopping_patience": "0", "loss_on_padding": "false", "location_smoothing": "0", "max_new_tokens": "none", "num_beams": "none",
    "no_repeat_ngram_size": "none", "repetition_penalty": "none", "length_penalty": "none", "score": "probability",
    "image_size": "none", "stretch_grey": "false", "threads": "none",
    "target_modules": "[q_proj, o_proj, k_proj, v_proj, linear, Conv2d, lm_head, fc2]", "training": "lora", "shuffle": "true",
    "group_by_image": "false",
    "model_dropout": "none", "save_every": "0", "precision": "float32", "checkpointing": "auto",
  ]

  @Test func defaultsAreThosePromised() {
    let defaults = Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.name, $0.value(in: Configuration()).description) })
    for (name, value) in Self.defaults { #expect(defaults[name] == value, "\(name)") }
  }

  /// A property without a row, or a row without a property, would be a setting by halves.
  @Test func everyPropertyIsASetting() {
    let properties = Mirror(reflecting: Configuration()).children.compactMap(\.label)
    #expect(properties.contains("ownMetrics"))
    #expect(Setting.all.count == properties.count - 1)
    #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
    // Each row reads and writes a property of its own.
    var configuration = Configuration()
    for (index, setting) in Setting.all.enumerated() {
      let before = configuration
      guard (try? setting.set(ConfigurationFileTests.other(setting), in: &configuration)) != nil, setting.name != "precision" else {
        #expect(setting.name == "precision")
        continue
      }
      for (other, setting) in Setting.all.enumerated() {
        #expect((setting.value(in: configuration) == setting.value(in: before)) == (other != index), "\(setting.name)")
      }
    }
  }

  /// What a change makes anew, and what commands leave out, take over or refuse.
  @Test func everyRowSaysWhatItTouches() {
    let promised = Setting.all.filter { Self.defaults[$0.name] != nil }
    #expect(promised.count == Self.defaults.count)
    let scopes: [(Setting.Scope, [String])] = [
      (.dataset, ["dataset", "dataset_format", "dataset_split", "dataset_seed", "dataset_policy"]),
      (.model, ["model_id", "revision", "cache_dir", "image_size", "stretch_grey", "precision"]),
      (
        .adapter,
        [
          "lora_r", "lora_alpha", "rank_pattern", "alpha_pattern", "bias", "use_rslora", "use_dora", "init_lora_weights", "target_modules",
          "loftq_bits", "loftq_iter", "training", "freeze_vision", "seed",
        ]
      ), (.run, ["device", "optimizer", "group_by_image", "checkpointing"]),
    ]
    for (scope, names) in scopes { #expect(promised.filter { $0.scope == scope }.map(\.name).sorted() == names.sorted(), "\(scope)") }
    let traits: [(Setting.Trait, [String])] = [
      (
        .incidental,
        [
          "device", "cache_dir", "val_batch_size", "num_workers", "val_num_workers", "output_dir", "metrics", "score", "max_new_tokens",
          "num_beams", "no_repeat_ngram_size", "repetition_penalty", "length_penalty", "threads", "save_every", "checkpointing",
        ]
      ), (.resumable, ["dataset", "epochs", "threads"]), (.local, ["device", "cache_dir", "output_dir", "threads"]),
      (
        .decidedByAdapters,
        [
          "lora_r", "lora_alpha", "rank_pattern", "alpha_pattern", "bias", "use_rslora", "use_dora", "init_lora_weights", "loftq_bits",
          "loftq_iter", "target_modules", "training",
        ]
      ), (.folder, ["dataset", "model_id", "cache_dir", "output_dir"]),
    ]
    for (trait, names) in traits { #expect(promised.filter { $0.has(trait) }.map(\.name).sorted() == names.sorted(), "\(trait)") }
    let short = [
      "r", "alpha", "rank_pattern", "alpha_pattern", "dropout", "bias", "use_rslora", "use_dora", "init", "loftq_bits", "loftq_iter",
      "targets",
    ]
    #expect(promised.compactMap(\.loraName) == short)
  }

  @Test func whatShapesTheModelIsNotLive() {
    let shaping = [
      "model_id", "revision", "training", "lora_r", "lora_alpha", "use_rslora", "bias", "init_lora_weights", "target_modules",
      "rank_pattern", "alpha_pattern", "use_dora", "loftq_bits", "loftq_iter", "freeze_vision", "image_size", "stretch_grey", "optimizer",
      "precision",
      "seed", "group_by_image",
    ]
    for name in shaping { #expect(Setting.named(name)?.isLive == false, "\(name)") }
    let live = [
      "lr", "lr_scheduler", "warmup_steps", "epochs", "batch_size", "gradient_accumulation", "max_grad_norm", "weight_decay",
      "lora_dropout", "model_dropout", "loss_on_padding", "location_smoothing", "shuffle", "metrics", "best_by", "max_new_tokens",
      "num_beams",
      "no_repeat_ngram_size", "repetition_penalty", "length_penalty",
      "output_dir", "save_every",
    ]
    for name in live { #expect(Setting.named(name)?.isLive == true, "\(name)") }
  }

  @Test(arguments: [
    ("lr", "5e-6", "5e-6"), ("lr", "1", "1"), ("epochs", "3", "3"), ("use_rslora", "false", "false"), ("use_rslora", "No", "false"),
    ("metrics", "a, b,c", "[a, b, c]"), ("metrics", "[a, b]", "[a, b]"), ("threads", "none", "none"), ("val_batch_size", "2", "2"),
    ("init_lora_weights", "true", "true"), ("init_lora_weights", "pissa_niter_16", "pissa_niter_16"),
    ("init_lora_weights", "olora", "olora"), ("model_dropout", "0", "0"), ("lr", "0.00025", "2.5e-4"), ("lr", "1e-7", "1e-7"),
    ("target_modules", ".*(q|v)_proj", "[.*(q|v)_proj]"), ("target_modules", "[[.*fc[12], x{1,2}],a\\[b]", "[.*fc[12], x{1,2}, a\\[b]"),
    ("target_modules", "[ab]c, [de]", "[[ab]c, de]"), ("rank_pattern", "[fc2=16, q_proj=4]", "[fc2=16, q_proj=4]"),
    ("rank_pattern", "", "[]"), ("lr", "0.0123", "0.0123"), ("lora_dropout", "0.5", "0.5"), ("seed", "0", "0"),
  ])
  func textsAreRead(_ name: String, _ text: String, _ expected: String) throws {
    #expect(try Setting.named(name)?.parse(text).description == expected)
  }

  @Test(arguments: [
    ("epochs", "0", "epochs=0: expected a whole number from 1 to 1000000"),
    ("epochs", "2.5", "epochs=2.5: expected a whole number from 1 to 1000000"),
    ("epochs", "99999999999999999999", "epochs=99999999999999999999: expected a whole number from 1 to 1000000"),
    ("lr", "nan", "lr=nan: expected a number from 0 to 1000000"), ("lr", "-1", "lr=-1: expected a number from 0 to 1000000"),
    ("lr", "x", "lr=x: expected a number from 0 to 1000000"),
    ("max_grad_norm", "inf", "max_grad_norm=inf: expected a number from 0 to 1000000"),
    ("lora_dropout", "1", "lora_dropout=1: expected a number from 0 to below 1"),
    (
      "init_lora_weights", "pissa_niter_x",
      "init_lora_weights=pissa_niter_x: expected gaussian, true, false, pissa, pissa_niter_N, olora, loftq"
    ),
    ("use_rslora", "maybe", "use_rslora=maybe: expected true or false"),
    ("optimizer", "lion", "optimizer=lion: expected adamw, adam, sgd"),
    ("threads", "0", "threads=0: expected a whole number from 1 to 1024, or none"),
    ("epochs", "none", "epochs=none: expected a whole number from 1 to 1000000"),
  ])
  func whatIsNoValueIsRefused(_ name: String, _ text: String, _ message: String) throws {
    let setting = try #require(Setting.named(name))
    let fault = #expect(throws: SettingFault.self) { try setting.parse(text) }
    #expect(fault?.diagnostics.map(\.message) == [message])
  }

  @Test func everyFaultIsToldAndNothingChanged() {
    var configuration = Configuration()
    let error = #expect(throws: Faults.self) {
      try configuration.apply([
        ("epochs", .integer(0)), ("epohcs", .integer(3)), ("lr", .number(0.5)), ("device", .text("cuda")),
        ("metrics", .list(["wrd_error_rate"])),
      ])
    }
    #expect(configuration == Configuration())
    #expect(
      error?.diagnostics.map(\.description) == [
        "epochs=0: expected a whole number from 1 to 1000000",
        "there is no setting epohcs\n  hint: did you mean epochs?",
        "device=cuda: this program computes on the CPU alone\n  hint: set device=cpu",
        "there is no metric \"wrd_error_rate\"\n  hint: did you mean `word_error_rate`?",
      ])
  }

  @Test func aValueOfAnotherKindIsRefused() {
    var configuration = Configuration()
    let values: [(name: String, value: SettingValue)] = [
      ("epochs", .number(2)), ("epochs", .flag(true)), ("lr", .text("fast")), ("lr", .flag(true)), ("use_rslora", .integer(1)),
      ("optimizer", .integer(1)), ("dataset", .integer(1)), ("metrics", .integer(1)), ("epochs", .unset),
    ]
    for value in values { #expect(throws: Faults.self, "\(value)") { try configuration.apply([value]) } }
    #expect(configuration == Configuration())
  }

  @Test func aPolynomialScheduleNeedsRoomToFall() {
    var configuration = Configuration()
    #expect(throws: Faults.self) { try configuration.apply([("lr_scheduler", .text("polynomial")), ("lr", .number(1e-7))]) }
    #expect(throws: Never.self) { try configuration.apply([("lr_scheduler", .text("polynomial")), ("lr", .number(1e-6))]) }
  }
}
