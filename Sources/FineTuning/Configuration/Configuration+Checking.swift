import Essentials
import Scoring
import Training

extension Configuration {
  /// Whether everything could be as it is set: what fits is written to files that read back.
  ///
  /// Every function that takes a configuration asks this first.
  /// - Throws: `Faults` with every value that is out of range, and all that do not go with each other.
  public func check() throws(Faults) {
    let faults = Setting.all.flatMap { $0.faults(in: self) } + contradictions + bestByFaults()
    guard faults.isEmpty else { throw Faults(faults) }
  }

  /// Changes the settings named in `values`, all or none.
  ///
  /// - Throws: `Faults` with every unknown name and every value that does not fit.
  public mutating func apply(_ values: [(name: String, value: SettingValue)]) throws { try apply(values, isFile: false) }

  /// - Parameter isFile: whether the values come from a file, which knows nothing of a program's own metrics.
  mutating func apply(_ values: [(name: String, value: SettingValue)], isFile: Bool) throws {
    var changed = self
    var faults: [Diagnostic] = []
    for (name, value) in values {
      guard let setting = Setting.named(name) else {
        faults.append(Self.unknown(name))
        continue
      }
      do {
        try setting.set(value, in: &changed)
      } catch {
        faults += error.diagnostics
      }
    }
    faults += changed.contradictions + (isFile ? [] : changed.bestByFaults())
    guard faults.isEmpty else { throw Faults(faults) }
    self = changed
  }

  private static func unknown(_ name: String) -> Diagnostic {
    let near = nearestName(to: name, in: Setting.all.map(\.name)).map { "did you mean \($0)?" }
    return Diagnostic(.name, "there is no setting \(name)", hint: OtherTrainers.hint(forSetting: name) ?? near)
  }

  /// What no single setting can see.
  private var contradictions: [Diagnostic] {
    var faults: [Diagnostic] = []
    if scheduler == .polynomial, learningRate <= LearningRateSchedule.polynomialEnd {
      faults.append(
        Diagnostic(
          .value,
          "lr=\(learningRate) with lr_scheduler=polynomial: the rate falls to \(SettingValue.number(LearningRateSchedule.polynomialEnd)), "
            + "so it must start above"))
    }
    faults += adapterFaults
    do {
      _ = try MetricCatalog.metrics(named: metrics)
    } catch let error as any DiagnosticError {
      faults += error.diagnostics
    } catch {
      faults.append(Diagnostic(.value, "metrics: \(error)"))
    }
    return faults
  }
}
