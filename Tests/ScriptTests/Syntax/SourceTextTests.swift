import Script
import Testing

@Test func placesCountLinesAndScalars() {
  let source = SourceText("ab\r\né日e\u{301}x\n\nlast")
  #expect(source.place(of: 0) == (1, 1))
  #expect(source.place(of: 2) == (1, 3))
  #expect(source.place(of: 3) == (2, 1))
  #expect(source.place(of: 7) == (2, 5))
  #expect(source.place(of: 9) == (3, 1))
  #expect(source.place(of: 14) == (4, 5))
  #expect((1...4).map(source.line) == ["ab", "é日e\u{301}x", "", "last"])
  #expect(source.text(Span(3, 5)) == "é日")
}

@Test func aByteOrderMarkIsNoPartOfTheText() {
  #expect(SourceText("\u{FEFF}print").scalars.count == 5)
  #expect(SourceText("").place(of: 0) == (1, 1))
  #expect(SourceText("").line(1) == "")
}

@Test func commentsAreKept() {
  let tree = SyntaxTree.parse(
    SourceText("# %% One\nstep # two\nif true { # three\n}\nlet a = [1, # four\n2]\nprint a#b\nif true { step } # five\n# six"))
  #expect(tree.diagnostics.isEmpty)
  #expect(tree.comments.map(tree.source.text) == ["# %% One", "# two", "# three", "# four", "# five", "# six"])
}
