import FineTuning
import Foundation
import LoRA
import SystemPackage
import TestSupport
import Testing

@Suite struct FrozenVisionTests {
  @Test func cachedFeaturesGiveTheLossesOfRecomputedOnes() throws {
    let small = try SmallRun()
    var cached: [Double] = []
    // Without dropout: a frozen vision tower has no drop path, and a dropout's chance belongs to its place among all that were passed.
    let frozen = try small.finished {
      $0.freezesVision = true
      $0.modelDropout = 0
      $0.loraDropout = 0
      $0.workers = 1
    } onEvent: { event in
      if case .step(let report, _) = event { cached.append(report.loss) }
    }
    let names = try modules(of: frozen.folder.latest)
    #expect(names.count > 4)
    #expect(names.filter { $0.contains("vision") || $0.contains("projector") || $0.contains("image_proj") } == [])
    let recomputed = try small.losses {
      $0.targetModules = .names(names)
      $0.modelDropout = 0
      $0.loraDropout = 0
    }
    #expect(cached.count == 6)
    #expect(Set(cached).count > 1)
    for (one, other) in zip(cached, recomputed) { #expect(abs(one - other) <= 1e-5 * abs(other), "\(one) \(other)") }
  }

  @Test func otherwiseVisionHasAdapters() throws {
    let small = try SmallRun()
    let names = try modules(of: small.finished { $0.epochs = 1 }.folder.latest)
    #expect(names.sorted() == ["Conv2d", "fc2", "k_proj", "linear", "lm_head", "o_proj", "q_proj", "v_proj"])
  }

  private func modules(of checkpoint: FilePath) throws -> [String] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: checkpoint.appending("adapter_config.json").string))
    let object = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
    return object?["target_modules"] as? [String] ?? []
  }
}
