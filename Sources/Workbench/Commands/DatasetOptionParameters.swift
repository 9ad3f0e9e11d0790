import Datasets
import FineTuning
import Script

/// The parameters by which a dataset's folder is read.
enum DatasetOptionParameters {
  static let format = Parameter.named(
    "format", .choice([Choice("auto", "found out from what is there")] + DatasetFormat.allCases.map { Choice($0.rawValue, $0.meaning) }),
    default: "auto", "how the folder is laid out")
  static let split = Parameter.named(
    "split", .value, or: "80/10/10", "the shares of train, valid and test in a folder without splits: 80/10/10, or [80, 10, 10]")
  static let seed = Parameter.named(
    "seed", Setting.of(\.datasetSeed).ownType, default: .integer(Configuration().datasetSeed), "another seed shares it otherwise")
  static let policy = Parameter.named(
    "policy", .list(of: .choice(DatasetOptions.Policy.meanings.map { Choice($0.name, $0.meaning) })), or: "the setting dataset_policy",
    "what happens to samples at fault; [skip, clip] does both")

  static let all = [format, split, seed, policy]

  /// Puts what was given into `configuration`, the defaults otherwise; the policy stays as it is set.
  ///
  /// - Throws: `ArgumentFault` when the shares are none, or the policy says several things that exclude each other.
  static func take(_ arguments: Arguments, into configuration: inout Configuration) throws {
    configuration.datasetFormat = DatasetFormat(rawValue: arguments.get("format"))
    configuration.datasetSplit = try shares(arguments)
    configuration.datasetSeed = arguments.get("seed")
    guard let names: [String] = arguments.find("policy") else { return }
    guard let policy = DatasetOptions.Policy(names: names) else {
      throw ArgumentFault("policy", "strict stands alone, and one thing must be said", hint: "policy=[skip, clip]")
    }
    configuration.datasetPolicy = policy
  }

  /// Says so when shares were given for nothing.
  ///
  /// - Throws: `ArgumentFault` at the parameter `split`.
  static func check(_ arguments: Arguments, of dataset: Dataset) throws {
    guard arguments.given.contains("split"), !dataset.isShared else { return }
    let splits = dataset.splits.map(\.name.rawValue).joined(separator: ", ")
    throw ArgumentFault("split", "the dataset has splits already: \(splits)", kind: .data, hint: "leave split out")
  }

  private static func shares(_ arguments: Arguments) throws -> SplitShares? {
    guard let value = arguments.value("split"), value != .none else { return nil }
    let shares: SplitShares? =
      switch value {
      case .text(let text): SplitShares(text)
      case .list(let list): shares(list.elements.map(\.asNumber))
      default: nil
      }
    if let shares { return shares }
    throw ArgumentFault(
      "split", "takes the shares of train, valid and test, not \(value.display)", hint: "split=80/10/10 or split=[80, 10, 10]")
  }

  private static func shares(_ numbers: [Double?]) -> SplitShares? {
    let known = numbers.compactMap(\.self)
    return known.count == numbers.count ? SplitShares(known) : nil
  }
}

/// The numbers of samples in each split.
func splitCounts(_ dataset: Dataset) -> (values: [(String, Value)], text: String) {
  let counts = DatasetSplit.Name.allCases.map { ($0.rawValue, dataset[$0].map { Value.integer($0.samples.count) } ?? .none) }
  return (counts, counts.compactMap { name, count in count == .none ? nil : "\(name) \(count.display)" }.joined(separator: ", "))
}
