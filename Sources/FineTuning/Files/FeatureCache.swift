import Essentials
import Files
import Foundation
import Images
import Synchronization
import SystemPackage
import Tensors

/// The image features of one model, kept on disk: made once for each picture, by this training or an earlier one.
///
/// A picture is known by the hash of its file's bytes, in memory or not, so that copies of it share their features; decoded ones are known
/// by their pixels. Several programs may use one folder: a
/// file appears whole or not at all, and whoever makes one makes the same. Nothing that goes wrong on disk ends a training, for it can make
/// the features of a picture each time anew: it is slower then, and a line says so, once.
package final class FeatureCache: Sendable {
  package let folder: FeatureFolder
  private let model: ContentHash
  private let file: FeatureFile
  private let pictures = PictureHashes()
  private let state: Mutex<State>

  private struct State {
    var bound: FeatureBound
    /// Nothing is stored before; nil: it may be.
    var pausedUntil: ContinuousClock.Instant?
    /// To be told.
    var fact: String?
    var hasFact = false
  }

  /// After a failure nothing is stored for so long: somebody may have made room by then.
  private static let pause = Duration.seconds(60)

  /// - Parameters:
  ///   - model: everything that decides the features beside the picture.
  ///   - shape: (image tokens, width) of a picture's features.
  package init(in folder: FeatureFolder, model: ContentHash, shape: [Int], limits: Limits = Limits()) {
    self.folder = folder
    self.model = model
    file = FeatureFile(shape: shape)
    state = Mutex(State(bound: FeatureBound(folder, limits)))
  }

  /// The hash by which a picture is known; nil when its file cannot be read. A file is read again only when it has changed.
  package func hash(of picture: ImageSource) -> ContentHash? { pictures.hash(of: picture) }

  /// Whether the features of a picture seem to be there. May be asked on any thread.
  package func contains(_ picture: ContentHash) -> Bool { file.exists(at: path(of: picture)) }

  /// Copies the features of a picture to `target`, to the bit as they were stored.
  ///
  /// - Returns: false, with anything in `target`, when they are not there or damaged.
  package func read(_ picture: ContentHash, into target: UnsafeMutablePointer<Float>) -> Bool {
    let path = path(of: picture)
    guard file.read(path, into: target) else { return false }
    // The present time as that of the last use, by which room is made.
    utimes(path.string, nil)
    return true
  }

  /// Stores the features of a picture, if that can be done.
  package func store(_ features: Completed<Tensor>, of picture: ContentHash) {
    state.withLock { state in
      if let end = state.pausedUntil, ContinuousClock.now < end { return }
      state.pausedUntil = nil
      do {
        if let shortage = state.bound.makeRoom(for: file.byteCount) { throw Faults(.data, words(shortage)) }
        do { try write(features.value, of: picture) } catch {
          // The folder may have been cleared in the middle.
          try write(features.value, of: picture)
        }
      } catch {
        state.pausedUntil = .now + Self.pause
        guard !state.hasFact else { return }
        state.hasFact = true
        state.fact = "image features are made each time anew, not kept: \(words(error))"
      }
    }
  }

  /// What a person should know of it; each is given once.
  package func takeFact() -> String? {
    state.withLock { state in
      defer { state.fact = nil }
      return state.fact
    }
  }

  private func path(of picture: ContentHash) -> FilePath { folder.file(of: picture, under: model) }

  private func write(_ features: Tensor, of picture: ContentHash) throws {
    try folder.makeFolder(of: model)
    try withExtendedLifetime(features) { try file.write(features.pointer, to: path(of: picture)) }
  }

  private func words(_ shortage: FeatureBound.Shortage) -> String {
    switch shortage {
    case .limit: "the cache is full of features that are in use"
    case .disk: "the disk of \(folder.path) is nearly full; cache_dir may lie on another one"
    }
  }

  /// In one line.
  private func words(_ error: any Error) -> String {
    guard let fault = (error as? any DiagnosticError)?.diagnostics.first else { return "\(error)" }
    return (fault.file.map { $0 + ": " } ?? "") + fault.message
  }
}
