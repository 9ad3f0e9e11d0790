import Datasets
import FineTuning
import Images
import Plots

/// A picture with the model's answer drawn over it and written beneath it, beside the truth where it is known.
///
/// - Throws: what reading the picture throws.
package func predictionPicture(_ prediction: Prediction, truth: Sample?) throws -> Image {
  try predictionPicture(prediction, suffix: truth?.suffix)
}

/// A picture with the model's answer, beside the one that is wanted.
package func predictionPicture(_ prediction: Prediction, suffix: String?) throws -> Image {
  let picture = try Image(contentsOf: prediction.image)
  let answered = AnsweredSample(prefix: prediction.task, suffix: suffix, answer: prediction.answer, size: picture.size)
  return Overlay(picture, marks: answered.marks, caption: answered.caption).image()
}
