/// Whether an input is whole: nil, or why it goes on with the next line.
package func openEnd(of input: String) -> OpenEnd? { SyntaxTree.parse(SourceText(input)).openEnd }

/// The blanks that the line after `input` begins with: those of the last line, two more after an opening bracket or a first backslash.
package func indentation(after input: String) -> String {
  let lines = input.split(separator: "\n", omittingEmptySubsequences: false)
  guard let last = lines.last else { return "" }
  let blanks = String(last.prefix { $0 == " " })
  let end = last.last { $0 != " " && $0 != "\t" }
  let isFirstBackslash = end == "\\" && lines.dropLast().last?.last != "\\"
  return end == "{" || end == "(" || end == "[" || isFirstBackslash ? blanks + "  " : blanks
}
