import Datasets
import Essentials
import FineTuning
import Images
import Plots

/// A sheet of samples on its way: read, asked about, and drawn.
package struct SheetDrawing {
  /// Above the samples.
  package let heading: String
  /// In reading order, with the name of each.
  package let samples: [(title: String, sample: Sample)]
  /// Who is asked, each for a picture of its own beside those of the others; none where the truth alone is drawn.
  package let models: [Model]

  /// One that is asked.
  package struct Model {
    /// Behind the sample's title when there are several.
    let name: String
    let answer: (Sample) throws -> SampleAnswer

    package init(name: String, answer: @escaping (Sample) throws -> SampleAnswer) {
      self.name = name
      self.answer = answer
    }
  }

  package init(heading: String, samples: [(title: String, sample: Sample)], models: [Model] = []) {
    self.heading = heading
    self.samples = samples
    self.models = models
  }

  /// The sheet of all samples, or of those that were done before a stop was asked for.
  ///
  /// - Parameter onProgress: samples done.
  /// - Returns: the picture, and how many samples are on it.
  /// - Throws: `Stopped` before the first sample was done, what reading the pictures throws, and what `answer` throws.
  package func draw(stop: StopToken = .never, onProgress: (_ done: Int) -> Void = { _ in }) throws -> (image: Image, count: Int) {
    let wanted = samples.prefix(SampleSheet.sampleLimit / max(1, models.count))
    var drawn: [SampleSheet.Sample] = []
    var done = 0
    for (title, sample) in wanted {
      do {
        drawn += try pictures(of: sample, title, among: wanted.count * max(1, models.count), stop)
      } catch let stopped as Stopped {
        if drawn.isEmpty { throw stopped }
        break
      }
      done += 1
      onProgress(done)
    }
    return (SampleSheet(drawn, heading: heading).image(), done)
  }

  /// One picture of the truth, or one of each model's answer.
  private func pictures(of sample: Sample, _ title: String, among count: Int, _ stop: StopToken) throws -> [SampleSheet.Sample] {
    try stop.check()
    let picture = try Image(contentsOf: sample.image)
    func drawn(_ title: String, _ answer: SampleAnswer?) -> SampleSheet.Sample {
      let answered = AnsweredSample(prefix: sample.prefix, suffix: sample.suffix, answer: answer, size: picture.size)
      return SampleSheet.Sample(picture, title: title, caption: answered.caption, marks: answered.marks, among: count)
    }
    if models.isEmpty { return [drawn(title, nil)] }
    return try models.map { model in
      drawn(models.count > 1 ? "\(title), \(model.name)" : title, try model.answer(sample))
    }
  }
}
