import LoRA
import Testing

/// Expressions of Python's `re`, and how much they may cost.
@Suite struct RegularExpressionTests {
  /// What `re.fullmatch` of Python 3.11 says.
  @Test(arguments: [
    (".*decoder.*[.](q|v)_proj", ["model.decoder.layers.0.q_proj", "model.decoder.k_proj", "decoder.v_proj"], [true, false, true]),
    (
      "^(?!.*(lm_head|vision)).*(q_proj|fc[12])$",
      ["language_model.q_proj", "vision_tower.q_proj", "model.fc2", "model.fc3", "lm_head.fc1"], [true, false, true, false, false]
    ),
    ("(?=.*encoder).*fc\\d", ["encoder.fc1", "decoder.fc1", "encoder.fc"], [true, false, false]),
    (".*(?<=self_attn\\.)q_proj", ["a.self_attn.q_proj", "a.cross.q_proj"], [true, false]),
    (".*(?<!\\.encoder_attn)\\.k_proj", ["x.self_attn.k_proj", "x.encoder_attn.k_proj"], [true, false]),
    ("(?i)Q_PROJ", ["q_proj", "Q_proj", "k_proj"], [true, true, false]),
    (
      "(?:model\\.)?layers\\.([0-9]|1[0-9])\\.(?P<part>fc1|fc2)", ["model.layers.7.fc1", "layers.19.fc2", "layers.20.fc2"],
      [true, true, false]
    ),
    ("a{2}b{,2}c{1,}d{2,3}", ["aabbcdd", "aacddd", "aabbbcdd", "aabcd"], [true, true, false, false]),
    ("a{,}b{}c{x}", ["aab{}c{x}", "b{}c{x}", "ab"], [true, true, false]),
    ("[^\\W\\d_]+[\\]\\-a-c^]?", ["abc]", "é-", "9", "x^"], [true, true, false, true]),
    ("[]x]+", ["]x]", "y"], [true, false]),
    ("\\bfc1\\b|\\Afc2\\Z|x\\Bx", ["fc1", "fc2", "xx", "x"], [true, true, true, false]),
    ("(a|a)*b|(.*)*x|(a*)*c|((a+)+)+d", ["aaaab", "aaax", "aac", "aad", "aae"], [true, true, true, true, false]),
    ("\\x66\\u0063\\062", ["fc2", "fc1"], [true, false]),
    ("(?s:.)(?-i:a)", ["\na", "aa", "ba"], [true, true, true]),
    (".", ["\n", "a", ""], [false, true, false]),
    ("a$", ["a", "a\n", "ab"], [true, false, false]),
    ("(?m)a$\\nb", ["a\nb", "ab"], [true, false]),
    ("(?#none)(a|)(b|c|)", ["", "a", "b", "ac", "ba"], [true, true, true, true, false]),
    ("(?a)\\w+", ["abc", "é"], [true, false]),
    ("(ab){0}c?", ["", "c", "abc"], [true, true, false]),
  ])
  func `matches what Python's fullmatch does`(_ pattern: String, _ names: [String], _ expected: [Bool]) throws {
    let expression = try RegularExpression(pattern)
    #expect(names.map { expression.matches($0, MatchingWork()) } == expected, "\(pattern)")
  }

  @Test(arguments: [
    "(", "a)", "*a", "a**", "a{2}{3}", "^*", "[a", "[z-a]", "[a-\\d]", "\\q", "a{3,2}", "a\\", "(?P<1>a)", "(?P<n>a)(?P<n>b)", "(?<n>a)",
    "(?<=a*)b", "a(?i)b", "\\x6", "(?#",
  ])
  func `refuses what Python does`(_ pattern: String) {
    #expect(throws: RegularExpression.Fault.self) { try RegularExpression(pattern) }
  }

  @Test(arguments: [
    (#"(a)\1"#, #"references to groups, \1, are not supported here (at character 5)"#),
    ("(?P<n>a)(?P=n)", "references to groups, (?P=...), are not supported here (at character 13)"),
    ("(a)?(?(1)b)", "conditions, (?(...)...), are not supported here (at character 8)"),
    ("(?>a)", "atomic groups, (?>...), are not supported here (at character 4)"),
    ("a*+", "possessive repetitions are not supported here (at character 4)"),
    ("(?x)a", "the flag x is not supported here (at character 3)"),
  ])
  func `says what it does not do`(_ pattern: String, _ reason: String) {
    let fault = #expect(throws: RegularExpression.Fault.self) { try RegularExpression(pattern) }
    #expect(fault?.reason == reason)
  }

  /// Engines that go back and try again take longer than anybody waits.
  @Test(arguments: ["(.*)*x", "(a|a)*b", "(a+)+b", "(a*)*b", "((a|aa)+)+b", "(.*?,){20}P", "(?=(a+)+b)c|(a?){40}a{40}b"])
  func `takes few steps where others take for ever`(_ pattern: String) throws {
    let work = MatchingWork(steps: 1_000_000)
    let expression = try RegularExpression(pattern)
    #expect(!expression.matches(String(repeating: "a", count: 200), work))
    #expect(!work.isExhausted)
  }

  @Test func `stops when the steps are used up`() throws {
    let work = MatchingWork(steps: 1000)
    let expression = try RegularExpression("(.*)*(.*)*a")
    #expect(!expression.matches(String(repeating: "a", count: 2000), work))
    #expect(work.isExhausted)
  }

  @Test(arguments: ["((a{1000}){1000}){1000}", "(a{1,4000000000})", String(repeating: "(", count: 100_000)])
  func `does not write out what has no end`(_ pattern: String) {
    #expect(throws: RegularExpression.Fault.self) { try RegularExpression(pattern) }
  }

  @Test func `asks for nothing however often`() throws {
    let expression = try RegularExpression("(){4000000000}a")
    #expect(expression.matches("a", MatchingWork()))
  }
}
