import Foundation
import Layers
import Script
import SystemPackage
import Testing
import Workbench

/// Measuring, asking and tracing the model in memory.
@Suite(.serialized) struct AskingTests {
  @Test func theModelInMemoryIsMeasured() throws {
    let bench = try Bench()
    let before = try bench.field("loss", of: "evaluate split=valid")
    try bench.run("epoch")
    let after = try bench.field("loss", of: "validate")
    #expect(before != after)
    #expect(try bench.field("loss", of: "evaluate split=valid") == after)
    guard case .list(let list) = try bench.run("history loss split=valid"), case .record(let entry)? = list.elements.last else {
      Issue.record("no figures")
      return
    }
    #expect(entry["value"] == after, "what the epoch's end measured")
  }

  @Test func metricsHaveTheirFields() throws {
    let bench = try Bench()
    let scores = try bench.record(of: "evaluate metrics=[mean_average_precision, word_error_rate]")
    #expect(scores.names == ["loss", "map50_95", "map50", "map75", "wer"])
    let bare = try Bench(counts: .init(train: 3, valid: 0, test: 0))
    #expect(bare.fault(of: "validate")?.diagnostics.first?.message == "the dataset has no split valid")
    #expect(bare.fault(of: "evaluate") != nil)
  }

  @Test func oneTaskOfManyIsMeasured() throws {
    let bench = try Bench()
    let scenes = bench.folder.appending("scenes")
    try bench.run("dataset synthesize \(scenes) samples=[4, 2, 3] style=cards task=all size=48; dataset load \(scenes)")
    let questions = try bench.record(of: "evaluate task='<VQA>' metrics=[exact_match]")
    #expect(questions.names == ["loss", "exact_match"])
    let written = bench.folder.appending("runs/metrics/evaluation.json").string
    #expect(!FileManager.default.fileExists(atPath: written), "a part of a split is not the split")
    let whole = try bench.field("loss", of: "evaluate")
    #expect(whole != questions["loss"] && FileManager.default.fileExists(atPath: written))
    let fault = bench.fault(of: "evaluate task='<OCR>'")?.diagnostics.first
    #expect(fault?.message == "the split test has no sample of <OCR>")
    #expect(fault?.hint == "its tasks are <CAPTION>, <OD>, <OPEN_VOCABULARY_DETECTION>, <VQA>")
  }

  @Test func samplesAreAskedTheirOwnQuestion() throws {
    let bench = try Bench()
    guard case .record(let one) = try bench.run("predict split=test index=1"),
      case .record(let other) = try bench.run("predict \(bench.folder.appending("data/test/0001.png")) task=<OD>")
    else {
      Issue.record("no records")
      return
    }
    #expect(one["ids"] == other["ids"] && one["answer"] == other["answer"])
    guard case .record(let answer)? = one["answer"], case .record(let parsed)? = answer["<OD>"] else {
      Issue.record("no parsed answer")
      return
    }
    #expect(parsed.names == ["bboxes", "labels"])
    guard case .record(let caption) = try bench.run("predict split=test index=1 task=<CAPTION>"),
      case .record(let text)? = caption["answer"]
    else {
      return
    }
    guard case .text? = text["<CAPTION>"] else {
      Issue.record("a caption is a text")
      return
    }
    #expect(bench.fault(of: "predict split=test index=2")?.diagnostics.first?.message == "test has samples 0 to 1")
    #expect(bench.fault(of: "predict photo.jpg index=2") != nil)
    #expect(bench.fault(of: "predict") != nil)
  }

  /// Without dropout and with one sample a step, the trace's loss and gradients are those of the step.
  @Test(arguments: ["training=lora", "training=full"])
  func aTraceIsTheStep(_ training: String) throws {
    let bench = try Bench("model_dropout=0 shuffle=false batch_size=1 init_lora_weights=false \(training)")
    let file = bench.folder.appending("trace.safetensors")
    let loss = try #require(bench.field("loss", of: "trace index=0 to=\(file) gradients=true")?.asNumber)
    try bench.run("step")
    let stepLoss = try bench.history("loss")[0]
    #expect(abs(loss - stepLoss) < 1e-6 * stepLoss)

    let tensors = try SafeTensorsFile(file)
    let stages: Set = ["pixel_values", "input_ids", "labels", "image_features", "encoder", "logits", "loss"]
    let gradients = tensors.names.filter { !stages.contains($0) }
    #expect(tensors.names.count == gradients.count + stages.count)
    #expect(gradients.allSatisfy { training == "training=full" || $0.hasPrefix("base_model.model.") && $0.hasSuffix(".weight") })
    var squares = 0.0
    for name in gradients {
      let tensor = try tensors.tensor(name)
      for index in 0..<tensor.count { squares += Double(tensor.pointer[index]) * Double(tensor.pointer[index]) }
    }
    let norm = try bench.history("grad_norm")[0]
    #expect(abs(squares.squareRoot() - norm) < 1e-5 * norm)
    #expect(tensors.entries["pixel_values"]?.shape == [1, 3, 64, 64])
    #expect(try tensors.tensor("logits").shape.count == 3)
  }

  @Test func tokensAreCounted() throws {
    let bench = try Bench()
    guard case .record(let tokens)? = try bench.field("tokens", of: "dataset stats train"), case .record(let prompt)? = tokens["prompt"]
    else {
      Issue.record("no token lengths")
      return
    }
    // Every sample asks the same.
    #expect(prompt["shortest"] == prompt["longest"] && prompt["mean"]?.asNumber == prompt["longest"]?.asNumber)
    guard case .list(let ids)? = try bench.field("ids", of: "tokenize 'Locate the objects with category name in the image.'") else {
      return
    }
    #expect(prompt["longest"] == .integer(ids.elements.count))
  }
}
