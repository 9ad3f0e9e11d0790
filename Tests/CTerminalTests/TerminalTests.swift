import CTerminal
import Foundation
import Testing

@Test func aPipeIsNoTerminal() throws {
  var descriptors: [Int32] = [0, 0]
  try #require(pipe(&descriptors) == 0)
  defer { descriptors.forEach { close($0) } }
  #expect(!terminal_is_terminal(descriptors[0]))
  #expect(terminal_columns(descriptors[0]) == 0)
  #expect(!terminal_is_terminal(-1))
  #expect(terminal_columns(-1) == 0)
}

@Test func aTerminalTellsItsWidth() throws {
  let terminal = FileHandle(fileDescriptor: open("/dev/ptmx", O_RDWR | O_NOCTTY), closeOnDealloc: true)
  #expect(terminal_is_terminal(terminal.fileDescriptor))
  let setting = Process()
  setting.executableURL = URL(fileURLWithPath: "/usr/bin/stty")
  setting.arguments = ["cols", "97"]
  setting.standardInput = terminal
  try setting.run()
  setting.waitUntilExit()
  #expect(terminal_columns(terminal.fileDescriptor) == 97)
}
