/// What a pickle of tensors may hold.
enum PickledValue {
  case none
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case tuple([PickledValue])
  case list(PickledList)
  case dictionary(PickledDictionary)
  /// A name of Python's, which is never looked up: it stands for one of the few things known here.
  case name(PickledName)
  case storage(PickledStorage)
  case tensor(PickledTensor)

  /// As messages call it.
  var kind: String {
    switch self {
    case .none: "None"
    case .flag: "a truth value"
    case .integer, .number: "a number"
    case .text: "a text"
    case .tuple, .list: "a list"
    case .dictionary: "a dictionary"
    case .name: "a name"
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }

  var asIntegers: [Int]? {
    guard case .tuple(let items) = self else { return nil }
    let numbers = items.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    return numbers.count == items.count ? numbers : nil
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
  case storage(SafeTensorsFile.ElementType)

  private static let known: [String: PickledName] = [
    "collections.OrderedDict": .orderedDictionary, "torch._utils._rebuild_tensor_v2": .tensor,
    "torch._utils._rebuild_parameter": .parameter, "torch.FloatStorage": .storage(.float32), "torch.HalfStorage": .storage(.float16),
    "torch.BFloat16Storage": .storage(.bfloat16), "torch.LongStorage": .storage(.int64),
  ]

  init(module: String, name: String) throws(FormatFault) {
    let whole = "\(module).\(name)"
    if let known = Self.known[whole] {
      self = known
    } else if module == "torch", name.hasSuffix("Storage") {
      throw FormatFault(message: "it holds tensors of \(whole), which are not read: only float32, float16, bfloat16 and int64 are")
    } else {
      throw FormatFault(message: "it refers to \(whole), which is no part of tensors: opening such a file in Python may run code")
    }
  }
}

/// Numbers in a file of the archive.
struct PickledStorage {
  let type: SafeTensorsFile.ElementType
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
