import Images
import Script
import SystemPackage

extension Command<Session> {
  static let image = Command(
    "image", "decodes a picture and tells its size and mean colour", group: .data,
    parameters: [.required("file", .path, "a PNG or JPEG file")],
    results: [ResultField("width", "pixels"), ResultField("height", "pixels"), ResultField("mean", "red, green and blue, 0 to 255")],
    examples: [Example("image photo.jpg", "")]
  ) { session, arguments, _ in
    let image = try Image(contentsOf: FilePath(arguments.get("file", as: String.self)), grey16: session.configuration.grey16)
    let mean = image.channelMeans
    let means: Value = [.number(mean.red), .number(mean.green), .number(mean.blue)]
    return Output(
      ["width": .integer(image.width), "height": .integer(image.height), "mean": means],
      text:
        "\(image.width) x \(image.height), mean colour \([mean.red, mean.green, mean.blue].map { "\(Int($0.rounded()))" }.joined(separator: ", "))"
    )
  }
}
