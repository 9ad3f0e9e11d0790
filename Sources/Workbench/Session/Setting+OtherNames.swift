import FineTuning

extension Setting {
  /// What the trainers of transformers and Keras, and PEFT, call it: for advice.
  var otherNames: [String] { Self.otherNames[name] ?? [] }

  private static let otherNames: [String: [String]] = [
    "lr": ["learning_rate", "learningrate", "rate"],
    "lr_scheduler": ["scheduler", "lr_scheduler_type", "schedule"],
    "batch_size": ["batch", "batchsize", "bs", "per_device_train_batch_size", "train_batch_size"],
    "val_batch_size": ["per_device_eval_batch_size", "eval_batch_size"],
    "gradient_accumulation": ["gradient_accumulation_steps", "accumulation_steps", "accumulation", "grad_accum"],
    "epochs": ["num_epochs", "num_train_epochs", "max_epochs"],
    "max_grad_norm": ["clip", "grad_clip", "gradient_clipping", "clipnorm"],
    "warmup_steps": ["warmup"],
    "weight_decay": ["wd", "decay"],
    "optimizer": ["optim"],
    "lora_r": ["rank"],
    "lora_alpha": ["alpha"],
    "lora_dropout": ["dropout"],
    "early_stopping_patience": ["patience", "early_stopping"],
    "num_beams": ["beams", "beam_size"],
    "max_new_tokens": ["max_length", "max_tokens"],
    "num_workers": ["workers"],
    "precision": ["dtype", "fp16", "bf16"],
    "checkpointing": ["gradient_checkpointing"],
    "seed": ["random_seed", "random_state"],
    "output_dir": ["output", "project"],
    "image_size": ["imgsz", "img_size", "resolution"],
    "model_id": ["model_name", "model_name_or_path"],
  ]
}
