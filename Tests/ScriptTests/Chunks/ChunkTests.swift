import Essentials
import Script
import Testing

@Test(arguments: try Chunk.all(in: "Errors")) func everyFaultIsFoundInItsPlace(chunk: Chunk) throws {
  let found = Outcome(chunk.source).faults
  let expected = try chunk.faults
  #expect(!expected.isEmpty, "\(chunk) expects no fault")
  for fault in expected {
    #expect(
      found.contains { found in
        found.line == fault.line && found.column == fault.column && found.message.contains(fault.message)
          && (fault.hint.map { found.hint?.contains($0) ?? false } ?? true)
      }, "\(chunk) line \(fault.line): expected \(fault), found \(found.map(\.description))")
  }
  #expect(found.count == expected.count, "\(chunk): \(found.map(\.description))")
}

@Test(arguments: try Chunk.all(in: "Values")) func everyLineShowsItsValue(chunk: Chunk) throws {
  let outcome = Outcome(chunk.source)
  #expect(outcome.faults.isEmpty, "\(chunk): \(outcome.faults)")
  #expect(!chunk.shown.isEmpty, "\(chunk) expects nothing")
  for line in Set(outcome.shown.keys).union(chunk.shown.keys).sorted() {
    #expect(outcome.shown[line] == chunk.shown[line], "\(chunk), line \(line): \(chunk.lines[line - 1])")
  }
}
