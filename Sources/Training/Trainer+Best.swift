extension Trainer {
  /// Whether an epoch that was measured so is better than the best one before. The first is; among epochs of which the criterion has no value
  /// the loss decides.
  func isBest(_ measured: EpochMeasurement, loss: Double) -> Bool {
    guard let best = progress.best else { return true }
    let (new, old) = (value(measured.criterion, measured.values, loss: loss), value(measured.criterion, of: best))
    return new == nil && old == nil
      ? BestCriterion.loss.isBetter(loss, than: best.loss) : measured.criterion.isBetter(new, than: old)
  }

  /// By what the best epoch so far is the best: the criterion's figure, or the loss where it has none. Nil before the first epoch has ended.
  public func best(by criterion: BestCriterion) -> (epoch: Int, metric: String, value: Double)? {
    guard let best = progress.best else { return nil }
    return value(criterion, of: best).map { (best.epoch, criterion.metric, $0) } ?? (best.epoch, BestCriterion.loss.metric, best.loss)
  }

  private func value(_ criterion: BestCriterion, _ measured: [String: Double], loss: Double) -> Double? {
    let value = criterion.metric == BestCriterion.loss.metric ? loss : measured[criterion.metric]
    return value?.isFinite == true ? value : nil
  }

  /// What was measured then: the criterion may have been another one.
  private func value(_ criterion: BestCriterion, of best: TrainingProgress.Best) -> Double? {
    criterion.metric == BestCriterion.loss.metric
      ? best.loss : validationMetrics[criterion.metric].last { $0.epoch == best.epoch }?.value
  }

  /// From now on epochs are held against the present state: of a better epoch nobody has the weights any more.
  ///
  /// - Returns: whether that is the state of an epoch's end, and so the best for the present. In the midst of one the next to end is.
  public func forgetEarlierBest() -> Bool {
    guard progress.position == 0, progress.epoch > 1 else {
      progress.best = nil
      return false
    }
    let epoch = progress.epoch - 1
    if progress.best?.epoch == epoch { return true }
    let losses = trainingMetrics["loss"].filter { $0.epoch == epoch }.map(\.value)
    let loss =
      validationMetrics["loss"].last { $0.epoch == epoch }?.value
      ?? (losses.isEmpty ? .greatestFiniteMagnitude : losses.reduce(0, +) / Double(losses.count))
    progress.best = .init(epoch: epoch, loss: loss)
    return true
  }
}
