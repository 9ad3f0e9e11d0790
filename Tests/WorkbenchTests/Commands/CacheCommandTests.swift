import FineTuning
import Foundation
import Script
import Testing
import Workbench

@Suite(.serialized) struct CacheCommandTests {
  @Test func tellsWhatIsThereAndClearsIt() throws {
    let bench = try Bench("model_dropout=0 freeze_vision=true")
    let place = bench.folder.appending("cache/features").string
    #expect(try bench.run("cache") == ["path": .text(place), "entries": 0, "bytes": 0, "limit": 20_000_000_000])
    try bench.run("epoch")
    #expect(try bench.field("entries", of: "cache") == 9)
    let bytes = try #require(try bench.field("bytes", of: "cache"))
    #expect(bytes != 0)
    #expect(bench.last?.output?.text.hasPrefix("\(place): image features of 9 pictures, ") == true)
    #expect(bench.last?.output?.text.hasSuffix(" kB of at most 20 GB") == true)
    #expect(try bench.run("cache clear") == ["entries": 9, "bytes": bytes])
    #expect(try bench.run("cache clear") == ["entries": 0, "bytes": 0])
    #expect(!FileManager.default.fileExists(atPath: place))
  }

  @Test func clearingInTheMiddleOfATrainingChangesNothing() throws {
    let settings = "model_dropout=0 freeze_vision=true"
    let (whole, cut) = (try Bench(settings), try Bench(settings))
    try whole.run("train")
    try cut.run("step 2; cache clear; step 1; cache clear\nepoch")
    #expect(try whole.history("loss").count == 6)
    #expect(try cut.history("loss") == whole.history("loss"))
    #expect(try cut.history("loss split=valid") == whole.history("loss split=valid"))
  }

  /// Measuring makes the features that training reads, and the other way round.
  @Test func measuringAndTrainingShareThem() throws {
    let bench = try Bench("model_dropout=0 freeze_vision=true")
    try bench.run("evaluate split=valid")
    #expect(try bench.field("entries", of: "cache") == 3)
    try bench.run("epoch")
    let measured = try bench.field("loss", of: "evaluate split=valid")
    #expect(try bench.field("entries", of: "cache") == 9)
    #expect(try bench.history("loss split=valid").last.map { Value.number($0) } == measured)
    let bare = try Bench()
    try bare.run("evaluate split=valid\nstep")
    #expect(try bare.field("entries", of: "cache") == 0)
  }
}
