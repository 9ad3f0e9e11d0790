import Florence
import Training

extension Setting {
  /// What most trainings leave as it is.
  static let details: [Setting] = [
    Setting("seed", \.seed, .integer(0...Int.max), .adapter, "decides initialisation, order and dropout")
      .advised(
        """
        The same seed gives the same numbers bit for bit on the same kind of processor, whatever the number of threads. Compare \
        settings over two or three seeds before you believe a small difference.
        """),
    Setting(
      "max_grad_norm", \.maximumGradientNorm, .number(TrainingSettings.magnitudes), .live,
      "longer gradients are shortened to this; 0: never"
    )
    .advised("1 tames single steps that throw the loss upwards; `history` and `plot` show them."),
    Setting(
      "warmup_steps", \.warmupSteps, .integer(TrainingSettings.warmups), .live, "optimizer steps over which the learning rate rises from 0"
    )
    .advised(
      """
      A twentieth to a tenth of all steps keeps the first steps, when the optimizer knows nothing yet, from doing harm. Worth \
      it with high rates and training=full.
      """),
    Setting(
      "gradient_accumulation", \.gradientAccumulation, .integer(TrainingSettings.batchSizes), .live,
      "batches an optimizer step: a large batch in little memory"
    )
    .advised(
      """
      Gradients of so many batches are summed, weighed by their tokens, before the weights change: the same step as with one \
      large batch, in the memory of a small one, at no gain of time.
      """),
    Setting(
      "weight_decay", \.weightDecay, .number(TrainingSettings.magnitudes), .live,
      "how strongly weights are pulled towards 0; none: 0.01 for adamw, 0 otherwise"
    )
    .advised("With adapters and short runs it makes hardly a difference."),
    Setting(
      "freeze_vision", \.freezesVision, .adapter,
      "no adapters in the vision tower and projector, whose features are computed once and kept on disk"
    )
    .advised(
      """
      With true an epoch after the first is a good deal faster, as the vision tower (most of the work at 768 pixels) runs once \
      a picture, and takes much less memory. What it made of a picture is kept, so the next training on the same pictures is \
      fast from its first step: `help cache`. Good for OCR and VQA on ordinary pictures; for detection in unusual ones \
      (microscopes, X-rays, drawings) leave it false.
      """),
    Setting(
      "early_stopping_patience", \.earlyStoppingPatience, .integer(TrainingSettings.patiences), .live,
      "epochs without a better one, by best_by, before training ends; 0: off"
    )
    .advised("2 or 3 ends a run when it stops getting better. The best checkpoint is kept in any case."),
    Setting("loss_on_padding", \.countsPaddingInLoss, .live, "count padding as answer, as the original trainer does")
      .advised("For comparison with the original trainer alone: its numbers count padding as answers."),
    Setting(
      "location_smoothing", \.locationSmoothing, .number(0...100), .live,
      "standard deviation, in bins, over which a location's label is shared with its neighbours; 0: off"
    )
    .advised(
      """
      For a model that is trained from nothing: a place a few bins off is nearly right, and tokens of places that no picture has are learned \
      with their neighbours. The bundled model was trained with 8 first and 2 at the end; a short training did as well or better with 0, so \
      compare. The training loss is larger with it; validation measures the plain loss.
      """),
    Setting(
      "max_new_tokens", \.maximumNewTokens, .integer(1...65_536), .live,
      """
      the longest answer generated; none: twice the longest training answer and 16, or the longest of all; without a dataset the checkpoint's
      """
    )
    .advised("Generation is a token at a time, so it bounds what an evaluation costs. An answer that was cut says so (`truncated`).")
    .with(.incidental),
    Setting(
      "num_beams", \.beams, .integer(1...64), .live, "sequences that beam search follows; 1: greedy; none: the checkpoint's, else 3"
    )
    .advised(
      """
      Each beam costs about as much as a greedy answer: 3 takes a good deal longer than 1, for slightly better texts. 1 is \
      enough to watch a training with; for detection it changes little.
      """
    )
    .with(.incidental),
    Setting(
      "no_repeat_ngram_size", \.noRepeatNGramSize, .integer(0...64), .live,
      "token runs of this length never repeat in an answer; 0: off; none: the checkpoint's, else 3, but 0 where the dataset's answers need it"
    )
    .advised(
      """
      Keeps captions from going round in circles, and forbids answers that repeat a label, a shape or digits (boxes of one class, JSON, long \
      numbers). Unset, it is 0 as soon as one answer of the dataset, in any split, could not be given otherwise. A checkpoint that is saved \
      keeps what held.
      """
    )
    .with(.incidental),
    Setting(
      "repetition_penalty", \.repetitionPenalty, .number(0.01...100), .live,
      "makes tokens that an answer has already less likely by this factor; 1: off; none: the checkpoint's, else 1"
    )
    .with(.incidental),
    Setting(
      "length_penalty", \.lengthPenalty, .number(-100...100), .live,
      "beam search divides an answer's score by its length to this power: more is for longer answers; none: the checkpoint's, else 1"
    )
    .with(.incidental),
    Setting(
      "image_size", \.imageSize, .integer(32...ImagePreprocessing.extentLimit), .model,
      "pixels a side; none: what the checkpoint's preprocessor_config.json says"
    )
    .advised(
      """
      The model was trained at 768; work and memory grow with the square of it. Smaller pictures lose small objects and small \
      print first.
      """),
    Setting(
      "stretch_grey", \.stretchesGrey, .model,
      "grey pictures of 16 bits (X-rays, depth) are stretched from their darkest to their brightest pixel; false: all above 255 is white"
    )
    .advised("false is what the original trainer does. `dataset check` says how much of such pictures becomes white."),
    Setting(
      "threads", \.threads, .integer(1...1024), .live,
      "threads that compute; none: all cores that the program may use; results do not depend on it"
    )
    .advised(
      """
      All cores is fastest when nothing else runs. What the program may use is what taskset, a batch system or a container leaves it: the \
      affinity mask and the quota of the control group.
      """
    )
    .with(.incidental, .resumable, .local),
    Setting(
      "target_modules", \.targetModules, .adapter,
      "where adapters go: names of modules or their ends after a dot; or a regular expression for whole names; or all-linear"
    )
    .suggesting([(name: "all-linear", meaning: "every linear module but the language model's head")])
    .advised(
      """
      More modules learn more and take more memory. The default is the original trainer's choice, whose o_proj, linear and Conv2d \
      Florence-2 does not have: the queries, keys and values of the language model, the second halves of all feed-forwards, and the head. A \
      regular expression stands alone and in quotes: target_modules='.*decoder.*[.](q|v)_proj'. A name or expression that means no module \
      is an error that shows what there is.
      """
    )
    .inLoRA("targets").with(.decidedByAdapters),
    Setting("training", \.training, .adapter, "adapters, or every weight")
      .advised(
        """
        full changes every weight, and keeps a gradient and two moments for each, several times the model's size beside the \
        activations. It wants lower rates, and warm-up. lora learns nearly as much in a fraction of that, and its files are \
        small.
        """
      )
      .with(.decidedByAdapters),
    Setting("shuffle", \.shuffles, .live, "a new order of the samples each epoch"),
    Setting(
      "group_by_image", \.groupsByImage, .run, "samples of one picture come one after the other, and a batch looks at the picture once"
    )
    .advised(
      """
      For datasets that ask several questions about each picture: a sample then costs little more than its answer. A batch has \
      fewer different pictures, so raise batch_size: by the number of samples a picture, for as many pictures as before.
      """),
    Setting(
      "model_dropout", \.modelDropout, .probability, .live, "every dropout and drop path of the model; none: the checkpoint's own"
    )
    .advised("0 makes training exact to compare; the checkpoint's own 0.1 helps small datasets."),
    Setting(
      "save_every", \.saveEvery, .integer(0...Int.max), .live,
      "optimizer steps between saved states; 0: at every epoch's end and every five minutes"
    )
    .advised("A saved state is what `--resume` and a killed session go on from.")
    .with(.incidental),
    Setting("precision", \.precision, .model, "the precision of training"),
    Setting(
      "checkpointing", \.checkpointing, .run,
      "which activations are computed again in the backward rather than kept: less memory, more time"
    )
    .advised(
      """
      auto computes again what costs the most memory for the least work, 2 % of a step, and everything when a batch would fill more \
      than half of the machine. on keeps each layer's input alone, off keeps all. The numbers are the same.
      """
    )
    .with(.incidental),
  ]
}
