import Foundation
import FoundationXML

/// The elements of an XML file with their texts and lines. Nothing outside the file is read, and entities of its own stand for nothing.
struct XMLOutline {
  /// An element.
  final class Element {
    let name: String
    /// From 1: where its start tag ends.
    let line: Int
    fileprivate(set) var children: [Element] = []
    fileprivate var characters = ""

    init(name: String, line: Int) {
      self.name = name
      self.line = line
    }

    /// What stands in it, without white space at its ends.
    var text: String { String(characters.trimmingBlanks) }

    /// The first of that name.
    func child(_ name: String) -> Element? { children.first { $0.name == name } }

    func children(named name: String) -> [Element] { children.filter { $0.name == name } }
  }

  /// Why it is no XML.
  struct Fault: Error {
    let message: String
    let line: Int?
  }

  let root: Element

  init(_ data: Data) throws(Fault) {
    let parser = XMLParser(data: data)
    parser.shouldResolveExternalEntities = false
    let builder = Builder()
    parser.delegate = builder
    _ = parser.parse()
    if let fault = builder.fault { throw fault }
    guard let root = builder.root else { throw Fault(message: "there is no element in it", line: nil) }
    self.root = root
  }

  /// Elements may be nested this deep.
  private static let depthLimit = 100

  private final class Builder: NSObject, XMLParserDelegate {
    var root: Element?
    var fault: Fault?
    private var open: [Element] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
      let element = Element(name: name, line: parser.lineNumber)
      if let parent = open.last { parent.children.append(element) } else { root = root ?? element }
      open.append(element)
      if open.count > depthLimit {
        fault = fault ?? Fault(message: "elements are nested more than \(depthLimit) deep", line: parser.lineNumber)
        parser.abortParsing()
      }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      if !open.isEmpty { open.removeLast() }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.characters += text }

    func parser(_ parser: XMLParser, foundCDATA data: Data) { open.last?.characters += String(decoding: data, as: UTF8.self) }

    func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
      let code = (error as NSError).code
      fault = fault ?? Fault(message: Self.words[code] ?? "the parser's error \(code)", line: parser.lineNumber)
    }

    /// libxml2's codes, which come without words.
    private static let words = [
      4: "the file is empty", 5: "the file is cut off, or something stands behind its end", 9: "a character that XML does not allow",
      26: "an entity that is not defined", 38: "`<` stands in an attribute", 39: "an attribute's value has no quotes",
      41: "an attribute has no value", 65: "a blank is missing", 68: "a name is missing: write &lt; for `<` and &amp; for `&`",
      73: "a tag has no end, `>` is missing", 74: "an end tag is broken", 76: "an end tag does not match its start tag",
      77: "an element has no end tag: the file is cut off", 81: "it is not in the encoding that it names",
    ]
  }
}
