import Essentials

/// Reads the pickle in which torch lists tensors, and nothing else: nothing is imported, called or built but what `PickledValue` has.
///
/// Source: CPython's pickletools, protocols 2 to 5, of which these are the instructions that torch.save writes for a dictionary of tensors.
struct Unpickler {
  private let bytes: UnsafeRawBufferPointer
  private var place = 0
  private var stack: [PickledValue] = []
  /// Heights of the stack at the marks.
  private var marks: [Int] = []
  private var memo: [Int: PickledValue] = [:]
  /// All that were made.
  private var lists: [PickledList] = []
  private var dictionaries: [PickledDictionary] = []

  /// Of which a tensor takes some forty.
  private static let instructionLimit = 1 << 22

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The members of the dictionary that a pickle stands for.
  static func dictionary(_ bytes: UnsafeRawBufferPointer) throws(FormatFault) -> [(key: String, value: PickledValue)] {
    var unpickler = Unpickler(bytes)
    // They may hold each other, in circles or deeper than the stack could release them.
    defer {
      for list in unpickler.lists { list.items = [] }
      for dictionary in unpickler.dictionaries { dictionary.members = [] }
    }
    var count = 0
    while true {
      count += 1
      if count.isMultiple(of: 4096), StopToken.ofReading.isStopped { throw FormatFault(message: "the reading was stopped") }
      guard count <= instructionLimit else { throw FormatFault(message: "its pickle has more than \(instructionLimit) instructions") }
      let instruction = try unpickler.byte()
      if instruction == UInt8(ascii: ".") { break }
      try unpickler.run(instruction)
    }
    guard case .dictionary(let dictionary) = try unpickler.pop() else { throw FormatFault(message: "holds no dictionary of tensors") }
    return dictionary.members
  }

  private mutating func run(_ instruction: UInt8) throws(FormatFault) {
    switch Character(UnicodeScalar(instruction)) {
    case "\u{80}":
      let version = try byte()
      guard (2...5).contains(version) else { throw FormatFault(message: "its pickle has protocol \(version), not 2 to 5") }
    case "\u{95}": _ = try take(8)
    case "(": marks.append(stack.count)
    case "N": stack.append(.none)
    case "\u{88}": stack.append(.flag(true))
    case "\u{89}": stack.append(.flag(false))
    case "K": stack.append(.integer(Int(try byte())))
    case "M": stack.append(.integer(try number(UInt16.self)))
    case "J": stack.append(.integer(try number(Int32.self)))
    case "\u{8A}": stack.append(.integer(try longInteger()))
    case "G":
      let bits = UInt64(bigEndian: try take(8).loadUnaligned(as: UInt64.self))
      stack.append(.number(Double(bitPattern: bits)))
    case "X": stack.append(.text(try text(number(UInt32.self))))
    case "\u{8C}": stack.append(.text(try text(Int(byte()))))
    case "]":
      let list = PickledList()
      lists.append(list)
      stack.append(.list(list))
    case "}": stack.append(newDictionary())
    case ")": stack.append(.integers([]))
    case "\u{85}": stack.append(try PickledValue(tuple: pop(1)))
    case "\u{86}": stack.append(try PickledValue(tuple: pop(2)))
    case "\u{87}": stack.append(try PickledValue(tuple: pop(3)))
    case "t": stack.append(try PickledValue(tuple: popToMark()))
    case "a", "e": try appendItems(instruction == UInt8(ascii: "a") ? pop(1) : popToMark())
    case "s", "u": try setItems(instruction == UInt8(ascii: "s") ? pop(2) : popToMark())
    case "q": memo[Int(try byte())] = try top()
    case "r": memo[try number(UInt32.self)] = try top()
    case "\u{94}": memo[memo.count] = try top()
    case "h": try recall(Int(byte()))
    case "j": try recall(number(UInt32.self))
    case "c":
      let module = try line()
      stack.append(.name(try PickledName(module: module, name: line())))
    case "\u{93}":
      let parts = try pop(2)
      guard case (.text(let module), .text(let name)) = (parts[0], parts[1]) else { throw Self.damage }
      stack.append(.name(try PickledName(module: module, name: name)))
    case "Q": stack.append(try storage(pop()))
    case "R":
      let parts = try pop(2)
      stack.append(try call(parts[0], parts[1]))
    // The state of an OrderedDict, its attribute `_metadata`, says nothing about tensors.
    case "b":
      _ = try pop()
      guard case .dictionary = try top() else { throw FormatFault(message: "it gives state to something that is no dictionary") }
    case "0": _ = try pop()
    default:
      throw FormatFault(
        message: "byte \(place - 1) of its pickle is the instruction 0x\(String(instruction, radix: 16)), which tensors do not need")
    }
  }

