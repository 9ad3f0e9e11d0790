import CCairo

/// The system's fonts for what DejaVu lacks, such as Chinese, Japanese and Korean: pictures with such text depend on what is installed.
enum FallbackFonts {
  /// The font that comes first among those that have a character; nil when none has.
  static func face(for scalar: Unicode.Scalar, isBold: Bool) -> OpaquePointer? {
    (isBold ? bold : regular).first { $0.has(scalar) }?.font
  }

  /// Safe to share: made once at the first character that DejaVu lacks, never changed or freed, and Cairo takes a lock round each use.
  nonisolated(unsafe) private static let regular = faces(weight: FC_WEIGHT_REGULAR)
  nonisolated(unsafe) private static let bold = faces(weight: FC_WEIGHT_BOLD)

  /// Each has a character that those before it lack. Fontconfig keeps what their characters belong to.
  private static func faces(weight: Int32) -> [Typeface.Face] {
    guard let pattern = FcPatternCreate() else { return [] }
    defer { FcPatternDestroy(pattern) }
    FcPatternAddString(pattern, FC_FAMILY, "sans-serif")
    FcPatternAddInteger(pattern, FC_WEIGHT, weight)
    FcConfigSubstitute(nil, pattern, FcMatchPattern)
    FcDefaultSubstitute(pattern)
    var result = FcResultMatch
    let trims: FcBool = 1
    guard let fonts = FcFontSort(nil, pattern, trims, nil, &result) else { return [] }
    return (0..<Int(fonts.pointee.nfont)).compactMap { index in
      guard let font = fonts.pointee.fonts[index], let prepared = FcFontRenderPrepare(nil, pattern, font) else { return nil }
      var characters: OpaquePointer?
      guard FcPatternGetCharSet(prepared, FC_CHARSET, 0, &characters) == FcResultMatch, let characters else { return nil }
      return cairo_ft_font_face_create_for_pattern(prepared).map { Typeface.Face(font: $0, characters: characters) }
    }
  }
}
