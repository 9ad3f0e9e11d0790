import Tasks
import Testing

@Suite struct LocationScannerTests {
  @Test(arguments: [
    ("<loc_0>", 0, 7), ("<loc_999>x", 999, 9), ("<loc_007>", 7, 9),
  ])
  func `reads a location`(text: String, bin: Int, length: Int) {
    let location = LocationScanner(text).token(at: 0)
    #expect(location?.bin == bin && location?.range == 0..<length)
  }

  @Test(arguments: [
    "", "<", "<loc_", "<loc_>", "<loc_5", "<loc_1000>", "<loc_-1>", "<loc_x>", "<loc_5 >", "<LOC_5>", "x<loc_5>", "<loc_٣>",
  ])
  func `takes nothing else for one`(text: String) {
    #expect(LocationScanner(text).token(at: 0)?.bin == nil)
  }

  @Test func `a million digits are no location`() {
    let token = LocationScanner("<loc_" + String(repeating: "9", count: 1_000_000) + ">").token(at: 0)
    #expect(token?.range.count == 1_000_006 && token?.number == nil && token?.bin == nil)
  }

  @Test func `finds all with their bytes`() {
    let tokens = LocationScanner("é<loc_1><<loc_1000><loc_x>a<loc_007><loc_99999999999999999999><loc_5").tokens
    #expect(tokens.map(\.range) == [2..<9, 10..<20, 28..<37, 37..<63])
    #expect(tokens.map(\.number) == [1, 1000, 7, nil])
    #expect(tokens.map(\.bin) == [1, nil, 7, nil])
    #expect(LocationScanner("").tokens.isEmpty)
  }
}
