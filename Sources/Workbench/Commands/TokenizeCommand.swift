import Essentials
import FineTuning
import Presentation
import Script
import SystemPackage
import Tokenization

extension Command<Session> {
  static let tokenize = Command(
    "tokenize", "shows what the model reads of a text", group: .data,
    parameters: [
      .required("text", .text, "what is read"),
      .named("with", .path, or: "the model of the settings", "a folder with a tokenizer's files"),
    ],
    results: [ResultField("ids", "numbers"), ResultField("tokens", "texts")],
    examples: [Example("tokenize 'car<loc_1><loc_2>'", "")]
  ) { session, arguments, _ in
    let text: String = arguments.get("text")
    let tokenizer =
      try arguments.find("with", as: String.self).map { try Tokenizer(folder: FilePath($0)) }
      ?? LoadedModel.open(session.configuration, session.download).tokenizer
    let ids = tokenizer.encode(text)
    let tokens = tokenizer.tokens(for: ids)
    let value: Value = ["ids": .list(List(ids.map { .integer(Int($0)) })), "tokens": .list(List(tokens.map { .text($0) }))]
    let table = Table([.init("id", .right), .init("token")], zip(ids, tokens).map { [.count(Int($0)), .init($1.visible)] })
    return Output(value, display: Display(table))
  }
}
