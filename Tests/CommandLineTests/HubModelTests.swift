import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

/// A model of the hub, from a server on this machine that has one.
@Suite(.serialized) struct HubModelTests {
  private func environment(_ hub: HubServer, _ folder: TestFolder) -> [String: String] {
    ["HF_ENDPOINT": hub.address, "HF_HOME": folder.appending("home").string, "HF_TOKEN": "", "HF_HUB_OFFLINE": "", "NO_PROXY": "*"]
  }

  @Test func aRecipeFetchesItOnce() throws {
    let (folder, hub) = (try TestFolder(), try SmallHub.server())
    var environment = self.environment(hub, folder)
    let first = try Program.run("", in: folder, input: "let m = (model load owner/small)\nprint $m.parameters\n", environment: environment)
    #expect(first.status == 0 && Int(first.output.trimmingCharacters(in: .newlines)) ?? 0 > 1000, "\(first.errors)")
    #expect(
      first.errors == """
        owner/small has no revision refs/pr/20: main is used
        fetched config.json, preprocessor_config.json, tokenizer.json of owner/small
        fetched model.safetensors of owner/small

        """)
    #expect(
      try folder.names("home/hub/models--owner--small/snapshots/\(SmallHub.commit)")
        == ["config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json"])
    let before = hub.requests.count
    environment["HF_HUB_OFFLINE"] = "1"
    let second = try Program.run("", in: folder, input: "let m = (model load owner/small)\nprint $m.parameters\n", environment: environment)
    #expect(second.status == 0 && second.output == first.output && hub.requests.count == before, "\(second.errors)")
  }

  /// libcurl is needed for downloads alone.
  @Test func withoutLibcurlOnlyDownloadsFail() throws {
    let (folder, hub) = (try TestFolder(), try SmallHub.server())
    var environment = self.environment(hub, folder)
    let line = "set revision=main\nmodel load owner/small\n"
    // What is found first under its names is no library.
    try FileManager.default.createDirectory(atPath: folder.appending("libraries").string, withIntermediateDirectories: true)
    for name in ["libcurl.so.4", "libcurl-gnutls.so.4"] { try AtomicFile.write([], to: folder.appending("libraries/\(name)")) }
    environment["LD_LIBRARY_PATH"] = folder.appending("libraries").string
    let refused = try Program.run("", in: folder, input: line, environment: environment)
    #expect(refused.status == 1 && refused.errors.contains("owner/small cannot be fetched without libcurl: "), "\(refused.errors)")
    #expect(refused.errors.contains("hint: install it: apt-get install libcurl4\n") && hub.requests.isEmpty)
    environment["LD_LIBRARY_PATH"] = nil
    #expect(try Program.run("", in: folder, input: line, environment: environment).status == 0)
    environment["LD_LIBRARY_PATH"] = folder.appending("libraries").string
    environment["HF_HUB_OFFLINE"] = "1"
    #expect(try Program.run("", in: folder, input: line, environment: environment).status == 0)
  }

  /// What it is like is enough.
  @Test func aNewModelIsMadeLikeOneOfTheHub() throws {
    let (folder, hub) = (try TestFolder(), try SmallHub.server())
    var environment = self.environment(hub, folder)
    let line = "model create new owner/small seed=3\n"
    let made = try Program.run("", in: folder, input: line, environment: environment)
    #expect(made.status == 0 && made.output.hasPrefix("new: "), "\(made.errors)")
    #expect(made.errors.hasSuffix("fetched config.json, preprocessor_config.json, tokenizer.json of owner/small\n"))
    #expect(try folder.names("new").contains("model.safetensors"))
    #expect(!hub.requests.contains { $0.path.hasSuffix("/model.safetensors") })
    environment["HF_HUB_OFFLINE"] = "1"
    #expect(try Program.run("", in: folder, input: line, environment: environment).status == 0)
    let unknown = try Program.run("", in: folder, input: "model create other tiny\n", environment: environment)
    #expect(unknown.status == 1 && unknown.errors.contains("a model of the hub as OWNER/NAME, or nano\n"), "\(unknown.errors)")
  }

  @Test func theSettingsChooseRevisionAndCache() throws {
    let (folder, hub) = (try TestFolder(), try SmallHub.server())
    let recipe = "set model_id=owner/small revision=main cache_dir=own\nmodel info\n"
    let outcome = try Program.run("", in: folder, input: recipe, environment: environment(hub, folder))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try folder.names("own") == [".locks", "CACHEDIR.TAG", "models--owner--small"])
    let wrong = try Program.run(
      "", in: folder, input: "set revision=v9\nmodel load owner/small\n", environment: environment(hub, folder))
    #expect(wrong.status == 1 && wrong.errors.contains("owner/small has no revision v9\n"), "\(wrong.errors)")
    #expect(wrong.errors.contains("hint: set revision=main"))
    let unknown = try Program.run("", in: folder, input: "model load owner/other\n", environment: environment(hub, folder))
    #expect(unknown.errors.contains("there is no folder owner/other, and the hub has no model of that name"), "\(unknown.errors)")
    #expect(hub.requests.last?.path.hasPrefix("/api/models/owner/other/") == true)
  }

  /// The interrupt comes in the middle of the weights; the next run asks for the rest.
  @Test func anInterruptKeepsWhatCame() throws {
    let (folder, hub) = (try TestFolder.withDataset(), try SmallHub.server(delay: 0.5))
    let line = "florence2 train --dataset=data --model_id=owner/small --epochs=1 --image_size=64"
    let program = try Program(line, in: folder, environment: environment(hub, folder))
    let place = folder.appending("home/hub/models--owner--small/blobs/tag-of-model.safetensors.incomplete")
    func arrived() -> Int { (try? FileManager.default.attributesOfItem(atPath: place.string)[.size] as? Int) ?? 0 }
    let end = ContinuousClock.now + .seconds(60)
    while arrived() < 20_000, ContinuousClock.now < end, program.process.isRunning { usleep(20_000) }
    program.process.interrupt()
    let outcome = program.finished()
    #expect(outcome.status == 130 && !outcome.wasKilled, "\(outcome.errors)")
    #expect(outcome.errors.contains("what has arrived of owner/small is kept: the next time goes on from there"))
    #expect(arrived() >= 20_000 && hub.requests.last?.path.hasSuffix("/model.safetensors") == true)
    let next = try SmallHub.server()
    let second = try Program.run("", in: folder, input: "model load owner/small\n", environment: environment(next, folder))
    #expect(second.status == 0, "\(second.errors)")
    let starts = next.requests.filter { $0.method == "GET" && $0.path.hasSuffix("/model.safetensors") }.map(\.start)
    #expect(starts.count == 1 && starts[0] >= 20_000, "\(starts)")
  }

  /// PEFT's file says where the base model is; what was trained is measured with it, from the cache alone.
  @Test func adaptersNameTheModelAndItsRevision() throws {
    let (folder, hub) = (try TestFolder(), try SmallHub.server())
    var environment = self.environment(hub, folder)
    let dataset = Fixture.folder("parity").appending("dataset")
    let trained = try Program.run(
      "florence2 train --dataset=\(dataset) --model_id=owner/small --epochs=1 --batch_size=1 --output_dir=out", in: folder,
      environment: environment)
    #expect(trained.status == 0, "\(trained.errors)")
    struct Base: Decodable, Equatable { let base_model_name_or_path, revision: String? }
    let adapter = Data(try folder.bytes("out/1/checkpoints/latest/adapter_config.json"))
    let base = try JSONDecoder().decode(Base.self, from: adapter)
    #expect(base == Base(base_model_name_or_path: "owner/small", revision: "main"))
    let before = hub.requests.count
    environment["HF_HUB_OFFLINE"] = "1"
    let measured = try Program.run(
      "florence2 evaluate --checkpoint=out/1 --dataset=\(dataset) --output_dir=out", in: folder, environment: environment)
    #expect(measured.status == 0 && measured.output.hasPrefix("loss: "), "\(measured.errors)")
    #expect(hub.requests.count == before)
  }
}
