import Script

extension CommandGroup {
  static let data = CommandGroup("Data", order: 1)
  static let model = CommandGroup("Model and settings", order: 2)
  static let training = CommandGroup("Training", order: 3)
  static let measuring = CommandGroup("Measuring and asking", order: 4)
}
