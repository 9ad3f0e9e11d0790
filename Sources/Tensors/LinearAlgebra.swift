import CKernels
import COpenBLAS

/// Which compiled code does the arithmetic on this machine.
public enum LinearAlgebra {
  /// OpenBLAS's name for the kernels it was loaded with, or why it could not be loaded.
  public static var kernels: String {
    if let reason = cob_load() { return "none: \(String(cString: reason))" }
    return "OpenBLAS, \(cob_kernels().map { String(cString: $0) } ?? "unknown")"
  }

  /// The instruction set that this program's own kernels were chosen for.
  public static var instructionSet: String { String(cString: ck_instruction_set()) }
}
