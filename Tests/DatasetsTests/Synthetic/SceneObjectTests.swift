import Datasets
import Images
import Testing

@Test func anAnswerNamesObjectsWithTheirBoxes() {
  let objects = [
    SceneObject(label: "ten", left: 16, top: 12, right: 48, bottom: 120),
    SceneObject(label: "jack", left: 0, top: 0, right: 160, bottom: 1),
  ]
  #expect(
    SceneObject.answer(naming: objects, in: ImageSize(width: 160, height: 120))
      == "ten<loc_100><loc_100><loc_300><loc_999>jack<loc_0><loc_0><loc_999><loc_8>")
}
