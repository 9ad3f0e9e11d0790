import Script

extension HelpPage {
  /// A statement of the language.
  package init(_ topic: LanguageTopic) {
    self.init(topic.word, usage: topic.usage, topic.summary, [Section("Example", .code([(topic.example, "")]))])
  }

  /// A function of expressions.
  package init(_ function: BuiltinFunction) {
    self.init(
      function.rawValue + "(...)", usage: function.usage.call, function.usage.meaning,
      [Section(.prose("A function stands where a value is calculated: behind `let NAME =`, in a condition, in parentheses."))])
  }
}
