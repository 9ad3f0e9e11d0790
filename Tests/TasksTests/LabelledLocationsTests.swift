import Tasks
import Testing

@Suite struct LabelledLocationsTests {
  @Test(arguments: [
    ("", []), ("no locations", []), ("<loc_1>", [("", [1])]),
    ("car<loc_52><loc_332>wheel<loc_708>", [("car", [52, 332]), ("wheel", [708])]),
    (" a b <loc_0><loc_999>\n<loc_5>", [("a b", [0, 999]), ("", [5])]),
    ("x<y<loc_1>", [("y", [1])]), ("<sep>dog<loc_1>", [("sep>dog", [1])]), ("a<loc_>b<loc_1", []),
    ("a<loc_99999999999999999999>b<loc_1>", [("loc_99999999999999999999>b", [1])]), ("größe<loc_1>", [("größe", [1])]),
    ("a<loc_1>tail", [("a", [1])]), ("a<loc_1000><loc_007>", [("a", [1000, 7])]),
  ])
  func `labels and locations are read`(_ text: String, _ expected: [(String, [Int])]) {
    #expect(LabelledLocations.all(in: text) == expected.map { .init(label: $0.0, locations: $0.1) })
  }

  @Test func `what is written is read again`() {
    let car = LabelledLocations(label: "car", locations: [0, 12, 345, 999])
    #expect(car.text == "car<loc_0><loc_12><loc_345><loc_999>")
    #expect(LabelledLocations.all(in: car.text + car.text) == [car, car])
  }

  @Test func `boxes are whole or left out`() {
    let box = "<loc_1><loc_2><loc_3><loc_4>"
    let boxes = LabelledLocations.boxes(in: "car\(box)\(box)dog\(box)<loc_5>\(box)")
    #expect(boxes.map(\.label) == ["car", "car"] && boxes.allSatisfy { $0.box == [1, 2, 3, 4] })
    #expect(LabelledLocations.boxes(in: "car<poly>\(box)</poly>").isEmpty)
  }

  @Test(arguments: [
    ("car<loc_1>", nil), ("car<loc_1> dog \n", "dog"), ("car", "car"), ("", nil), ("a<loc_1><poly>", nil), ("a<loc_1><loc_x>", "<loc_x>"),
  ])
  func `a label without a place is told`(text: String, label: String?) {
    #expect(LabelledLocations.unplacedLabel(in: text) == label)
  }
}
