import CKernels

/// How numbers are stored; the raw value is what safetensors calls it.
public enum DType: String, Sendable, CaseIterable {
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case float64 = "F64"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case bool = "BOOL"

  /// What the weights of a checkpoint can be written in.
  public static let checkpointTypes: [DType] = [.float32, .float16]

  /// What PyTorch and the command line call it, `float32` for example.
  public var name: String { "\(self)" }

  /// The type of that name; nil when there is none.
  public init?(name: String) {
    guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = type
  }

  /// Whether the numbers are floating-point numbers.
  public var isFloatingPoint: Bool { [.float16, .bfloat16, .float32, .float64].contains(self) }

  /// Whether they are floating-point numbers of 16 bits, which products and lookups read as they are.
  package var isHalf: Bool { self == .float16 || self == .bfloat16 }

  /// What to do about weights that are stored otherwise.
  package static let quantisedHint = "quantised models are not read; take the F32, F16 or BF16 one"

  /// Bytes of a number.
  package var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  var kernels: ck_format {
    switch self {
    case .float32: ck_float32
    case .float16: ck_float16
    case .bfloat16: ck_bfloat16
    default: preconditionFailure("no product reads \(self)")
    }
  }
}
