import Essentials
import FineTuning
import Presentation
import Tasks

extension Prediction {
  /// For a person: a text behind the picture's name, what was found in it a line each, with how sure the model is.
  var display: Display {
    var display = Self.display(answer.answer, named: "\(image)", scores: answer.confidences)
    if answer.isTruncated { display.append("cut at max_new_tokens") }
    return display
  }

  /// The wanted answer, beside the model's.
  ///
  /// - Throws: an unreadable picture.
  func display(ofTarget suffix: String) throws -> Display {
    let wanted = try target(suffix)
    return wanted.locatesNothing && !suffix.isEmpty
      ? Display("wanted: \(suffix.visible)") : Self.display(wanted, named: "wanted", scores: [])
  }

  private static func display(_ answer: Answer, named name: String, scores: [Float]) -> Display {
    let name = name.visible
    switch answer {
    case .text(let text): return Display("\(name): \(text.visible)")
    case .regions(let regions): return display(regions, name, scores)
    case .regionsAndMasks(let regions, let masks):
      return masks.isEmpty ? display(regions, name, scores) : display(places: masks.map { ($0.label, $0.polygons) }, name)
    case .textLines(let lines): return display(places: lines.map { ($0.label, [$0.corners]) }, name)
    case .masks(let masks): return display(places: masks.map { ($0.label, $0.polygons) }, name)
    }
  }

  private static func display(_ regions: [Answer.Region], _ name: String, _ scores: [Float]) -> Display {
    if regions.isEmpty { return Display("\(name): nothing") }
    let hasScores = scores.count == regions.count
    let edges = ["left", "top", "right", "bottom"].map { Table.Column($0, .point) }
    var table = Table([.init("label")] + (hasScores ? [.init("score", .point)] : []) + edges)
    for (index, region) in regions.enumerated() {
      let box = region.box
      table.append(
        [Table.Cell(region.label.isEmpty ? "region" : region.label.visible)] + (hasScores ? [.figure(Double(scores[index]))] : [])
          + [box.x0, box.y0, box.x1, box.y1].map { .figure(Double($0)) })
    }
    return Display([.text("\(name): \(pluralized(regions.count, "box", "boxes"))"), .table(table)])
  }

  /// Lines of text and masks: a label with the corners that it has.
  private static func display(places: [(label: String, outlines: [[Float]])], _ name: String) -> Display {
    if places.isEmpty { return Display("\(name): nothing") }
    var table = Table([.init("label"), .init("corners")])
    for (label, outlines) in places {
      let corners = outlines.map { $0.map { figureText(Double($0)) }.joined(separator: ", ") }.joined(separator: "; ")
      table.append([Table.Cell(label.isEmpty ? "region" : label.visible), Table.Cell(corners)])
    }
    return Display([.text("\(name): \(pluralized(places.count, "place"))"), .table(table)])
  }
}
