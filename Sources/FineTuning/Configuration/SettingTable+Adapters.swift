import LoRA
import Scoring

extension Setting {
  /// What adapters are like.
  static let adapters: [Setting] = [
    Setting("lora_r", \.loraRank, .integer(1...4096), .adapter, "the rank of the adapters")
      .advised(
        """
        More rank is more room to learn and more memory, though little: 8 does for most datasets, 16 or 32 for many classes or a \
        new alphabet. Raise lora_alpha along with it.
        """
      )
      .inLoRA("r").with(.decidedByAdapters),
    Setting(
      "lora_alpha", \.loraAlpha, .number(0...1e6), .adapter,
      "the adapters' strength: they are scaled by alpha / r, or alpha / sqrt(r) with use_rslora"
    )
    .advised("As large as lora_r, or twice that, is usual. Twice the alpha acts much like twice the lr, so change one of the two.")
    .inLoRA("alpha").with(.decidedByAdapters),
    Setting(
      "rank_pattern", \.rankPattern, .adapter, "ranks that some modules have in place of lora_r, each as PATTERN=RANK, such as fc2=16"
    )
    .advised(
      """
      A pattern is a module's name, its end after a dot, or a regular expression for either, as in PEFT: [fc2=16, 'layers[.][0-2][.].*=4']. \
      Of several that mean a module the first counts; one that means none is an error.
      """
    )
    .inLoRA("rank_pattern").with(.decidedByAdapters),
    Setting(
      "alpha_pattern", \.alphaPattern, .adapter,
      "alphas that some modules have in place of lora_alpha, each as PATTERN=ALPHA, such as fc2=32"
    )
    .advised("With a rank of its own a module usually wants an alpha to match. Patterns are those of rank_pattern.")
    .inLoRA("alpha_pattern").with(.decidedByAdapters),
    Setting("lora_dropout", \.loraDropout, .probability, .live, "the dropout on the adapters' input")
      .advised("0.05 to 0.1 helps small datasets to be less learnt by heart; 0 is exact and a little faster.")
      .inLoRA("dropout"),
    Setting("bias", \.bias, .adapter, "which biases train beside the adapters")
      .advised("none is usual. With all or lora_only the base model without the adapters is no longer quite what it was.")
      .inLoRA("bias").with(.decidedByAdapters),
    Setting("use_rslora", \.usesRSLoRA, .adapter, "rank-stabilised scaling")
      .advised("Keeps the strength of the adapters even when lora_r is large. Off, alpha / r makes higher ranks weaker.")
      .inLoRA("use_rslora").with(.decidedByAdapters),
    Setting("use_dora", \.usesDoRA, .adapter, "trains the length of each row of an adapted weight beside its direction (DoRA)")
      .advised(
        """
        Often learns a little more than plain adapters of the same rank, mostly with a small lora_r. A step takes longer and more memory: \
        with lora_dropout a second product for each adapted module. Merged, the model costs nothing more.
        """
      )
      .inLoRA("use_dora").with(.decidedByAdapters),
    Setting(
      "init_lora_weights", \.loraInitialization, .adapter, "how the adapters start; false changes the model at once"
    )
    .advised(
      """
      gaussian and true begin with adapters that change nothing. pissa (singular values), pissa_niter_16 (the same found by 16 rounds of a \
      faster way) and olora (QR) begin with the most important part of each weight, which learns faster; their adapters are saved with \
      twice the rank, so that they fit the model as it was. loftq rounds the weights to loftq_bits, and the adapters begin with what that \
      loses: for adapters that are to run on such a model; whoever reads them rounds again. false is for experiments.
      """
    )
    .inLoRA("init").with(.decidedByAdapters),
    Setting("loftq_bits", \.loftqBits, .integer(4...8), .adapter, "bits that init_lora_weights=loftq rounds weights to: 4 or 8")
      .inLoRA("loftq_bits").with(.decidedByAdapters),
    Setting(
      "loftq_iter", \.loftqIterations, .integer(1...LoftQ.iterationLimit), .adapter,
      "rounds of rounding and decomposing with init_lora_weights=loftq"
    )
    .inLoRA("loftq_iter").with(.decidedByAdapters),
  ]

  /// What becomes of a run, and how that is measured.
  static let outcome: [Setting] = [
    Setting("output_dir", \.outputFolder, .live, "where run folders are made")
      .with(.incidental, .local, .folder),
    Setting(
      "metrics", \.metrics, .live, "what validation measures beside the loss; detection: mean_average_precision, texts: the error rates"
    )
    .advised(
      """
      Detection: mean_average_precision (map50_95, map50, map75), and agnostic_average_precision for whether things are found at \
      all, whatever they are called. Reading text (OCR): character_error_rate and word_error_rate. Short answers (VQA): \
      exact_match, edit_distance. Captions: bleu, translation_error_rate. Each needs answers, which are generated one token after the \
      other: validation then takes many times as long as with the loss alone.
      """
    )
    .taking(MetricCatalog.all.map { ($0.name, "") } + MetricCatalog.values.map { ($0.name, "means \($0.metric.name), which gives it") })
    .with(.incidental),
    Setting(
      "best_by", \.bestBy, .live,
      "what decides which epoch is the best: auto (the first of metrics, by its main value, else the loss), loss, a metric or one of its values"
    )
    .suggesting(BestBy.suggestions)
    .advised(
      """
      The best epoch's checkpoint is kept beside the latest, and early_stopping_patience counts epochs without a better one. A metric \
      that is not among metrics is measured for it. The lowest \
      loss, which is what the original trainer goes by, is often that of an early epoch whose answers are still of no use. Of two equal \
      epochs the first is the better. An epoch of which the value is unknown is better than none, and among such the lowest loss counts.
      """),
    Setting(
      "score", \.detectionScore, .live, "how sure the model is of a box, by which boxes are ranked"
    )
    .advised(
      """
      probability is the geometric mean of the probabilities of the tokens of a box and its label. constant takes all boxes for equally \
      sure, in the order of the answer: the original trainer's ranking, for numbers to compare with.
      """
    )
    .with(.incidental),
  ]
}
