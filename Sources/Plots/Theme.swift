import Images

/// The colours and fonts that all pictures share.
enum Theme {
  /// Letters.
  static let ink = Color(0x24292F)
  /// Letters of less weight.
  static let faint = Color(0x6E7781)
  /// The frame of a plot.
  static let axis = Color(0x8C959F)
  /// The lines behind a plot.
  static let grid = Color(0xE4E7EB)
  /// Behind a picture that does not fill its cell.
  static let mat = Color(0xF0F2F4)

  /// An answer that is the wanted one, and one that is not.
  static let right = Color(0x00704F)
  static let wrong = Color(0xB3370B)

  /// Told apart by people who see colours differently: Okabe and Ito, "Color Universal Design", 2008, without the yellow, which white hides.
  static let series = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xE69F00, 0x2B2B2B].map(Color.init)
}
