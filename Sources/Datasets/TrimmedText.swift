extension StringProtocol where SubSequence == Substring {
  /// Without white space at its ends.
  var trimmingBlanks: Substring {
    let text = drop(while: \.isWhitespace)
    return text[..<(text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? text.startIndex)]
  }
}
