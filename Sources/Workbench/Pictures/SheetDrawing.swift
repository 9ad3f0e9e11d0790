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
  /// Asks the model; nil where the truth alone is drawn.
  package let answer: ((Sample) throws -> SampleAnswer)?

  package init(heading: String, samples: [(title: String, sample: Sample)], answer: ((Sample) throws -> SampleAnswer)? = nil) {
    self.heading = heading
    self.samples = samples
    self.answer = answer
  }

  /// The sheet of all samples, or of those that were done before a stop was asked for.
  ///
  /// - Parameter onProgress: samples done.
  /// - Returns: the picture, and how many samples are on it.
  /// - Throws: `Stopped` before the first sample was done, what reading the pictures throws, and what `answer` throws.
  package func draw(stop: StopToken = .never, onProgress: (_ done: Int) -> Void = { _ in }) throws -> (image: Image, count: Int) {
    let wanted = samples.prefix(SampleSheet.sampleLimit)
    var done: [SampleSheet.Sample] = []
    for (title, sample) in wanted {
      do {
        try stop.check()
        let answer = try answer?(sample)
        let picture = try Image(contentsOf: sample.image)
        let answered = AnsweredSample(prefix: sample.prefix, suffix: sample.suffix, answer: answer, size: picture.size)
        done.append(.init(picture, title: title, caption: answered.caption, marks: answered.marks, among: wanted.count))
      } catch let stopped as Stopped {
        if done.isEmpty { throw stopped }
        break
      }
      onProgress(done.count)
    }
    return (SampleSheet(done, heading: heading).image(), done.count)
  }
}
