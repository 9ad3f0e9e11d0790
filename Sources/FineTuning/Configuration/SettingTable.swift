import Datasets
import Scoring

extension Setting {
  /// Every setting, in the order of help.
  public static let all: [Setting] = [
    Setting("dataset", \.dataset, "the folder with train, and optionally valid and test")
      .advised(
        """
        A split folder holds its images and annotations.jsonl. `dataset synthesize ./shapes` draws one to try with; `dataset \
        load PATH` opens and checks one, and sets this.
        """),
    Setting(
      "dataset_format", \.datasetFormat, .choice(["auto"] + DatasetFormat.allCases.map(\.rawValue)),
      "the layout of the dataset's folder; auto: found out from what is in it"
    )
    .advised(
      """
      jsonl is the trainer's own. Folders of the formats COCO (coco), YOLO (yolo) and Pascal VOC (voc) are read as samples of <OD>; \
      `dataset convert` turns them into jsonl.
      """),
    Setting(
      "dataset_split", \.datasetSplit, "how a dataset without splits is shared among train, valid and test; none: 80/10/10"
    )
    .advised("Samples of one picture, and pictures of the same bytes, stay together. 80/20 makes no test split."),
    Setting("dataset_seed", \.datasetSeed, 0...Int.max, "another seed shares a dataset without splits otherwise"),
    Setting(
      "dataset_policy", \.datasetPolicy, .choice(DatasetOptions.Policy.allCases.map(\.rawValue)),
      "strict: a dataset with faults is refused; skip: samples at fault are left out, and it says which"
    )
    .advised("`dataset check` lists all faults at once. skip decodes every picture each time that the dataset is opened."),
    Setting(
      "model_id", \.modelID,
      """
      a Florence-2 checkpoint: a Hugging Face folder, or OWNER/NAME on the hub; or nano, a small trained model, or tiny, a miniature with \
      random weights
      """
    )
    .suggesting(LoadedModel.builtIn)
    .advised(
      """
      `model load microsoft/Florence-2-base-ft` fetches that checkpoint, `model load PATH` opens a folder; both set this. nano and tiny \
      need no files and train in seconds. nano is trained on drawn scenes and goes on from there; tiny shows the whole way and knows \
      nothing. Full-size models are Florence-2-base (0.23 B parameters) and -large (0.77 B).
      """),
    Setting("revision", \.revision, "the revision of a model that comes from the hub: a branch, a tag or a commit")
      .advised("The default is that of the original trainer and belongs to one model: where there is none of that name, it means main."),
    Setting("device", \.device, "auto or cpu; there is no other"),
    Setting(
      "cache_dir", \.cacheFolder,
      "where image features are kept, and models from the hub; none: ~/.cache/maestro, and Hugging Face's cache"
    )
    .advised(
      """
      Features of a frozen vision tower lie in the folder features there; `cache` tells how many, `cache clear` removes them. \
      none means $XDG_CACHE_HOME/maestro where that variable is set. Trainings and programs may share one.
      """),
    Setting("epochs", \.epochs, 1...1_000_000, isLive: true, "passes over the training split")
      .advised(
        """
        A few hundred samples want 5 to 20. Watch the validation loss: once it rises, more epochs only learn the training split \
        by heart. Raised in mid-run, the schedule stretches over what is left.
        """),
    Setting("optimizer", \.optimizer, .choice(["adamw", "adam", "sgd"]), "how gradients change the weights")
      .advised(
        """
        adamw is the right one nearly always. It keeps two numbers a trained weight; sgd keeps none, and wants far higher \
        learning rates.
        """),
    Setting("lr", \.learningRate, .number(0...1e6), isLive: true, "the learning rate")
      .advised(
        """
        With full-size models begin at 5e-6 for detection and at 1e-6 for reading text (OCR) and answering questions (VQA): \
        their answers are nearer to what the model does already, and higher rates undo it. If the loss jumps or becomes nan, \
        take a tenth; if it hardly falls in an epoch, take three times as much. Adapters bear higher rates than training=full. \
        The miniature tiny wants about 2e-3.
        """),
    Setting(
      "lr_scheduler", \.scheduler, .choice(["linear", "cosine", "polynomial"]), isLive: true, "how the learning rate falls over the run"
    )
    .advised(
      """
      linear falls evenly to 0 at the run's last step; cosine stays high longer and falls faster in the middle; polynomial \
      goes to nearly 0. The difference is small beside that of lr itself.
      """),
    Setting("batch_size", \.batchSize, 1...65_536, isLive: true, "samples a forward pass; memory grows with it")
      .advised(
        """
        Memory is what bounds it: the base model with adapters takes about 1.9 GB at batch 1, and each further sample 1.2 GB more. On \
        a CPU a larger batch is hardly faster a sample. For smoother steps without memory raise gradient_accumulation: batch_size \
        times gradient_accumulation is what counts for learning.
        """),
    Setting("val_batch_size", \.validationBatchSize, 1...65_536, isLive: true, "samples a validation pass; none: batch_size")
      .advised("Validation keeps no gradients, so more samples fit than in training."),
    Setting("num_workers", \.workers, 0...256, isLive: true, "threads that decode the next batch in the background; 0: none")
      .advised("Decoding costs little beside a training step on a CPU; 1 hides it when the images are large."),
    Setting(
      "val_num_workers", \.validationWorkers, 0...256, isLive: true, "threads that decode the next validation batch; none: num_workers"),
    Setting("lora_r", \.loraRank, 1...4096, "the rank of the adapters")
      .advised(
        """
        More rank is more room to learn and more memory, though little: 8 does for most datasets, 16 or 32 for many classes or a \
        new alphabet. Raise lora_alpha along with it.
        """),
    Setting(
      "lora_alpha", \.loraAlpha, .number(0...1e6),
      "the adapters' strength: they are scaled by alpha / r, or alpha / sqrt(r) with use_rslora"
    )
    .advised("As large as lora_r, or twice that, is usual. Twice the alpha acts much like twice the lr, so change one of the two."),
    Setting("rank_pattern", \.rankPattern, "ranks that some modules have in place of lora_r, each as PATTERN=RANK, such as fc2=16")
      .advised(
        """
        A pattern is a module's name, its end after a dot, or a regular expression for either, as in PEFT: [fc2=16, 'layers[.][0-2][.].*=4']. \
        Of several that mean a module the first counts; one that means none is an error.
        """),
    Setting("alpha_pattern", \.alphaPattern, "alphas that some modules have in place of lora_alpha, each as PATTERN=ALPHA, such as fc2=32")
      .advised("With a rank of its own a module usually wants an alpha to match. Patterns are those of rank_pattern."),
    Setting("lora_dropout", \.loraDropout, .probability, isLive: true, "the dropout on the adapters' input")
      .advised("0.05 to 0.1 helps small datasets to be less learnt by heart; 0 is exact and a little faster."),
    Setting("bias", \.bias, .choice(["none", "all", "lora_only"]), "which biases train beside the adapters")
      .advised("none is usual. With all or lora_only the base model without the adapters is no longer quite what it was."),
    Setting("use_rslora", \.usesRSLoRA, "rank-stabilised scaling")
      .advised("Keeps the strength of the adapters even when lora_r is large. Off, alpha / r makes higher ranks weaker."),
    Setting("use_dora", \.usesDoRA, "trains the length of each row of an adapted weight beside its direction (DoRA)")
      .advised(
        """
        Often learns a little more than plain adapters of the same rank, mostly with a small lora_r. A step takes longer and more memory: \
        with lora_dropout a second product for each adapted module. Merged, the model costs nothing more.
        """),
    Setting(
      "init_lora_weights", \.loraInitialization, .choice(["gaussian", "true", "false", "pissa", "pissa_niter_N", "olora", "loftq"]),
      "how the adapters start; false changes the model at once"
    )
    .advised(
      """
      gaussian and true begin with adapters that change nothing. pissa (singular values), pissa_niter_16 (the same found by 16 rounds of a \
      faster way) and olora (QR) begin with the most important part of each weight, which learns faster; their adapters are saved with \
      twice the rank, so that they fit the model as it was. loftq rounds the weights to loftq_bits, and the adapters begin with what that \
      loses: for adapters that are to run on such a model; whoever reads them rounds again. false is for experiments.
      """),
    Setting("loftq_bits", \.loftqBits, 4...8, "bits that init_lora_weights=loftq rounds weights to: 4 or 8"),
    Setting("loftq_iter", \.loftqIterations, 1...100, "rounds of rounding and decomposing with init_lora_weights=loftq"),
    Setting("output_dir", \.outputFolder, .text, isLive: true, "where run folders are made"),
    Setting(
      "metrics", \.metrics, isLive: true,
      "what validation measures beside the loss; detection: mean_average_precision, texts: the error rates"
    )
    .advised(
      """
      Detection: mean_average_precision (map50_95, map50, map75), and agnostic_average_precision for whether things are found at \
      all, whatever they are called. Reading text (OCR): character_error_rate and word_error_rate. Short answers (VQA): \
      exact_match, edit_distance. Captions: bleu, translation_error_rate. Each needs answers, which are generated one token after the \
      other: validation then takes many times as long as with the loss alone.
      """
    )
    .taking(MetricCatalog.all.map(\.name)),
    Setting(
      "score", \.detectionScore, .choice(["probability", "constant"]), isLive: true,
      "how sure the model is of a box, by which boxes are ranked"
    )
    .advised(
      """
      probability is the geometric mean of the probabilities of the tokens of a box and its label. constant takes all boxes for equally \
      sure, in the order of the answer: the original trainer's ranking, for numbers to compare with.
      """),
    Setting("seed", \.seed, 0...Int.max, "decides initialisation, order and dropout")
      .advised(
        """
        The same seed gives the same numbers bit for bit on the same kind of processor, whatever the number of threads. Compare \
        settings over two or three seeds before you believe a small difference.
        """),
    Setting(
      "max_grad_norm", \.maximumGradientNorm, .number(0...1e6), isLive: true, "longer gradients are shortened to this; 0: never"
    )
    .advised("1 tames single steps that throw the loss upwards; `history` and `plot` show them."),
    Setting("warmup_steps", \.warmupSteps, 0...1_000_000_000, isLive: true, "optimizer steps over which the learning rate rises from 0")
      .advised(
        """
        A twentieth to a tenth of all steps keeps the first steps, when the optimizer knows nothing yet, from doing harm. Worth \
        it with high rates and training=full.
        """),
    Setting(
      "gradient_accumulation", \.gradientAccumulation, 1...65_536, isLive: true, "batches an optimizer step: a large batch in little memory"
    )
    .advised(
      """
      Gradients of so many batches are summed, weighed by their tokens, before the weights change: the same step as with one \
      large batch, in the memory of a small one, at no gain of time.
      """),
    Setting(
      "weight_decay", \.weightDecay, .number(0...1e6), isLive: true,
      "how strongly weights are pulled towards 0; none: 0.01 for adamw, 0 otherwise"
    )
    .advised("With adapters and short runs it makes hardly a difference."),
    Setting(
      "freeze_vision", \.freezesVision, "no adapters in the vision tower and projector, whose features are computed once and kept on disk"
    )
    .advised(
      """
      With true an epoch after the first is a good deal faster, as the vision tower (most of the work at 768 pixels) runs once \
      a picture, and takes much less memory. What it made of a picture is kept, so the next training on the same pictures is \
      fast from its first step: `help cache`. Good for OCR and VQA on ordinary pictures; for detection in unusual ones \
      (microscopes, X-rays, drawings) leave it false.
      """),
    Setting(
      "early_stopping_patience", \.earlyStoppingPatience, 0...1_000_000, isLive: true,
      "epochs without a better validation loss before training ends; 0: off"
    )
    .advised("2 or 3 ends a run when it stops getting better. The best checkpoint is kept in any case."),
    Setting("loss_on_padding", \.countsPaddingInLoss, isLive: true, "count padding as answer, as the original trainer does")
      .advised("For comparison with the original trainer alone: its numbers count padding as answers."),
    Setting(
      "location_smoothing", \.locationSmoothing, .number(0...100), isLive: true,
      "standard deviation, in bins, over which a location's label is shared with its neighbours; 0: off"
    )
    .advised(
      """
      For a model that is trained from nothing: a place a few bins off is nearly right, and tokens of places that no picture has are learned \
      with their neighbours. The bundled model was trained with 8 first and 2 at the end; a short training did as well or better with 0, so \
      compare. The training loss is larger with it; validation measures the plain loss.
      """),
    Setting(
      "max_new_tokens", \.maximumNewTokens, 1...65_536, isLive: true,
      "the longest answer generated; none: twice the longest training answer and 16"
    )
    .advised("Generation is a token at a time, so it bounds what an evaluation costs. An answer that was cut says so (`truncated`)."),
    Setting("num_beams", \.beams, 1...64, isLive: true, "sequences that beam search follows; 1: greedy")
      .advised(
        """
        Each beam costs about as much as a greedy answer: 3 takes a good deal longer than 1, for slightly better texts. 1 is \
        enough to watch a training with; for detection it changes little.
        """),
    Setting(
      "no_repeat_ngram_size", \.noRepeatNGramSize, 0...64, isLive: true, "token runs of this length never repeat in an answer; 0: off"
    )
    .advised(
      """
      Keeps captions from going round in circles. Repeated labels or digits in true answers (many boxes of one class, long \
      numbers) want 0.
      """),
    Setting("image_size", \.imageSize, 32...4096, "pixels a side; none: what the checkpoint's preprocessor_config.json says")
      .advised(
        """
        The model was trained at 768; work and memory grow with the square of it. Smaller pictures lose small objects and small \
        print first.
        """),
    Setting("threads", \.threads, 1...1024, isLive: true, "threads that compute; none: all cores; results do not depend on it")
      .advised("All cores is fastest when nothing else runs."),
    Setting(
      "target_modules", \.targetModules,
      "where adapters go: names of modules or their ends after a dot; or a regular expression for whole names; or all-linear"
    )
    .suggesting([(name: "all-linear", meaning: "every linear module but the language model's head")])
    .advised(
      """
      More modules learn more and take more memory. The default is the original trainer's choice, whose o_proj, linear and Conv2d \
      Florence-2 does not have: the queries, keys and values of the language model, the second halves of all feed-forwards, and the head. A \
      regular expression stands alone and in quotes: target_modules='.*decoder.*[.](q|v)_proj'. A name or expression that means no module \
      is an error that shows what there is.
      """),
    Setting("training", \.training, .choice(["lora", "full"]), "adapters, or every weight")
      .advised(
        """
        full changes every weight, and keeps a gradient and two moments for each, several times the model's size beside the \
        activations. It wants lower rates, and warm-up. lora learns nearly as much in a fraction of that, and its files are \
        small.
        """),
    Setting("shuffle", \.shuffles, isLive: true, "a new order of the samples each epoch"),
    Setting(
      "group_by_image", \.groupsByImage, "samples of one picture come one after the other, and a batch looks at the picture once"
    )
    .advised(
      """
      For datasets that ask several questions about each picture: a sample then costs little more than its answer. A batch has \
      fewer different pictures, so raise batch_size: by the number of samples a picture, for as many pictures as before.
      """),
    Setting(
      "model_dropout", \.modelDropout, .probability, isLive: true, "every dropout and drop path of the model; none: the checkpoint's own"
    )
    .advised("0 makes training exact to compare; the checkpoint's own 0.1 helps small datasets."),
    Setting(
      "save_every", \.saveEvery, 0...Int.max, isLive: true,
      "optimizer steps between saved states; 0: at every epoch's end and every five minutes"
    )
    .advised("A saved state is what `--resume` and a killed session go on from."),
    Setting("precision", \.precision, .choice(["float32"]), "the precision of training"),
    Setting(
      "checkpointing", \.checkpointing, .choice(["auto", "on", "off"]),
      "which activations are computed again in the backward rather than kept: less memory, more time"
    )
    .advised(
      """
      auto computes again what costs the most memory for the least work, 2 % of a step, and everything when a batch would fill more \
      than half of the machine. on keeps each layer's input alone, off keeps all. The numbers are the same.
      """),
  ]

  /// The setting called `name`.
  public static func named(_ name: String) -> Setting? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
