import Console
import Testing

struct LinePartsTests {
  @Test(arguments: [(30, "epoch 1  [==]  loss 0.5"), (22, "epoch 1  loss 0.5"), (10, "loss 0.5"), (3, "")])
  func theLeastImportantPartsGoFirst(width: Int, text: String) {
    var parts = LineParts()
    parts.add("epoch 1", importance: 2)
    parts.add("[==]", importance: 1)
    parts.add("", importance: 9)
    parts.add("loss 0.5", importance: 3)
    #expect(parts.text(width: width) == text)
  }
}
