import Essentials
import Foundation
import Script
import Testing

/// The grammar beside the parser.
let grammar: Grammar = {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let file = tests.appendingPathComponent("../../../Sources/Script/grammar.txt").standardized
  guard let text = try? String(contentsOf: file, encoding: .utf8) else { preconditionFailure("there is no grammar at \(file.path)") }
  return Grammar(text)
}()

/// Whether the parser takes a text for a recipe. A number that is too large is one.
private func parserAccepts(_ text: String) -> Bool {
  SyntaxTree.parse(SourceText(text)).diagnostics.allSatisfy { $0.kind == .value }
}

/// What the parser says, for the message of a test that fails.
private func verdict(_ text: String) -> String {
  "\(text.debugDescription): \(SyntaxTree.parse(SourceText(text)).diagnostics.map(\.description).joined(separator: "\n"))"
}

@Test func theGrammarNamesOnlyWhatItProduces() {
  #expect(grammar.names.count > 60)
  #expect(grammar.names.first == "recipe")
  #expect(Recogniser.accepts("", grammar))
  #expect(Recogniser.accepts("dataset load ./cards; print \"{1 + 2}\"", grammar))
  #expect(!Recogniser.accepts("print (1 +", grammar))
}

@Test func theParserTakesWhatTheGrammarMakes() {
  var maker = SentenceMaker(grammar, seed: 1)
  var exercised: Set<String> = []
  var count = 0
  while count < 3000 {
    // Long statements mostly end in their midst.
    let sentence = maker.sentence(count.isMultiple(of: 10) ? "if" : "statements")
    guard !sentence.hasPrefix("\u{FEFF}"), Recogniser.accepts(sentence, grammar) else { continue }
    count += 1
    exercised.formUnion(maker.used)
    // Behind a number that is too large the parser looks for the next statement.
    if verdict(sentence).contains("this number is too large") { continue }
    #expect(parserAccepts(sentence), "\(verdict(sentence))")
  }
  // What only stands behind & and !, or only at the very end, is not made but heeded.
  let heeded: Set = [
    "recipe", "clean", "first", "keyword", "reserved", "operator", "wordend", "valueend", "commandword", "join",
  ]
  #expect(Set(grammar.names).subtracting(exercised) == heeded.subtracting(exercised))
}

@Test func grammarAndParserAgreeOnChangedSentences() {
  var maker = SentenceMaker(grammar, seed: 2)
  var (inside, outside) = (0, 0)
  while inside + outside < 10_000 {
    let sentence = maker.sentence()
    guard Recogniser.accepts(sentence, grammar) else { continue }
    for _ in 0..<10 {
      let changed = change(sentence, using: &maker.random)
      let isIn = Recogniser.accepts(changed, grammar)
      if isIn { inside += 1 } else { outside += 1 }
      #expect(parserAccepts(changed) == isIn, "the grammar says \(isIn) of \(verdict(changed))")
    }
  }
  #expect(inside > 1000)
  #expect(outside > 1000)
}

/// A text with a character or a few left out, put in, exchanged or repeated.
private func change(_ text: String, using random: inout PhiloxGenerator) -> String {
  var scalars = Array(text.unicodeScalars)
  let alphabet = Array("ab1 0.-=<>#$%_/é\"'(){}[],;\\\n\t+*&!OD\u{A0}\r\u{0}".unicodeScalars)
  let pieces = [
    "print", "let", "if", "else", "in", "not", "true", "..", "==", "**", "<OD>", "$a", "{", "}", "(", ")", "return", "break", "min(", "x=",
    " - ", " for x in ", " if ", "{a: 1}", "{", ": ", ":.3", "\nelse ", "first(",
  ]
  for _ in 0..<Int.random(in: 1...2, using: &random) {
    let index = Int.random(in: 0...scalars.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: if index < scalars.count { scalars.remove(at: index) }
    case 1: scalars.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: index)
    case 2: if index < scalars.count { scalars[index] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
    case 3: scalars.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)].unicodeScalars, at: index)
    default:
      let end = min(scalars.count, index + Int.random(in: 1...6, using: &random))
      scalars.insert(contentsOf: scalars[index..<end], at: Int.random(in: 0...scalars.count, using: &random))
    }
  }
  return String(String.UnicodeScalarView(scalars))
}
