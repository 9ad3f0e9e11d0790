import FineTuning
import Scoring
import Training

/// What was measured in the trainings of a session: the present one and those before it.
package struct RunHistory: Sendable {
  /// One training: from the beginning, or from a reset, to the next.
  package struct Run: Sendable {
    /// From 1 in the order of the session.
    package let number: Int
    /// With which it began.
    package internal(set) var settings: Configuration
    package internal(set) var training = MetricHistory()
    package internal(set) var validation = MetricHistory()
    /// Where `train` keeps it; nil for steps without a run folder.
    package internal(set) var folder: String?

    /// Its folder, or its number where it has none.
    package var name: String { folder ?? "run \(number)" }

    /// Whether nothing was measured.
    package var isEmpty: Bool { training.metrics.isEmpty && validation.metrics.isEmpty }
  }

  /// In the order of the session; all but the last have values.
  package private(set) var runs: [Run] = []
  private var begun = 0

  package init() {}

  /// A new training starts. One that has measured nothing is forgotten.
  package mutating func begin(_ settings: Configuration) {
    if let last = runs.last, last.isEmpty {
      runs.removeLast()
      begun -= 1
    }
    begun += 1
    runs.append(Run(number: begun, settings: settings))
  }

  /// The present training has measured so much: everything since it began, not what is new. Its first values settle with which settings
  /// it is said to have begun.
  package mutating func update(
    training: MetricHistory, validation: MetricHistory, settings: Configuration, folder: String? = nil
  ) {
    if runs.isEmpty { begin(settings) }
    let last = runs.count - 1
    if runs[last].isEmpty { runs[last].settings = settings }
    runs[last].training = training
    runs[last].validation = validation
    runs[last].folder = folder
  }

  /// The training under way, or the last that has values.
  package var present: Run? { runs.last { !$0.isEmpty } }

  /// All that have values.
  package var measured: [Run] { runs.filter { !$0.isEmpty } }

  /// Every metric that any training has values of, the loss first.
  package var metrics: [String] { Self.metrics(of: measured.flatMap { [$0.training, $0.validation] }) }

  /// The metrics of several histories, the loss first.
  static func metrics(of histories: [MetricHistory]) -> [String] {
    Set(histories.flatMap(\.metrics)).sorted { $0 == "loss" ? $1 != "loss" : $1 != "loss" && $0 < $1 }
  }
}

extension RunHistory {
  /// More are counted and not named.
  private static let namedDifferences = 4

  /// Folders by as many of their last parts, two at least, as tell them apart; what is no path stays as it is.
  package static func shortNames(_ names: [String]) -> [String] {
    let parts = names.map { $0.split(separator: "/").map(String.init) }
    return names.indices.map { index in
      let others = parts.indices.filter { parts[$0] != parts[index] }
      let enough = (2...max(2, parts[index].count)).first { count in
        !others.contains { parts[$0].suffix(count) == parts[index].suffix(count) }
      }
      return parts[index].suffix(enough ?? parts[index].count).joined(separator: "/")
    }
  }

  /// For each name what tells it from the others: `run 1: lr=1e-4`; a name alone where nothing differs, or where its settings are unknown.
  package static func labels(_ runs: [(name: String, settings: Configuration?)]) -> [String] {
    let known = runs.compactMap(\.settings)
    let differing = Setting.all.filter { setting in
      !setting.has(.incidental) && known.dropFirst().contains { setting.value(in: $0) != setting.value(in: known[0]) }
    }
    return runs.map { run in
      guard let settings = run.settings, !differing.isEmpty else { return run.name }
      let words = differing.prefix(namedDifferences).map { "\($0.name)=\($0.value(in: settings))" }
      let rest = differing.count - words.count
      return "\(run.name): " + words.joined(separator: " ") + (rest > 0 ? " and \(rest) more" : "")
    }
  }
}
