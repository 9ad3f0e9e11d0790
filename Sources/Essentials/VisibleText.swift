extension StringProtocol {
  /// The text with everything a terminal would obey or hide written out (`\n`, `\u{1b}`): what comes from a file may be shown as it is.
  package var visible: String {
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isShown { text.unicodeScalars.append(scalar) } else { text += scalar.escaped }
    }
    return text
  }

  /// How many columns of a terminal the text takes.
  package var terminalWidth: Int { unicodeScalars.reduce(0) { $0 + $1.terminalWidth } }
}

extension Unicode.Scalar {
  /// Neither a control character, nor a line separator, nor one that turns the direction of the text round it.
  fileprivate var isShown: Bool {
    switch value {
    case 0x61C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: false
    default:
      switch properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
  }

  fileprivate var escaped: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(value, radix: 16))}"
    }
  }

  /// 0 for marks that sit on the letter before them, 2 for East Asian wide letters and emoji, otherwise 1.
  package var terminalWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
