import Datasets
import Essentials
import Tasks
import Tokenization

/// What is wrong with a sample whatever model it is meant for: a prefix or a suffix that does not follow its task.
package enum SampleSyntax {
  /// Everything that can be said without a model.
  package static func faults(of sample: Sample) -> [SampleFault] {
    var faults: [SampleFault] = []
    do {
      _ = try Task.prompt(forPrefix: sample.prefix)
    } catch let error as any DiagnosticError {
      faults += error.diagnostics.map { SampleFault(.prefix, $0.message, hint: $0.hint) }
    } catch {
      faults.append(SampleFault(.prefix, "\(error)"))
    }
    return faults + suffixFaults(of: sample)
  }

  /// What training can bear and a person should know: a tag that is none of the tasks, and, where no model tells more of it, a special token
  /// in an answer.
  ///
  /// - Parameter tokenizer: Of the model in use, if there is one.
  package static func warnings(for tokenizer: Tokenizer? = nil) -> SampleCheck {
    { sample in
      let tag = UnknownTag(inPrefix: sample.prefix) { tokenizer?.id(of: $0) != nil }
      let special = tokenizer == nil ? AnswerParser.frameTokens.first { sample.suffix.contains($0) } : nil
      return (tag.map { [SampleFault(.prefix, $0.message, hint: $0.hint)] } ?? [])
        + (special.map {
          [SampleFault(.suffix, "the answer cannot be given: \($0) is taken out of every answer", hint: "take it out of the text")]
        } ?? [])
    }
  }

  /// Locations that are none, regions that are not whole, boxes turned inside out, labels without a place.
  static func suffixFaults(of sample: Sample) -> [SampleFault] {
    let tag = sample.tag
    let parsing = AnswerParser.faults(inSuffix: sample.suffix, tag: tag).map {
      SampleFault(.suffix, "\($0.message) (character \($0.column) of the suffix)")
    }
    // Of an answer that cannot be read no more is said.
    guard parsing.isEmpty else { return parsing }
    if let task = sample.task, task.answer.placesLabels, let label = LabelledLocations.unplacedLabel(in: sample.suffix) {
      return [
        SampleFault(
          .suffix, "no location follows \"\(label.count > 40 ? label.prefix(40) + "..." : label[...])\"",
          hint: "an answer to \(task.tag) is a label and its locations, one after the other")
      ]
    }
    guard sample.task?.answer.hasBoxes == true else { return [] }
    return LabelledLocations.boxes(in: sample.suffix).filter { $0.box[2] < $0.box[0] || $0.box[3] < $0.box[1] }.map { label, box in
      SampleFault(
        .suffix, "\(label.isEmpty ? "a box" : label) has a box turned inside out: \(box.map(LocationGrid.token).joined())",
        hint: "the locations are left, top, right, bottom")
    }
  }
}
