import Console
import Testing
import Workbench

struct MovingLineTests {
  @Test(arguments: [
    (60, "epoch 1  [=====               ]  loss 0.5"), (36, "epoch 1  loss 0.5"), (10, "loss 0.5"), (3, ""),
  ])
  func theLeastImportantPartsGoFirst(width: Int, text: String) {
    let line = MovingLine(
      fraction: 0.25,
      [.init("epoch 1", importance: 2), .init(.bar, importance: 1), .init("", importance: 9), .init("loss 0.5", importance: 3)])
    #expect(line.text(width: width) == text)
  }

  @Test func drawingsFitTheirLine() {
    let parts: [MovingLine.Part] = [.init(.bar, importance: 1), .init(.course((0..<40).map(Double.init)), importance: 2)]
    let (wide, narrow) = (MovingLine(fraction: 0.5, parts).text(width: 60), MovingLine(fraction: 0.5, parts).text(width: 59))
    #expect(wide.hasPrefix("[======      ]  ▁") && wide.count == 14 + 2 + 20)
    #expect(narrow.hasPrefix("[======      ]  ▁") && narrow.count == 14 + 2 + 6)
    #expect(MovingLine(fraction: 0.5, [.init(.course([]), importance: 1)]).text(width: 60) == "")
  }

  /// The terminal's line cuts it.
  @Test func aPartThatStandsAloneIsAlwaysShown() {
    #expect(MovingLine(fraction: nil, [.init("checking model.safetensors", importance: 1)]).text(width: 10) == "checking model.safetensors")
  }
}
