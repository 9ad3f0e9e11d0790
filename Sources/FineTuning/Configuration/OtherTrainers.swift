/// What settings are called by other trainers, the later versions of Roboflow's among them: such a name is an error, with a hint.
public enum OtherTrainers {
  /// What a setting of another trainer is called here; nil for a name that none is known by.
  ///
  /// - Parameter name: with underscores.
  public static func hint(forSetting name: String) -> String? { hints[name] }

  /// All of them.
  package static let hints: [String: String] = {
    let (batches, rate) = ("it is called gradient_accumulation here", "it is called lr here")
    return [
      "optimization_strategy":
        "lora is training=lora here, the default, none is training=full, freeze is freeze_vision=true, and for qlora there is "
        + "init_lora_weights=loftq",
      "accumulate_grad_batches": batches, "gradient_accumulation_steps": batches, "grad_accum_steps": batches,
      "learning_rate": rate, "lr0": rate,
      "random_seed": "it is called seed here",
      "max_epochs": "it is called epochs here", "num_epochs": "it is called epochs here", "num_train_epochs": "it is called epochs here",
      "val_batch": "it is called val_batch_size here", "per_device_train_batch_size": "it is called batch_size here",
      "per_device_eval_batch_size": "it is called val_batch_size here",
      "gradient_clip_val": "it is called max_grad_norm here", "early_stopping": "it is called early_stopping_patience here",
      "patience": "it is called early_stopping_patience here",
      "peft_advanced_params": "each has a setting of its own here: lora_r, lora_alpha, lora_dropout, target_modules and others",
      "beam_size": "it is called num_beams here", "max_length": "it is called max_new_tokens here",
    ]
  }()
}
