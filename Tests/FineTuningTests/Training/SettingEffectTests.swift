import Datasets
import FineTuning
import Tensors
import TestSupport
import Testing

/// Settings reach the training: one that says something else gives other numbers, one that must not matter gives the same.
@Suite(.serialized) struct SettingEffectTests {
  @Test func whatShapesTheRunChangesItsNumbers() throws {
    let small = try SmallRun()
    let base = try small.losses()
    #expect(try small.losses() == base)
    let changes: [(String, (inout Configuration) -> Void)] = [
      ("optimizer", { $0.optimizer = .sgd }), ("lr", { $0.learningRate = 2e-3 }), ("lr_scheduler", { $0.scheduler = .cosine }),
      ("lr_scheduler", { $0.scheduler = .polynomial }), ("batch_size", { $0.batchSize = 3 }), ("lora_r", { $0.loraRank = 4 }),
      ("lora_alpha", { $0.loraAlpha = 16 }), ("lora_dropout", { $0.loraDropout = 0 }), ("bias", { $0.bias = .all }),
      ("use_rslora", { $0.usesRSLoRA = false }), ("init_lora_weights", { $0.loraInitialization = .kaiming }),
      ("init_lora_weights", { $0.loraInitialization = .random }), ("init_lora_weights", { $0.loraInitialization = .pissa }),
      ("init_lora_weights", { $0.loraInitialization = .pissaIterations(2) }), ("init_lora_weights", { $0.loraInitialization = .olora }),
      ("init_lora_weights", { $0.loraInitialization = .loftq }), ("seed", { $0.seed = 1 }),
      ("rank_pattern", { $0.rankPattern = ["fc2": 3] }), ("alpha_pattern", { $0.alphaPattern = [".*decoder.*q_proj": 3] }),
      ("use_dora", { $0.usesDoRA = true }), ("target_modules", { $0.targetModules = .allLinear }),
      ("target_modules", { $0.targetModules = .pattern(".*decoder.*[.](q|v)_proj") }),
      (
        "max_grad_norm",
        {
          $0.maximumGradientNorm = 1e-3; $0.optimizer = .sgd
        }
      ), ("warmup_steps", { $0.warmupSteps = 2 }),
      ("gradient_accumulation", { $0.gradientAccumulation = 2 }), ("weight_decay", { $0.weightDecay = 0.5 }),
      ("freeze_vision", { $0.freezesVision = true }), ("loss_on_padding", { $0.countsPaddingInLoss = true }),
      ("location_smoothing", { $0.locationSmoothing = 8 }),
      ("image_size", { $0.imageSize = 96 }), ("target_modules", { $0.targetModules = .names(["q_proj"]) }),
      ("training", { $0.training = .full }), ("shuffle", { $0.shuffles = false }), ("model_dropout", { $0.modelDropout = 0 }),
    ]
    for (name, change) in changes { #expect(try small.losses(change) != base, "\(name)") }
  }

  @Test func whatMustNotMatterDoesNot() throws {
    let small = try SmallRun()
    let base = try small.losses()
    let changes: [(String, (inout Configuration) -> Void)] = [
      ("threads", { $0.threads = 3 }), ("num_workers", { $0.workers = 3 }), ("val_num_workers", { $0.validationWorkers = 2 }),
      ("val_batch_size", { $0.validationBatchSize = 1 }), ("save_every", { $0.saveEvery = 1 }), ("num_beams", { $0.beams = 1 }),
      ("checkpointing", { $0.checkpointing = .on }), ("metrics", { $0.metrics = [] }),
    ]
    for (name, change) in changes { #expect(try small.losses(change) == base, "\(name)") }
  }

  @Test func memoryDoesNotGrow() throws {
    var small = try SmallRun(.init(train: 32, valid: 0, test: 0))
    small.configuration.epochs = 2
    small.configuration.shuffles = false
    // A pool of its own: other tests take from the program's.
    try StoragePool.$current.withValue(StoragePool()) {
      var reserved: [Int] = []
      _ = try small.finished(onEvent: { event in
        if case .step = event { reserved.append(StoragePool.current.reservedBytes) }
      })
      #expect(reserved.count == 32)
      #expect(reserved[0] > 0)
      // The first epoch has seen every shape of the second, which adds nothing to it.
      #expect(Set(reserved[16...]).count == 1, "\(reserved)")
      #expect(reserved[31] == reserved[15])
    }
  }
}
