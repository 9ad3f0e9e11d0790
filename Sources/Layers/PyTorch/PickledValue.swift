import Tensors

/// What a pickle of tensors may hold.
enum PickledValue {
  case none
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  /// A tuple of whole numbers.
  case integers([Int])
  /// Any other; it holds no other of its kind, for tensors need none.
  case tuple([PickledValue])
  case list(PickledList)
  case dictionary(PickledDictionary)
  /// A name of Python's, which is never looked up: it stands for one of the few things known here.
  case name(PickledName)
  indirect case storage(PickledStorage)
  indirect case tensor(PickledTensor)

  /// As messages call it.
  var kind: String {
    switch self {
    case .none: "None"
    case .flag: "a truth value"
    case .integer, .number: "a number"
    case .text: "a text"
    case .integers, .tuple, .list: "a list"
    case .dictionary: "a dictionary"
    case .name: "a name"
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }

  /// - Throws: `FormatFault` when tuples lie in tuples: deep enough, they could not even be released.
  init(tuple items: [PickledValue]) throws(FormatFault) {
    let numbers = items.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    guard numbers.count < items.count else {
      self = .integers(numbers)
      return
    }
    for case .tuple in items { throw FormatFault(message: "it holds lists of lists, which tensors do not need") }
    self = .tuple(items)
  }
}

/// A list, which grows after it was named.
final class PickledList { var items: [PickledValue] = [] }

/// A dictionary with texts as keys, in its order.
final class PickledDictionary {
  var members: [(key: String, value: PickledValue)] = []
}

/// The names that torch writes for tensors.
enum PickledName: Hashable {
  case orderedDictionary
  case tensor
  case parameter
  case storage(DType)

  private static let known: [String: PickledName] = [
    "collections.OrderedDict": .orderedDictionary, "torch._utils._rebuild_tensor_v2": .tensor,
    "torch._utils._rebuild_parameter": .parameter, "torch.FloatStorage": .storage(.float32), "torch.HalfStorage": .storage(.float16),
    "torch.BFloat16Storage": .storage(.bfloat16), "torch.DoubleStorage": .storage(.float64), "torch.LongStorage": .storage(.int64),
    "torch.IntStorage": .storage(.int32), "torch.ShortStorage": .storage(.int16), "torch.CharStorage": .storage(.int8),
    "torch.ByteStorage": .storage(.uint8), "torch.BoolStorage": .storage(.bool),
  ]

  init(module: String, name: String) throws(FormatFault) {
    let whole = "\(module).\(name)"
    if let known = Self.known[whole] {
      self = known
    } else if whole == "torch._utils._rebuild_tensor_v3" {
      // Of types that came after torch's storages had names: floating-point numbers of 8 bits foremost.
      throw FormatFault(message: "it holds tensors of a type that is not read, of 8 bits perhaps: \(DType.quantisedHint)")
    } else if module == "torch", name.hasSuffix("Storage") {
      throw FormatFault(message: "it holds tensors of \(whole), which are no plain numbers")
    } else {
      throw FormatFault(message: "it refers to \(whole), which is no part of tensors: opening such a file in Python may run code")
    }
  }
}

/// Numbers in a file of the archive.
struct PickledStorage {
  let type: DType
  /// The name of its file in the folder `data`.
  let key: String
  /// Numbers in it.
  let count: Int
}

/// A view into a storage; offset and strides count numbers.
struct PickledTensor {
  let storage: PickledStorage
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}
