import Files
import Foundation

/// The programs that are measured.
struct Programs {
  /// This one, which has our workers.
  let bench: String
  /// The product itself, beside it.
  let maestro: String
  /// A Python with PyTorch, transformers and PEFT; nil: there is none.
  let python: String?
  /// The peer's workers.
  let peerScript: String
  /// What does a step's products alone; nil: it was not compiled.
  let products: String?
  /// Threads that each of them has.
  let threads: Int

  /// How the peer's environment is made.
  static let peerHint =
    "python3 -m venv ~/peer && ~/peer/bin/pip install \"torch==2.13.0+cpu\" transformers==5.23.0 peft==0.21.2 safetensors pillow"

  /// - Parameter python: as the user names it; nil: looked for.
  init(python: String?, threads: Int) throws {
    let environment = ProcessInfo.processInfo.environment
    bench = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    maestro = URL(fileURLWithPath: bench).deletingLastPathComponent().appendingPathComponent("maestro").path
    peerScript = environment["MAESTRO_PEER_SCRIPT"] ?? "Scripts/peer.py"
    products = environment["MAESTRO_PRODUCTS"]
    self.threads = threads
    if let given = python ?? environment["MAESTRO_PEER_PYTHON"] {
      guard Self.hasLibraries(given) else {
        throw WorkerProcess.Failure(description: "\(given) has no torch, transformers and peft; make one: \(Self.peerHint)")
      }
      self.python = given
    } else {
      self.python = [UserFolders().expanded("~/peer/bin/python"), "python3"].first(where: Self.hasLibraries)
    }
  }

  private static func hasLibraries(_ python: String) -> Bool {
    let question = "import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in ('torch', 'transformers', 'peft')))"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "-c", question]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// A worker of ours.
  func ours(_ words: [String]) throws -> WorkerProcess { try WorkerProcess(bench, ["worker"] + words) }

  /// A worker of the peer's; nil when there is no peer.
  func peers(_ words: [String]) throws -> WorkerProcess? {
    guard let python else { return nil }
    // Nothing of it looks for news on the network.
    let environment = ["OMP_NUM_THREADS": "\(threads)", "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"]
    return try WorkerProcess("/usr/bin/env", [python, peerScript] + words, environment: environment)
  }
}
