/// What comes from the clipboard, made into what could have been typed: lines end with LF alone, control characters are left out, and the
/// ends of the last line too, so that nothing runs before Enter is pressed.
package func pastedText(_ scalars: [Unicode.Scalar]) -> String {
  var kept = String.UnicodeScalarView()
  var isAfterReturn = false
  for scalar in scalars {
    switch scalar {
    case "\r": kept.append("\n")
    case "\n": if !isAfterReturn { kept.append("\n") }
    case "\t": kept.append(scalar)
    default: if scalar.value >= 0x20, !(0x7F...0x9F).contains(scalar.value) { kept.append(scalar) }
    }
    isAfterReturn = scalar == "\r"
  }
  while kept.last == "\n" { kept.removeLast() }
  return String(kept)
}
