import LoRA

/// How adapters begin, as PEFT's `init_lora_weights` has it.
public enum AdapterInitialization: Sendable, Hashable {
  /// A from N(0, 1/rank), B zero: the model begins as it was.
  case gaussian
  /// A from U(-1/√inputs, 1/√inputs), B zero; PEFT's `true`.
  case kaiming
  /// Both by chance, so that the model changes at once; PEFT's `false`.
  case random
  /// The largest singular values of each weight.
  case pissa
  /// Nearly those, found by so many rounds, from 0 to 999, of a faster way.
  case pissaIterations(Int)
  /// The first rows and columns of each weight's QR decomposition.
  case olora
  /// What is lost when each weight is rounded to `Configuration.loftqBits`.
  case loftq

  /// That of adapters that are there.
  init(of adapters: LoRAConfiguration) {
    self =
      switch adapters.decomposition {
      case nil: Self(adapters.initialization)
      case .loftq?: .loftq
      case let decomposition?: Self(decomposition)
      }
  }

  private init(_ initialization: LoRAConfiguration.Initialization) {
    self =
      switch initialization {
      case .gaussian: .gaussian
      case .kaiming: .kaiming
      case .random: .random
      }
  }

  private init(_ decomposition: WeightDecomposition) {
    self =
      switch decomposition {
      case .pissa: .pissa
      case .pissaIterations(let count): .pissaIterations(count)
      case .olora: .olora
      case .loftq: .loftq
      }
  }

  /// How A and B are drawn where nothing is taken out of the weights.
  var drawing: LoRAConfiguration.Initialization {
    switch self {
    case .kaiming: .kaiming
    case .random: .random
    case .gaussian, .pissa, .pissaIterations, .olora, .loftq: .gaussian
    }
  }

  /// What is taken out of the weights; nil: nothing.
  ///
  /// - Parameter loftq: the settings of that beginning.
  func decomposition(loftq: LoftQ?) -> WeightDecomposition? {
    switch self {
    case .gaussian, .kaiming, .random: nil
    case .pissa: .pissa
    case .pissaIterations(let count): .pissaIterations(count)
    case .olora: .olora
    case .loftq: loftq.map { .loftq($0) }
    }
  }
}

extension AdapterInitialization: SettingType {
  private static let loftqName = "loftq"

  static var kind: Setting.Kind { .choice(["gaussian", "true", "false", "pissa", "pissa_niter_N", "olora", loftqName]) }

  init?(setting value: SettingValue) {
    guard case .text(let name) = value else { return nil }
    if let initialization = LoRAConfiguration.Initialization(rawValue: name) {
      self.init(initialization)
    } else if let decomposition = WeightDecomposition(name: name) {
      self.init(decomposition)
    } else {
      guard name == Self.loftqName else { return nil }
      self = .loftq
    }
  }

  var settingValue: SettingValue {
    .text(self == .loftq ? Self.loftqName : decomposition(loftq: nil)?.name ?? drawing.rawValue)
  }
}
