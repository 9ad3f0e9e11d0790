extension Setting {
  /// Every setting, in the order of help.
  public static let all: [Setting] = [
    Setting("dataset", \.dataset, "the folder with train, and optionally valid and test"),
    Setting("model_id", \.modelID, "a Hugging Face folder of a Florence-2 checkpoint, or tiny: a miniature with random weights"),
    Setting("revision", \.revision, "the revision of a model that comes from the hub"),
    Setting("device", \.device, "auto or cpu; there is no other"),
    Setting("cache_dir", \.cacheFolder, "where models from the hub are kept"),
    Setting("epochs", \.epochs, 1...1_000_000, isLive: true, "passes over the training split"),
    Setting("optimizer", \.optimizer, .choice(["adamw", "adam", "sgd"]), "how gradients change the weights"),
    Setting(
      "lr", \.learningRate, .number(0...1e6), isLive: true,
      "the learning rate; text reading and question answering want lower ones (1e-6) than detection (5e-6) with full-size models"),
    Setting(
      "lr_scheduler", \.scheduler, .choice(["linear", "cosine", "polynomial"]), isLive: true, "how the learning rate falls over the run"),
    Setting("batch_size", \.batchSize, 1...65_536, isLive: true, "samples a forward pass; memory grows with it"),
    Setting("val_batch_size", \.validationBatchSize, 1...65_536, isLive: true, "samples a validation pass; none: batch_size"),
    Setting("num_workers", \.workers, 0...256, isLive: true, "threads that decode the next batch in the background; 0: none"),
    Setting("val_num_workers", \.validationWorkers, 0...256, isLive: true, "the same for validation; none: num_workers"),
    Setting("lora_r", \.loraRank, 1...4096, "the rank of the adapters"),
    Setting(
      "lora_alpha", \.loraAlpha, .number(0...1e6),
      "the adapters' strength: they are scaled by alpha / r, or alpha / sqrt(r) with use_rslora"),
    Setting("lora_dropout", \.loraDropout, .probability, isLive: true, "the dropout on the adapters' input"),
    Setting("bias", \.bias, .choice(["none", "all", "lora_only"]), "which biases train beside the adapters"),
    Setting("use_rslora", \.usesRSLoRA, "rank-stabilised scaling"),
    Setting(
      "init_lora_weights", \.loraInitialization, .choice(["gaussian", "true", "false"]),
      "how the adapters start; false changes the model at once"),
    Setting("output_dir", \.outputFolder, .text, isLive: true, "where run folders are made"),
    Setting(
      "metrics", \.metrics, isLive: true,
      "what validation measures beside the loss; detection: mean_average_precision, texts: the error rates"),
    Setting("seed", \.seed, 0...Int.max, "decides initialisation, order and dropout"),
    Setting(
      "max_grad_norm", \.maximumGradientNorm, .number(0...1e6), isLive: true, "longer gradients are shortened to this; 0: never"),
    Setting("warmup_steps", \.warmupSteps, 0...1_000_000_000, isLive: true, "optimizer steps over which the learning rate rises from 0"),
    Setting(
      "gradient_accumulation", \.gradientAccumulation, 1...65_536, isLive: true, "batches an optimizer step: a large batch in little memory"
    ),
    Setting("weight_decay", \.weightDecay, .number(0...1e6), isLive: true, "none: 0.01 for adamw, 0 otherwise"),
    Setting("freeze_vision", \.freezesVision, "no adapters in the vision tower and projector, whose features are computed once and kept"),
    Setting(
      "early_stopping_patience", \.earlyStoppingPatience, 0...1_000_000, isLive: true,
      "epochs without a better validation loss before training ends; 0: off"),
    Setting("loss_on_padding", \.countsPaddingInLoss, isLive: true, "count padding as answer, as the original trainer does"),
    Setting(
      "max_new_tokens", \.maximumNewTokens, 1...65_536, isLive: true,
      "the longest answer generated; none: twice the longest training answer and 16"),
    Setting("num_beams", \.beams, 1...64, isLive: true, "sequences that beam search follows; 1: greedy"),
    Setting(
      "no_repeat_ngram_size", \.noRepeatNGramSize, 0...64, isLive: true, "token runs of this length never repeat in an answer; 0: off"),
    Setting("image_size", \.imageSize, 32...4096, "pixels a side; none: what the checkpoint's preprocessor_config.json says"),
    Setting("threads", \.threads, 1...1024, isLive: true, "none: all cores; results do not depend on it"),
    Setting("target_modules", \.targetModules, "where adapters go: a module's whole name, or its end after a dot"),
    Setting("training", \.training, .choice(["lora", "full"]), "adapters, or every weight"),
    Setting("shuffle", \.shuffles, isLive: true, "a new order of the samples each epoch"),
    Setting(
      "model_dropout", \.modelDropout, .probability, isLive: true, "every dropout and drop path of the model; none: the checkpoint's own"),
    Setting(
      "save_every", \.saveEvery, 0...Int.max, isLive: true,
      "optimizer steps between saved states; 0: at every epoch's end and every five minutes"),
    Setting("precision", \.precision, .choice(["float32"]), "the precision of training"),
    Setting(
      "checkpointing", \.checkpointing, .choice(["auto", "on", "off"]),
      "keep each layer's input alone and compute the rest again in the backward: less memory, more time"),
  ]

  /// The setting called `name`.
  public static func named(_ name: String) -> Setting? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
