import Foundation

/// Ends the program with a message: no caller could go on without the memory, and a failure on the way up would need some itself. What was
/// saved is whole, as files take their places when they are.
package func endForLackOfMemory() -> Never {
  let message: StaticString =
    "error: out of memory\n  hint: choose a smaller batch_size or image_size, or raise the limit (ulimit -v), then start again\n"
  message.withUTF8Buffer { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  _exit(1)
}
