import ArgumentParser
import Essentials
import FineTuning

/// A choice of settings that a command takes as options.
protocol SettingSelection {
  static var settings: [Setting] { get }
}

/// Every setting.
enum EverySetting: SettingSelection {
  static let settings = Setting.all
}

/// Those that say which model is meant, for a command that needs no others.
enum ModelSettings: SettingSelection {
  static let settings = [Setting.of(\.modelID), .of(\.revision), .of(\.cacheFolder)]
}

/// Settings as options; names, meanings and defaults come from the table of settings.
///
/// The parser finds options among the children of a value's mirror, so there they are made of the table's rows.
struct SettingOptions<Selection: SettingSelection>: ParsableArguments, CustomReflectable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// An option: what it would be, or, once the command line is read, what it is.
  private enum Entry {
    case single(Option<String?>)
    case list(Option<[String]>)
  }

  private let entries: [Entry]

  init() {
    entries = Selection.settings.map { setting in
      let name = NameSpecification.customLong(setting.name.replacing("_", with: "-"))
      let text = "\(setting.meaning) (\(setting.kind); default: \(setting.value(in: Configuration())))"
      let help = ArgumentHelp(text, valueName: "value")
      return setting.kind == .list
        ? .list(Option(wrappedValue: [], name: name, parsing: .singleValue, help: help, completion: setting.completion))
        : .single(Option(name: name, help: help, completion: setting.completion))
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    entries = try Selection.settings.map { setting in
      let key = Key(stringValue: setting.name)
      return setting.kind == .list
        ? .list(try container.decode(Option<[String]>.self, forKey: key))
        : .single(try container.decode(Option<String?>.self, forKey: key))
    }
  }

  var customMirror: Mirror {
    Mirror(
      self,
      children: zip(Selection.settings, entries).map { setting, entry -> Mirror.Child in
        switch entry {
        case .single(let option): (setting.name, option)
        case .list(let option): (setting.name, option)
        }
      })
  }

  /// The settings that were given, with their texts.
  var given: [(setting: Setting, text: String)] {
    zip(Selection.settings, entries).compactMap { setting, entry in
      switch entry {
      case .single(let option): option.wrappedValue.map { (setting, $0) }
      case .list(let option): option.wrappedValue.isEmpty ? nil : (setting, option.wrappedValue.joined(separator: ","))
      }
    }
  }

  /// Whether a property's setting was given.
  func has(_ path: PartialKeyPath<Configuration>) -> Bool {
    let name = Setting.of(path).name
    return given.contains { $0.setting.name == name }
  }

  /// The defaults with the given settings in place.
  func configuration() throws -> Configuration { try Configuration().applying(given) }
}

extension Configuration {
  /// These settings with the given ones, as texts, in place.
  ///
  /// - Throws: `CommandLineFault` with every text that is no value of its setting, and every value that does not go with the others.
  func applying(_ given: [(setting: Setting, text: String)]) throws -> Configuration {
    var configuration = self
    var values: [(name: String, value: SettingValue)] = []
    var faults: [Diagnostic] = []
    func collect(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch let error as any DiagnosticError {
        faults += error.diagnostics
      }
    }
    for (setting, text) in given { try collect { values.append((setting.name, try setting.parse(text))) } }
    try collect { try configuration.apply(values) }
    guard faults.isEmpty else { throw CommandLineFault(diagnostics: faults) }
    return configuration
  }
}

extension Setting {
  /// What a shell offers for a value.
  fileprivate var completion: CompletionKind {
    switch kind {
    case .flag: .list(["true", "false"])
    case .choice(let choices): .list(choices)
    case .text where has(.folder): .directory
    case .list where isClosed: .list(suggestions.map(\.name))
    case .integer, .number, .probability, .text, .list: .list([])
    }
  }
}
