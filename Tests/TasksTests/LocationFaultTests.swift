import Tasks
import Testing

@Suite struct LocationFaultTests {
  private func faults(_ text: String, _ count: Int? = 4, needsLabel: Bool = true) -> [String] {
    LocationFault.faults(in: text, locationsPerRegion: count, needsLabel: needsLabel).map { "\($0.column): \($0.message)" }
  }

  private let malformed = "is no location token; they are <loc_0> to <loc_999>"

  @Test func `a sound suffix has no faults`() {
    #expect(faults("").isEmpty)
    #expect(faults("no <location> at all, <locker> 3").isEmpty)
    #expect(faults("car<loc_1><loc_2><loc_3><loc_4>10 of clubs <loc_0><loc_0><loc_999><loc_999><loc_5><loc_6><loc_7><loc_8>").isEmpty)
    #expect(faults("<loc_1><loc_2><loc_3><loc_4><loc_5>", nil, needsLabel: false).isEmpty)
  }

  @Test func `malformed tokens are found where they stand`() {
    #expect(faults("é🙂<loc_1><loc_2><loc_3><loc_1000>") == ["24: \"<loc_1000>\" \(malformed)"])
    #expect(
      faults("a<loc_x><loc_1><LOC_2><loc_03>b<loc 4><loc5><loc_-1><loc_") == [
        "2: \"<loc_x>\" \(malformed)", "16: \"<LOC_2>\" \(malformed)", "23: \"<loc_03>\" \(malformed)",
        "32: \"<loc 4>\" \(malformed)", "39: \"<loc5>\" \(malformed)", "45: \"<loc_-1>\" \(malformed)", "53: \"<loc_\" \(malformed)",
      ])
    #expect(faults("a<loc_" + String(repeating: "7", count: 100) + ">", nil).first?.contains("\"<loc_7777777777777777777...\"") == true)
    #expect(faults("a<loc_1 and more", nil) == ["2: \"<loc_1\" \(malformed)"])
  }

  @Test func `locations must make whole regions after a label`() {
    #expect(faults("car<loc_1><loc_2><loc_3>") == ["4: 3 locations after \"car\"; a region takes 4"])
    #expect(
      faults("car<loc_1><loc_2><loc_3><loc_4>big  dog<loc_1><loc_2><loc_3><loc_4><loc_5>") == [
        "40: 5 locations after \"big dog\"; a region takes 4"
      ])
    #expect(faults("<loc_1><loc_2><loc_3><loc_4>") == ["1: locations without a label before them"])
    #expect(faults("<loc_1>") == ["1: 1 locations; a region takes 4", "1: locations without a label before them"])
    #expect(faults("<loc_1><loc_2><loc_3><loc_4>", needsLabel: false).isEmpty)
    #expect(faults("a<loc_1><loc_2><loc_3><loc_4>", 8) == ["2: 4 locations after \"a\"; a region takes 8"])
  }
}
