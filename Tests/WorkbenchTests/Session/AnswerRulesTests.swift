import Files
import Foundation
import Script
import SystemPackage
import TestSupport
import Testing
import Workbench

/// What a session says of the rules by which answers are generated.
@Suite struct AnswerRulesTests {
  /// The facts that a bench tells.
  private final class Facts {
    var all: [String] = []
    func take() -> [String] { defer { all = [] }; return all }
  }

  private func bench(_ suffixes: [String], prefix: String = "<VQA>what?") throws -> (Bench, Facts) {
    let facts = Facts()
    let bench = try Bench { if case .fact(let fact) = $0 { facts.all.append(fact) } }
    for split in ["train", "valid", "test"] {
      let file = bench.folder.appending("data/\(split)/annotations.jsonl")
      let lines = suffixes.map { suffix in
        JSONValue.members([.init("image", .text("0000.png")), .init("prefix", .text(prefix)), .init("suffix", .text(suffix))])
          .text(JSONStyle(indentation: nil)) + "\n"
      }
      try AtomicFile.write(Array((split == "train" ? lines.joined() : lines[0]).utf8), to: file)
    }
    try bench.run("dataset load \(bench.folder.appending("data")); model load tiny; set max_new_tokens=default num_beams=1")
    _ = facts.take()
    return (bench, facts)
  }

  private let follows = "no_repeat_ngram_size=0 rather than 3: 1 of 4 answers has the same 3 tokens twice"

  @Test func theRuleFollowsFromTheDatasetAndIsSaidOnce() throws {
    let (bench, facts) = try bench(["ab", "xyzxyz"])
    func told() -> Bool { facts.take().contains { $0.hasPrefix(follows) } }
    try bench.run("predict split=train index=1")
    #expect(told())
    for command in ["step", "validate", "evaluate split=train metrics=[exact_match]", "predict split=test", "dataset check"] {
      try bench.run(command)
      #expect(!told(), "\(command)")
    }
    try bench.run("config")
    let text = try #require(bench.last?.output?.text)
    #expect(text.contains(/no_repeat_ngram_size +0 \(from the dataset\)/) && text.contains(/max_new_tokens +32 \(from the dataset\)/))
    #expect(text.contains(/\* num_beams +1\n/))
    try bench.run("help no_repeat_ngram_size")
    #expect(bench.last?.output?.text.contains("0, from the dataset") == true)
  }

  @Test func whatCannotBeGivenIsSaid() throws {
    let (bench, facts) = try bench(["ab", "xyzxyz"])
    try bench.run("set no_repeat_ngram_size=3 max_new_tokens=4")
    func lines() -> [String] { facts.take().filter { $0.contains("cannot be given") } }
    try bench.run("step")
    #expect(
      lines().map { String($0.prefix { $0 != "(" }) } == [
        "1 of 4 answers cannot be given: max_new_tokens=4 is too few ",
        "1 of 4 answers cannot be given: no_repeat_ngram_size=3 lets no 3 tokens come twice ",
      ])
    try bench.run("evaluate split=train")
    #expect(lines().count == 2)
    try bench.run("evaluate split=valid")
    #expect(lines() == [])
    try bench.run("dataset check")
    let text = try #require(bench.last?.output?.text)
    #expect(text.contains("the answer cannot be given: no_repeat_ngram_size=3 lets no 3 tokens come twice"))
    #expect(text.contains("the answer cannot be given: max_new_tokens=4 is too few"))
    try bench.run("set no_repeat_ngram_size=default max_new_tokens=default; dataset check")
    #expect(bench.last?.output?.text.contains("cannot be given") == false)
  }

  @Test(arguments: [true, false]) func specialTokensAndOtherTagsAreWarnings(hasModel: Bool) throws {
    let (bench, _) = try bench(["a</s>b", "c<pad>d"], prefix: "<vqa>what?")
    if !hasModel { try bench.run("set model_id=nano image_size=default") }
    try bench.run("dataset check")
    let text = try #require(bench.last?.output?.text)
    #expect(text.contains("the answer cannot be given: </s>") && text.contains("the answer cannot be given: <pad>"))
    #expect(text.contains("<vqa> is none of Florence-2's tasks") && text.contains("did you mean <VQA>?"))
    #expect(text.contains("0 errors"))
  }

  @Test func anExportHasTheRulesOfTheSession() throws {
    let (bench, _) = try bench(["ab", "xyzxyz"])
    let folder = bench.folder.appending("model")
    try bench.run("set num_beams=4 repetition_penalty=1.5 length_penalty=2; model export \(folder)")
    let data = try Data(contentsOf: URL(filePath: folder.appending("generation_config.json").string))
    let file = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(file["num_beams"] as? Int == 4 && file["no_repeat_ngram_size"] as? Int == 0 && file["max_new_tokens"] as? Int == 32)
    #expect(file["repetition_penalty"] as? Double == 1.5 && file["length_penalty"] as? Double == 2)
  }

  @Test func namesOfOtherTrainersAreHinted() throws {
    let (bench, _) = try bench(["ab"])
    for (name, here) in [("accumulate_grad_batches", "gradient_accumulation"), ("optimization_strategy", "training=lora")] {
      let fault = try #require(bench.fault(of: "set \(name)=8"))
      #expect(fault.diagnostics.first?.hint?.contains(here) == true, "\(name)")
    }
  }
}
