@main struct Maestro { static func main() {} }
