import CImageCodec

/// The status that a function of the codec returned, with its words.
struct CodecOutcome {
  private var status = CODEC_OK
  private var words = ""

  init() {}

  init(of call: (_ message: UnsafeMutablePointer<CChar>) -> codec_status) {
    var message = [CChar](repeating: 0, count: Int(CODEC_MESSAGE_SIZE))
    status = call(&message)
    words = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  var isGood: Bool { status == CODEC_OK }

  /// Throws what went wrong as a fact about `file`.
  func check(file: String) throws {
    switch status {
    case CODEC_OK: break
    case CODEC_TRUNCATED: throw ImageError(.truncated, file: file)
    case CODEC_OUT_OF_MEMORY: throw ImageError(.outOfMemory, file: file)
    default: throw ImageError(.broken(words), file: file)
    }
  }
}
