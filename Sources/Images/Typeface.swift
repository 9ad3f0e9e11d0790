import CCairo

/// A font of the DejaVu family, drawn from its file, so that pictures are the same wherever that package is installed.
public enum Typeface: String, Sendable, Hashable, CaseIterable {
  case sans = "DejaVuSans"
  case sansBold = "DejaVuSans-Bold"
  case mono = "DejaVuSansMono"
  case monoBold = "DejaVuSansMono-Bold"
  case serif = "DejaVuSerif"
  case serifBold = "DejaVuSerif-Bold"
}

extension Typeface {
  /// A font as Cairo draws it, and the characters that it has.
  struct Face {
    let font: OpaquePointer
    let characters: OpaquePointer

    func has(_ scalar: Unicode.Scalar) -> Bool { FcCharSetHasChar(characters, scalar.value) != 0 }
  }

  /// Cairo's face of this font; nil when the file is not there.
  var face: OpaquePointer? { Self.faces[self]?.font }

  /// Whether the font has a character; taken for granted when its file is not there.
  func has(_ scalar: Unicode.Scalar) -> Bool { Self.faces[self]?.has(scalar) ?? true }

  /// Safe to share: the table and the faces in it are made once and never changed or freed, and Cairo takes a lock round each use of the
  /// FreeType face beneath.
  nonisolated(unsafe) private static let faces: [Typeface: Face] = {
    var library: FT_Library?
    guard FT_Init_FreeType(&library) == 0 else { return [:] }
    var faces: [Typeface: Face] = [:]
    for typeface in allCases {
      var font: FT_Face?
      guard FT_New_Face(library, "/usr/share/fonts/truetype/dejavu/\(typeface.rawValue).ttf", 0, &font) == 0 else { continue }
      guard let characters = FcFreeTypeCharSet(font, nil) else { continue }
      // Without hinting letters keep their shape at every size, and FreeType's version makes no difference.
      guard let face = cairo_ft_font_face_create_for_ft_face(font, Int32(FT_LOAD_NO_HINTING)) else { continue }
      faces[typeface] = Face(font: face, characters: characters)
    }
    return faces
  }()

  /// The family by which Cairo's own search may find something similar.
  var family: String {
    switch self {
    case .sans, .sansBold: "DejaVu Sans"
    case .mono, .monoBold: "DejaVu Sans Mono"
    case .serif, .serifBold: "DejaVu Serif"
    }
  }

  /// Whether Cairo's search is to find a bold one.
  var isBold: Bool { [.sansBold, .monoBold, .serifBold].contains(self) }
}
