import Florence
import Testing

@Suite struct AnswerObstacleTests {
  private func obstacles(_ answer: [Int32], _ change: (inout GenerationSettings) -> Void = { _ in }) -> [AnswerObstacle] {
    var text = FlorenceConfiguration.tiny(vocabularySize: 300).text
    text.maximumPositions = 12
    var settings = GenerationSettings(text, maximumNewTokens: 100)
    settings.noRepeatNGramSize = 0
    change(&settings)
    return settings.obstacles(to: answer, of: text)
  }

  @Test func anOrdinaryAnswerHasNone() {
    #expect(obstacles([0, 5, 6, 7, 5, 6, 7, 2]) == [])
    #expect(obstacles([0, 2]) == [])
    #expect(obstacles([]) == [])
  }

  @Test func runsThatComeTwice() {
    func runs(_ answer: [Int32], _ size: Int) -> [AnswerObstacle] { obstacles(answer) { $0.noRepeatNGramSize = size } }
    #expect(runs([0, 5, 6, 7, 9, 5, 6, 7, 2], 3) == [.repeatedRun(size: 3)])
    #expect(runs([0, 5, 6, 7, 9, 5, 6, 7, 2], 4) == [])
    #expect(runs([0, 5, 5, 5, 5, 2], 3) == [.repeatedRun(size: 3)])
    #expect(runs([0, 5, 5, 5, 2], 3) == [])
    #expect(runs([0, 5, 6, 5, 7, 2], 2) == [])
    // The start token is the end token: no two alike, so that no answer ends.
    #expect(runs([0, 5, 6, 2], 1) == [.repeatedRun(size: 1)])
    // The runs that the start token and the end take part in: </s> <s> and 9 </s>.
    #expect(runs([0, 9, 0, 9, 2], 2) == [.repeatedRun(size: 2), .takenOut(0)])
    // The first token is forced, whatever was there before.
    #expect(obstacles([2, 5, 9]) { ($0.noRepeatNGramSize, $0.forcedBeginID, $0.endIDs) = (1, 2, [9]) } == [])
    #expect(obstacles([2, 5, 9]) { ($0.noRepeatNGramSize, $0.forcedBeginID, $0.endIDs) = (1, nil, [9]) } == [.repeatedRun(size: 1)])
    // The end is forced at the limit.
    #expect(obstacles([0, 5, 6, 2]) { ($0.noRepeatNGramSize, $0.maximumNewTokens) = (1, 4) } == [])
  }

  @Test func lengths() {
    let answer: [Int32] = [0, 5, 6, 7, 2]
    #expect(obstacles(answer) { $0.maximumNewTokens = 5 } == [])
    #expect(obstacles(answer) { $0.maximumNewTokens = 4 } == [.tokenLimit(4)])
    #expect(obstacles(answer) { ($0.maximumNewTokens, $0.forcedEndID) = (5, 8) } == [.tokenLimit(5)])
    let longest: [Int32] = [0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 2]
    #expect(obstacles(longest) == [])
    #expect(obstacles([0] + longest.dropFirst().dropLast() + [12, 2]) == [.positions(11)])
    #expect(obstacles(answer) { $0.minimumNewTokens = 4 } == [])
    #expect(obstacles(answer) { $0.minimumNewTokens = 5 } == [.tooShort(minimum: 5)])
  }

  @Test func specialTokens() {
    #expect(obstacles([0, 5, 2, 6, 2]) == [.endInside(2)])
    #expect(obstacles([0, 5, 1, 6, 2]) == [.takenOut(1)])
    #expect(obstacles([0, 5, 0, 6, 2]) == [.takenOut(0)])
    #expect(obstacles([0, 5, 6, 2]) { $0.endIDs = [2, 6] } == [.endInside(6)])
    #expect(obstacles([0, 5, 6, 2]) { $0.endIDs = [7] } == [.endUnknown(2)])
    #expect(obstacles([0, 5, 6, 2]) { $0.forcedBeginID = 4 } == [.forcedBegin(4)])
    #expect(obstacles([4, 5, 6, 2]) { $0.forcedBeginID = nil } == [])
  }
}
