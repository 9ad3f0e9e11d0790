import Datasets
import Training

extension Setting {
  /// Every setting, in the order of help.
  public static let all = sources + steps + adapters + outcome + details

  /// The setting called `name`.
  public static func named(_ name: String) -> Setting? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The setting of a property.
  package static func of(_ path: PartialKeyPath<Configuration>) -> Setting {
    guard let setting = all.first(where: { $0.isOf(path) }) else { preconditionFailure("\(path) is no setting") }
    return setting
  }

  /// What a model learns from, and what learns.
  private static let sources: [Setting] = [
    Setting("dataset", \.dataset, .dataset, "the folder with train, and optionally valid and test")
      .advised(
        """
        A split folder holds its images and annotations.jsonl. `dataset synthesize ./shapes` draws one to try with; `dataset \
        load PATH` opens and checks one, and sets this.
        """
      )
      .with(.resumable, .folder),
    Setting(
      "dataset_format", \.datasetFormat, unset: "auto", .dataset, "the layout of the dataset's folder; auto: found out from what is in it"
    )
    .advised(
      """
      jsonl is the trainer's own. Folders of the formats COCO (coco), YOLO (yolo) and Pascal VOC (voc) are read as samples of <OD>; \
      `dataset convert` turns them into jsonl.
      """),
    Setting(
      "dataset_split", \.datasetSplit, .dataset, "how a dataset without splits is shared among train, valid and test; none: 80/10/10"
    )
    .advised("Samples of one picture, and pictures of the same bytes, stay together. 80/20 makes no test split."),
    Setting("dataset_seed", \.datasetSeed, .integer(0...Int.max), .dataset, "another seed shares a dataset without splits otherwise"),
    Setting(
      "dataset_policy", \.datasetPolicy, .dataset,
      "strict: a dataset with faults is refused; skip: samples at fault are left out, and it says which; clip: boxes are cut at the edge of "
        + "their picture"
    )
    .taking(DatasetOptions.Policy.meanings)
    .advised(
      """
      `dataset check` lists all faults at once. skip decodes every picture each time that the dataset is opened, and leaves the second of two \
      equal boxes out. [skip, clip] does both: what can be cut is cut, the rest is left out.
      """),
    Setting(
      "model_id", \.modelID, .model,
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
      """
    )
    .with(.folder),
    Setting("revision", \.revision, .model, "the revision of a model that comes from the hub: a branch, a tag or a commit")
      .advised("The default is that of the original trainer and belongs to one model: where there is none of that name, it means main."),
    Setting("device", \.device, .run, "auto or cpu; there is no other")
      .with(.incidental, .local),
    Setting(
      "cache_dir", \.cacheFolder, .model,
      "where image features are kept, and models from the hub; none: ~/.cache/maestro, and Hugging Face's cache"
    )
    .advised(
      """
      Features of a frozen vision tower lie in the folder features there; `cache` tells how many, `cache clear` removes them. \
      none means $XDG_CACHE_HOME/maestro where that variable is set. Trainings and programs may share one.
      """
    )
    .with(.incidental, .local, .folder),
  ]

  /// How the weights change, step by step.
  private static let steps: [Setting] = [
    Setting("epochs", \.epochs, .integer(TrainingSettings.epochCounts), .live, "passes over the training split")
      .advised(
        """
        A few hundred samples want 5 to 20. Watch the validation loss: once it rises, more epochs only learn the training split \
        by heart. Raised in mid-run, the schedule stretches over what is left.
        """
      )
      .with(.resumable),
    Setting("optimizer", \.optimizer, .run, "how gradients change the weights")
      .advised(
        """
        adamw is the right one nearly always. It keeps two numbers a trained weight; sgd keeps none, and wants far higher \
        learning rates.
        """),
    Setting("lr", \.learningRate, .number(TrainingSettings.magnitudes), .live, "the learning rate")
      .advised(
        """
        With full-size models begin at 5e-6 for detection and at 1e-6 for reading text (OCR) and answering questions (VQA): \
        their answers are nearer to what the model does already, and higher rates undo it. If the loss jumps or becomes nan, \
        take a tenth; if it hardly falls in an epoch, take three times as much. Adapters bear higher rates than training=full. \
        The miniature tiny wants about 2e-3.
        """),
    Setting(
      "lr_scheduler", \.scheduler, .live, "how the learning rate falls over the run"
    )
    .advised(
      """
      linear falls evenly to 0 at the run's last step; cosine stays high longer and falls faster in the middle; polynomial \
      goes to nearly 0. The difference is small beside that of lr itself.
      """),
    Setting("batch_size", \.batchSize, .integer(TrainingSettings.batchSizes), .live, "samples a forward pass; memory grows with it")
      .advised(
        """
        Memory is what bounds it: the base model with adapters takes about 1.9 GB at batch 1, and each further sample 1.2 GB more. On \
        a CPU a larger batch is hardly faster a sample. For smoother steps without memory raise gradient_accumulation: batch_size \
        times gradient_accumulation is what counts for learning.
        """),
    Setting(
      "val_batch_size", \.validationBatchSize, .integer(TrainingSettings.batchSizes), .live, "samples a validation pass; none: batch_size"
    )
    .advised("Validation keeps no gradients, so more samples fit than in training.")
    .with(.incidental),
    Setting(
      "num_workers", \.workers, .integer(TrainingSettings.workerCounts), .live,
      "threads that decode the next batch in the background; 0: none"
    )
    .advised("Decoding costs little beside a training step on a CPU; 1 hides it when the images are large.")
    .with(.incidental),
    Setting(
      "val_num_workers", \.validationWorkers, .integer(TrainingSettings.workerCounts), .live,
      "threads that decode the next validation batch; none: num_workers"
    )
    .with(.incidental),
  ]
}