  private mutating func newDictionary() -> PickledValue {
    let dictionary = PickledDictionary()
    dictionaries.append(dictionary)
    return .dictionary(dictionary)
  }

  private mutating func appendItems(_ items: [PickledValue]) throws(FormatFault) {
    guard case .list(let list) = try top() else { throw Self.damage }
    list.items += items
  }

  private mutating func setItems(_ items: [PickledValue]) throws(FormatFault) {
    guard case .dictionary(let dictionary) = try top(), items.count.isMultiple(of: 2) else { throw Self.damage }
    for index in stride(from: 0, to: items.count, by: 2) {
      guard case .text(let key) = items[index] else { throw FormatFault(message: "it names something by \(items[index].kind), not a text") }
      dictionary.members.append((key, items[index + 1]))
    }
  }

  /// What a persistent id stands for: `("storage", type, key, device, count)`.
  private func storage(_ id: PickledValue) throws(FormatFault) -> PickledValue {
    guard case .tuple(let parts) = id, parts.count == 5, case .text("storage") = parts[0], case .name(.storage(let type)) = parts[1],
      case .text(let key) = parts[2], case .integer(let count) = parts[4], count >= 0
    else { throw FormatFault(message: "it has a storage that torch does not describe so") }
    return .storage(PickledStorage(type: type, key: key, count: count))
  }

  /// What comes of one of the three calls that describe tensors; nothing is called.
  private mutating func call(_ function: PickledValue, _ arguments: PickledValue) throws(FormatFault) -> PickledValue {
    guard case .name(let name) = function else { throw FormatFault(message: "it calls something that is no name") }
    switch (name, arguments) {
    case (.orderedDictionary, .integers([])): return newDictionary()
    case (.orderedDictionary, _): throw FormatFault(message: "it makes an OrderedDict of something, which torch does not")
    case (.parameter, .tuple(let given)):
      guard given.count == 3, case .tensor = given[0] else {
        throw FormatFault(message: "it makes a parameter of something that is no tensor")
      }
      return given[0]
    case (.tensor, .tuple(let given)):
      guard (6...7).contains(given.count), case .storage(let storage) = given[0], case .integer(let offset) = given[1],
        case .integers(let shape) = given[2], case .integers(let strides) = given[3]
      else { throw FormatFault(message: "it has a tensor that torch does not describe so") }
      return .tensor(PickledTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    case (.storage, _): throw FormatFault(message: "it calls the name of a storage")
    case (.parameter, _), (.tensor, _): throw FormatFault(message: "it calls something without what it needs")
    }
  }

  private static let damage = FormatFault(message: "its pickle is damaged")

  private mutating func take(_ length: Int) throws(FormatFault) -> UnsafeRawBufferPointer {
    defer { place += length }
    return try bytes.part(place, length)
  }

  private mutating func byte() throws(FormatFault) -> UInt8 { try take(1)[0] }

  private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(FormatFault) -> Int {
    defer { place += MemoryLayout<Number>.size }
    return try bytes.number(at: place, type)
  }

  /// Little-endian, in two's complement, of any length up to eight bytes.
  private mutating func longInteger() throws(FormatFault) -> Int {
    let digits = try take(Int(byte()))
    guard digits.count <= 8 else { throw FormatFault(message: "it holds a number of \(digits.count) bytes") }
    var value = digits.last.map { $0 >= 0x80 } == true ? -1 : 0
    for digit in digits.reversed() { value = value << 8 | Int(digit) }
    return value
  }

  private mutating func text(_ length: Int) throws(FormatFault) -> String {
    guard let text = String(validating: try take(length), as: UTF8.self) else { throw Self.damage }
    return text
  }

  private mutating func line() throws(FormatFault) -> String {
    guard let end = bytes[min(place, bytes.count)...].firstIndex(of: UInt8(ascii: "\n")) else { throw Self.damage }
    let text = try text(end - place)
    place += 1
    return text
  }

  private func top() throws(FormatFault) -> PickledValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else { throw Self.damage }
    return value
  }

  private mutating func pop() throws(FormatFault) -> PickledValue { try pop(1)[0] }

  private mutating func pop(_ count: Int) throws(FormatFault) -> [PickledValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw Self.damage }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(FormatFault) -> [PickledValue] {
    guard let mark = marks.popLast() else { throw Self.damage }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func recall(_ index: Int) throws(FormatFault) {
    guard let value = memo[index] else { throw Self.damage }
    stack.append(value)
  }
}
