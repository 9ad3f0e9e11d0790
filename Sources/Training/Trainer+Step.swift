import Essentials
import Layers
import Tensors

extension Trainer {
  /// One optimizer step over the next samples of the epoch. The state changes at its very end, or not at all.
  ///
  /// - Throws: `Stopped` when `abort` asks for it, `TrainingError`, and what the objective throws.
  func step(_ settings: TrainingSettings, _ samples: inout SampleFeed<Work.Prepared>, _ abort: StopToken) throws -> StepReport {
    let clock = ContinuousClock()
    let began = clock.now
    let position = progress.position
    let group = try accumulate(settings, &samples, abort)
    let gradientNorm = try self.gradientNorm(of: group)
    try abort.check()

    let isShuffled = shuffles(settings)
    let learningRate =
      settings.learningRate
      * settings.schedule.multiplier(
        step: progress.step, of: progress.totalSteps(under: settings), warmup: settings.warmupSteps, learningRate: settings.learningRate)
    var factor = 1 / Double(group.tokens)
    if settings.maximumGradientNorm > 0 { factor *= min(1, settings.maximumGradientNorm / (gradientNorm + 1e-6)) }
    optimizer.update(
      parameters, factor: Float(factor), step: progress.step + 1, learningRate: learningRate, weightDecay: settings.weightDecay)

    progress.isShuffled = isShuffled
    progress.position = position + group.indices.count
    progress.stepInEpoch += 1
    progress.step += 1
    progress.lossSum += group.lossSum
    progress.tokens += group.tokens
    let loss = group.lossSum / Double(group.tokens)
    trainingMetrics.append(loss, of: "loss", epoch: progress.epoch, step: progress.stepInEpoch)
    let samplesLeft = progress.sampleCount - progress.position
    return StepReport(
      epoch: progress.epoch, stepInEpoch: progress.stepInEpoch,
      stepsInEpoch: progress.stepInEpoch + (samplesLeft + settings.samplesPerStep - 1) / settings.samplesPerStep, step: progress.step,
      loss: loss, learningRate: learningRate, gradientNorm: gradientNorm, samples: group.indices.count, tokens: group.tokens,
      seconds: (clock.now - began) / .seconds(1))
  }

  /// What the batches of a step have come to.
  private struct Group {
    var lossSum = 0.0
    var tokens = 0
    /// Samples of the dataset.
    var indices: [Int] = []
  }

  /// Runs the batches of a step forward and backward; the parameters' gradients are then sums over the tokens of all of them.
  private func accumulate(
    _ settings: TrainingSettings, _ samples: inout SampleFeed<Work.Prepared>, _ abort: StopToken
  ) throws -> Group {
    var group = Group()
    var position = progress.position
    for _ in 0..<settings.gradientAccumulation where position < progress.sampleCount {
      var batch: [Work.Prepared] = []
      let positions = position..<min(progress.sampleCount, position + settings.batchSize)
      for _ in positions {
        try abort.check()
        let (index, prepared) = try samples.next()
        group.indices.append(index)
        batch.append(prepared)
      }
      position = positions.upperBound
      let pass = ForwardPass(
        tape: Tape(),
        randomness: ForwardPass.Randomness(
          seed: progress.seed, epoch: UInt32(clamping: progress.epoch), samples: positions.map { UInt32(clamping: $0) }))
      try Parallel.abandoning(when: abort) {
        let loss = try objective.loss(of: batch, pass)
        let sum = loss.sum.scalar
        guard sum.isFinite else {
          throw TrainingError.nonFiniteLoss(
            epoch: progress.epoch, step: progress.stepInEpoch + 1, samples: group.indices.suffix(batch.count), loss: sum)
        }
        pass.backward(loss.sum)
        group.lossSum += Double(sum)
        group.tokens += loss.tokens
      }
    }
    guard group.tokens > 0 else {
      throw TrainingError.noTokens(epoch: progress.epoch, step: progress.stepInEpoch + 1, samples: group.indices)
    }
    return group
  }

  /// The norm of the step's mean gradient over all parameters.
  private func gradientNorm(of group: Group) throws -> Double {
    let squares = parameters.map { $0.gradient.map(OptimizerKernels.sumOfSquares) ?? 0 }
    let norm = squares.reduce(0, +).squareRoot() / Double(group.tokens)
    guard norm.isFinite else {
      throw TrainingError.nonFiniteGradient(
        epoch: progress.epoch, step: progress.stepInEpoch + 1, samples: group.indices,
        parameters: zip(names, squares).filter { !$0.1.isFinite }.map(\.0))
    }
    return norm
  }
}
