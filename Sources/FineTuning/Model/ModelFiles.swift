import Essentials
import Florence
import Foundation
import SystemPackage

/// Which of a repository's files this program reads, small ones first: where the last is, all are.
struct ModelFiles {
  /// Without the weights.
  let small: [String]
  /// Nil where none are needed.
  private let weights: Weights?

  private enum Weights {
    case whole(String)
    /// In several files, which the index lists.
    case shards(index: String)
  }

  private static let configuration = "config.json"
  /// Of which one is enough.
  private static let preprocessing = [ImagePreprocessing.fileName, ImagePreprocessing.processorFileName]
  private static let tokenizer = ["tokenizer.json"]
  private static let vocabulary = ["vocab.json", "merges.txt"]
  private static let optional = ["generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"]
  private static let wholes = ["model.safetensors", "pytorch_model.bin"]

  /// What is missing, in words, of what a model needs.
  struct Missing: Error { let words: String }

  /// - Parameter withWeights: whether weights are needed, or only what a model is like.
  /// - Throws: `Missing`.
  init(among names: [String], withWeights: Bool = true) throws(Missing) {
    let names = Set(names)
    guard names.contains(Self.configuration) else { throw Missing(words: Self.configuration) }
    guard !names.isDisjoint(with: Self.preprocessing) else { throw Missing(words: Self.preprocessing.joined(separator: ", nor ")) }
    guard names.isSuperset(of: Self.tokenizer) || names.isSuperset(of: Self.vocabulary) else {
      throw Missing(words: "tokenizer.json, nor vocab.json with merges.txt")
    }
    small = ([Self.configuration] + Self.preprocessing + Self.tokenizer + Self.vocabulary + Self.optional).filter(names.contains)
    guard withWeights else {
      weights = nil
      return
    }
    let index = { (name: String) in name + ".index.json" }
    guard let name = Self.wholes.first(where: { names.contains($0) || names.contains(index($0)) }) else {
      throw Missing(words: Self.wholes.joined(separator: ", nor "))
    }
    weights = names.contains(name) ? .whole(name) : .shards(index: index(name))
  }

  /// The index of weights in several files; nil of weights in one.
  var index: String? { if case .shards(let index) = weights { index } else { nil } }

  /// The files of the weights.
  ///
  /// - Parameter folder: where the index is.
  /// - Throws: `Faults` when the index lists none.
  func weightFiles(in folder: FilePath) throws -> [String] {
    switch weights {
    case nil: return []
    case .whole(let name): return [name]
    case .shards(let name):
      struct Index: Decodable { let weight_map: [String: String] }
      let path = folder.appending(name)
      guard let bytes = FileManager.default.contents(atPath: path.string), let index = try? JSONDecoder().decode(Index.self, from: bytes),
        index.weight_map.values.allSatisfy({ FilePath.Component($0)?.kind == .regular })
      else { throw Faults(.data, "has no weight_map of files beside it", file: path.string, hint: "the model is not whole") }
      return Set(index.weight_map.values).sorted()
    }
  }

  /// Whether a folder has all that a model needs.
  static func areComplete(in folder: FilePath, names: [String], withWeights: Bool) -> Bool {
    guard let files = try? ModelFiles(among: names, withWeights: withWeights), let weights = try? files.weightFiles(in: folder) else {
      return false
    }
    return Set(names).isSuperset(of: weights)
  }
}
