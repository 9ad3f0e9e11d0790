// swift-tools-version: 6.1
import PackageDescription

// The house, floor by floor: a target imports from the floors below its own, never sideways or up.
// `Scripts/check-imports` holds every `import` line against these lists.

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

func floor(_ name: String, _ dependencies: Target.Dependency..., exclude: [String] = []) -> Target {
  .target(name: name, dependencies: name == "Essentials" ? dependencies : ["Essentials"] + dependencies, exclude: exclude)
}

func native(_ name: String, _ dependencies: Target.Dependency..., exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude)
}

func systemLibrary(_ name: String, pkgConfig: String, package debian: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

/// - Parameter packageAccess: false: the tests see what is public alone, as other packages do.
func tests(_ name: String, _ dependencies: Target.Dependency..., exclude: [String] = [], packageAccess: Bool = true) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: (name == "Essentials" ? [] : [.target(name: name)]) + ["Essentials", "TestSupport"] + dependencies,
    exclude: exclude, packageAccess: packageAccess)
}

let package = Package(
  name: "Maestro",
  products: [
    .executable(name: "maestro", targets: ["MaestroCLI"]),
    .library(name: "MaestroKit", targets: ["MaestroKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // No target needs it: it is the command `swift package generate-documentation`, built when that is asked for.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .executableTarget(
      name: "MaestroCLI",
      dependencies: [
        "Essentials", "Console", "Workbench", "Script", "Presentation", "FineTuning", "Florence", "Scoring", "Images", "Tensors",
        argumentParser,
        systemPackage,
      ]),
    .executableTarget(
      name: "MaestroBench",
      dependencies: [
        "FineTuning", "Florence", "Training", "Plots", "Layers", "Images", "Tensors", "Files", "CKernels", "CPseudoTerminal",
        argumentParser,
        systemPackage,
      ]),
    floor("Console", "Workbench", "Transcripts", "Script", "Presentation", "FineTuning", "Images", "Files", "CTerminal", systemPackage),
    floor(
      "Workbench", "FineTuning", "Florence", "LoRA", "Training", "Datasets", "Scoring", "Plots", "Layers", "Tensors", "Images",
      "Tokenization", "Tasks", "Hub", "Transcripts", "Script", "Presentation", "Files", systemPackage),
    floor(
      "MaestroKit", "FineTuning", "Florence", "LoRA", "Training", "Datasets", "Scoring", "Images", "Tensors", "Tokenization",
      "Tasks", systemPackage),
    floor(
      "FineTuning", "Florence", "LoRA", "Training", "Datasets", "Scoring", "Plots", "Layers", "Images", "Tensors", "Tokenization", "Tasks",
      "Hub", "Presentation",
      "CBundledModel", "Files", systemPackage),
    floor("LoRA", "Layers", "Tensors", "Files", systemPackage),
    floor("Training", "Layers", "Tensors", "Files", systemPackage),
    floor("Florence", "Layers", "Tensors", "Tasks", "Images", "Files", systemPackage),
    floor("Datasets", "Images", "Tasks", "Files", systemPackage, .product(name: "Yams", package: "Yams")),
    floor("Plots", "Images", systemPackage),
    floor("Layers", "Tensors", "Files", systemPackage),
    floor("Images", "Files", "CImageCodec", "CCairo", systemPackage),
    floor("Tensors", "CKernels", "COpenBLAS", exclude: ["README.md"]),
    floor("Tokenization", "Tasks", "Files", .product(name: "HeapModule", package: "swift-collections"), systemPackage),
    floor("Tasks"),
    floor("Hub", "Files", "CCurl", .product(name: "Crypto", package: "swift-crypto"), systemPackage),
    floor("Transcripts", "Script", "Plots", "Images", "Files", systemPackage),
    floor("Scoring"),
    floor("Script", "Files", "Presentation", exclude: ["grammar.txt"]),
    floor("Presentation"),
    floor("Files", systemPackage),
    floor("Essentials", "CSignals"),
    native("CBundledModel", exclude: ["README.md", "nano"]),
    native("CKernels"),
    native("COpenBLAS"),
    native("CCurl"),
    native("CImageCodec", "CLibPNG", "CLibJPEG"),
    native("CSignals"),
    native("CTerminal", "CSignals", "CLibEdit"),
    systemLibrary("CLibPNG", pkgConfig: "libpng", package: "libpng-dev"),
    systemLibrary("CLibJPEG", pkgConfig: "libjpeg", package: "libjpeg62-turbo-dev"),
    systemLibrary("CLibEdit", pkgConfig: "libedit", package: "libedit-dev"),
    systemLibrary("CCairo", pkgConfig: "cairo", package: "libcairo2-dev"),

    .target(
      name: "TestSupport", dependencies: ["Essentials", "Layers", "Tensors", systemPackage], path: "Tests/TestSupport",
      exclude: ["Fixtures"]),
    .testTarget(
      name: "TestSupportTests", dependencies: ["TestSupport", .product(name: "Crypto", package: "swift-crypto"), systemPackage]),
    tests("CSignals"),
    tests("CTerminal"),
    tests("Essentials", systemPackage),
    tests("Files", systemPackage),
    tests("Scoring"),
    tests("Presentation"),
    tests("Script", "Files", "Presentation", exclude: ["Chunks/Errors", "Chunks/Values"]),
    tests("Tasks", systemPackage),
    tests("Tokenization", systemPackage),
    tests("Hub", systemPackage),
    .target(name: "CPanelTile", path: "Tests/CPanelTile"),
    tests("Tensors", "Layers", "CKernels", "CPanelTile", systemPackage),
    tests("Images", systemPackage),
    tests("Layers", "Tensors", systemPackage),
    tests("Plots", "Images", systemPackage),
    tests("Datasets", "Images", "Tasks", "Files", systemPackage),
    tests("Florence", "Layers", "Tensors", "Tasks", "Images", "Files", systemPackage),
    tests("Training", "LoRA", "Layers", "Tensors", "Files", systemPackage),
    tests("LoRA", "Layers", "Tensors", "Files", systemPackage),
    tests(
      "FineTuning", "Florence", "LoRA", "Training", "Datasets", "Scoring", "Layers", "Tensors", "Tasks", "Images", "Files", systemPackage),
    tests(
      "Workbench", "FineTuning", "Florence", "Training", "Datasets", "Scoring", "Layers", "Plots", "Images", "Tasks", "Hub", "Transcripts",
      "Script", "Presentation", "Files", systemPackage,
      exclude: ["Mistakes/mistakes.txt"]),
    .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
    tests("Console", "CPseudoTerminal", "Script", "Workbench", "Training", "FineTuning", "Images", systemPackage),
    tests("Transcripts", "Script", "Presentation", "Images", systemPackage),
    tests("MaestroKit", systemPackage, packageAccess: false),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "Essentials", "Files", "Workbench", "Script", "FineTuning", "Training", "Datasets", "Layers", "Images", "TestSupport",
        systemPackage,
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
