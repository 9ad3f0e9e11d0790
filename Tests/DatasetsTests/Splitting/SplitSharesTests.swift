import Datasets
import Testing

/// How shares are written.
@Suite struct SplitSharesTests {
  @Test(arguments: ["80/10/10", "80/20", "0.8/0.1/0.1", "1/0/1"]) func sharesAreRead(_ text: String) {
    #expect(SplitShares(text) != nil)
  }

  @Test(arguments: ["", "80", "0/10/10", "a/b", "80/10/10/0", "80//10", "-1/2", "nan/1", "1/-1", "inf/1"])
  func whatAreNoShares(_ text: String) { #expect(SplitShares(text) == nil) }
}
