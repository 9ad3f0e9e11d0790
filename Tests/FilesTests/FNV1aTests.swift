import Files
import Testing

@Suite struct FNV1aTests {
  /// The values of the authors' own test program, http://www.isthe.com/chongo/src/fnv/test_fnv.c.
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"), ("chongo was here!\n", "46810940eff5f915"),
  ])
  func isTheirs(text: String, digest: String) {
    #expect(FNV1a(text).text == digest)
    var piecewise = FNV1a()
    for byte in text.utf8 { piecewise.combine([byte]) }
    #expect(piecewise.text == digest)
  }

  @Test func aNumberCountsWithAllItsBytesTheLowestFirst() {
    var (number, bytes) = (FNV1a(), FNV1a())
    number.combine(-2)
    bytes.combine([0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    #expect(number == bytes && number != FNV1a())
  }

  @Test func itsTextHasAllDigits() { for number in 0..<100 { #expect(FNV1a("\(number)").text.utf8.count == 16) } }
}
