import Essentials
import Foundation
import SystemPackage

/// The files of a model at one commit, in the cache that Python's libraries share.
public final class HubSnapshot {
  /// Where its files are, or will be.
  public let folder: FilePath
  /// The commit.
  public let commit: String
  /// The revision that it was found by.
  public let revision: String
  /// All files that the hub has; nil when it was not asked, and only what is in the folder is known.
  private let remoteNames: [String]?
  private let isComplete: (FilePath, [String]) -> Bool
  private let storage: HubStorage
  private let client: HubClient
  private let onEvent: (HubEvent) -> Void

  private init(
    _ commit: String, revision: String, names: [String]?, isComplete: @escaping (FilePath, [String]) -> Bool, _ storage: HubStorage,
    _ client: HubClient, _ onEvent: @escaping (HubEvent) -> Void
  ) {
    folder = storage.snapshot(commit)
    self.commit = commit
    self.revision = revision
    remoteNames = names
    self.isComplete = isComplete
    self.storage = storage
    self.client = client
    self.onEvent = onEvent
  }

  /// Whether the hub was asked; else there is only what is in the folder.
  public var isRemote: Bool { remoteNames != nil }

  /// Names of its files.
  public var names: [String] { remoteNames ?? storage.names(commit) }

  /// Finds a model: what revision it is says the hub, and the cache where the hub cannot be reached or asked.
  ///
  /// A commit by its whole name that is complete in the cache is not asked about, for it never changes.
  ///
  /// - Parameters:
  ///   - fallback: a revision to take where there is no `revision`.
  ///   - isComplete: whether the files of these names in a folder are all that is needed.
  /// - Throws: `Faults` saying what is missing and what to do, `Stopped`.
  public static func find(
    _ repository: RepositoryID, revision: String, fallback: String? = nil, _ settings: HubSettings, stop: StopToken,
    isComplete: @escaping (_ folder: FilePath, _ names: [String]) -> Bool, onEvent: @escaping (HubEvent) -> Void = { _ in }
  ) throws -> HubSnapshot {
    guard isName(revision) else { throw Faults(.value, "revision=\(revision) is no name of a branch, a tag or a commit") }
    let storage = HubStorage(cache: settings.cache, repository: repository, usesLinks: settings.usesLinks)
    let client = HubClient(settings, stop: stop, onEvent: onEvent)
    func local(_ revision: String) -> HubSnapshot? {
      guard let commit = storage.commit(revision), isComplete(storage.snapshot(commit), storage.names(commit)) else { return nil }
      return HubSnapshot(commit, revision: revision, names: nil, isComplete: isComplete, storage, client, onEvent)
    }
    func remote(_ revision: String, attempts: Int) throws -> HubSnapshot {
      let (commit, names) = try client.files(repository, revision, attempts: attempts)
      return HubSnapshot(commit, revision: revision, names: names, isComplete: isComplete, storage, client, onEvent)
    }
    let cached = local(revision)
    if let cached, HubStorage.isCommit(revision) { return cached }
    func otherwise() -> HubSnapshot? {
      guard let fallback, let found = local(fallback) else { return nil }
      onEvent(.fact("the cache has no revision \(revision) of \(repository): \(fallback) is used"))
      return found
    }
    if settings.isOffline {
      if let found = cached ?? otherwise() { return found }
      throw missing(repository, revision, storage)
    }
    do {
      return try remote(revision, attempts: cached == nil ? 4 : 1)
    } catch HubFailure.noRevision {
      guard let fallback else { throw HubFailure.noRevision.faults(repository, revision: revision, settings) }
      onEvent(.fact("\(repository) has no revision \(revision): \(fallback) is used"))
      do {
        return try remote(fallback, attempts: 4)
      } catch let failure as HubFailure {
        throw failure.faults(repository, revision: fallback, settings)
      }
    } catch let failure as HubFailure {
      let faults = failure.faults(repository, revision: revision, settings)
      guard let found = cached ?? otherwise() else { throw faults }
      let reason =
        if case .unreachable(let reason) = failure { "the hub cannot be reached: \(reason)" } else { faults.diagnostics[0].message }
      onEvent(.fact("\(reason); the copy of \(repository) in the cache is used"))
      return found
    }
  }

  /// Nothing may be fetched, and something is needed.
  private static func missing(_ repository: RepositoryID, _ revision: String, _ storage: HubStorage) -> Faults {
    let part = storage.commit(revision).map { storage.names($0) } ?? []
    let state = part.isEmpty ? "\(repository) is not in the cache at revision \(revision)" : "\(repository) is only partly in the cache"
    return Faults(
      .data, "\(state), and HF_HUB_OFFLINE forbids to fetch it", file: storage.cache.string,
      hint: "unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE, or give the path of a folder")
  }

  /// Whether a revision can be a path in `refs`.
  private static func isName(_ revision: String) -> Bool {
    let parts = revision.split(separator: "/", omittingEmptySubsequences: false)
    return revision.utf8.count <= 250 && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
      && revision.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
  }

  /// Brings files into the folder, in this order; those that are there stay as they are.
  ///
  /// - Throws: `Faults`, `Stopped`; what has arrived is kept, and the next time goes on from there.
  public func fetch(_ names: [String]) throws {
    guard isRemote else { return }
    do {
      let wanted = names.filter { !storage.has($0, commit) }
      guard !wanted.isEmpty else {
        // A cache that cannot be written is as good for reading.
        try? remember()
        return
      }
      try remember()
      try storage.prepare(commit)
      defer { onEvent(.done) }
      let files = try wanted.map { try client.file($0, storage.repository, commit) }
      let total = files.reduce(0) { $0 + ($1.size ?? 0) }
      var done = 0
      var fetched: [String] = []
      for file in files {
        let download = FileDownload(
          file: file, commit: commit, storage: storage, client: client,
          onProgress: { [onEvent] in onEvent(.downloading(file: file.name, done: done + $0, total: max(total, done + $0))) },
          onEvent: onEvent)
        if try download.run() { fetched.append(file.name) }
        done += file.size ?? 0
      }
      try remember()
      if !fetched.isEmpty { onEvent(.fact("fetched \(fetched.joined(separator: ", ")) of \(storage.repository)")) }
    } catch let stopped as Stopped {
      onEvent(.fact("what has arrived of \(storage.repository) is kept: the next time goes on from there"))
      throw stopped
    } catch let failure as HubFailure {
      throw Self.broken(failure, storage.repository, revision, client.settings)
    } catch let reason as Errno {
      throw Faults(
        .data, "a file of \(storage.repository) cannot be written: \(reason)", file: storage.folder.string,
        hint: HubStorage.hint(for: reason))
    }
  }

  /// Remembers what commit the revision is. One that has moved stays where it was until the files of the new commit are here: should the
  /// network go before, those of the old one are still found.
  private func remember() throws {
    guard storage.commit(revision) == nil || isComplete(folder, storage.names(commit)) else { return }
    try storage.remember(revision, is: commit)
  }

  private static func broken(_ failure: HubFailure, _ repository: RepositoryID, _ revision: String, _ settings: HubSettings) -> Faults {
    guard case .unreachable(let reason) = failure else { return failure.faults(repository, revision: revision, settings) }
    return Faults(
      .data, "the download of \(repository) broke off: \(reason)", hint: "try again: what has arrived is kept, and it goes on from there")
  }
}
