import Foundation
import SystemPackage

/// Measures rows with the programs and checkpoints that there are.
struct RowMeasurement {
  let programs: Programs
  let checkpoints: Checkpoints
  let turns: Int

  /// What a row needs beyond what was given it; the row is then left out.
  struct Missing: Error {
    let reason: String
  }

  func result(of row: Row) throws -> RowResult {
    let disturbance = Disturbance()
    var result = try measured(row)
    result.othersShare = disturbance.share
    if let fact = Disturbance.fact(result.othersShare) { result.facts.append(fact) }
    return result
  }

  private func measured(_ row: Row) throws -> RowResult {
    let contest = Contest(turns: turns)
    switch row.work {
    case .beside(let words, let needs, let storedInHalf):
      let checkpoint = try storedInHalf ? checkpoints.half() : checkpoints.single()
      return try beside(row, contest, words + options(checkpoint), needs: needs)
    case .products: return try products(row, contest)
    case .prompt:
      let prompts = Starter { (try FirstPrompt.seconds(of: programs.maestro), WorkerMessage()) }
      return try result(row, Contest(turns: 9, counted: 9), [("ours", { prompts })])
    case .opening: return try opening(row, contest)
    case .picture: return try picture(row, contest)
    }
  }

  private func options(_ checkpoint: String) -> [String] { ["--checkpoint", checkpoint, "--threads", "\(programs.threads)"] }

  /// Both at the same words, side by side where memory allows.
  private func beside(_ row: Row, _ contest: Contest, _ words: [String], needs: Row.Need) throws -> RowResult {
    let available = Double(Machine.availableMemory) / 1e9
    var facts: [String] = []
    let isAlone = programs.python != nil && available < needs.peer
    let isTight = programs.python != nil && available < needs.ours + needs.peer
    if isAlone {
      facts = [String(format: "the peer is left out: it takes about %.0f GB, and %.1f are free", needs.peer, available)]
    } else if isTight {
      let both = needs.ours + needs.peer
      facts = [String(format: "one after the other: both at once take about %.0f GB, and %.1f are free", both, available)]
    }
    for fact in facts { note("\(row.name): \(fact)") }
    var result = try result(
      row, contest, together: !isTight, facts: facts,
      [("ours", { try programs.ours(words) }), ("peer", { isAlone ? nil : try programs.peers(words) })])
    if words[0] == "train", let peer = result.peer {
      let operations = try StepProfile.operations(of: recorded(Array(words.dropFirst())))
      let rate = ArithmeticRate.measured(threads: programs.threads)
      result.floor = operations / rate / peer.median
      result.facts.append(
        String(format: "%.3f TFLOP of products, which take %.2f s", operations / 1e12, operations / rate)
          + String(format: " at the %.0f GFLOP/s of products in the cache", rate / 1e9))
    }
    return result
  }

  /// The list of a step's products.
  private func recorded(_ options: [String]) throws -> String {
    let list = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: list) }
    return try StepProfile.record(programs, options, to: list)
  }

  private func result(
    _ row: Row, _ contest: Contest, together: Bool = true, facts: [String] = [],
    _ contenders: [(name: String, make: () throws -> (any Contender)?)]
  ) throws -> RowResult {
    let sides = try contest.run(together: together, row.name, contenders)
    guard let ours = sides[0] else { throw Missing(reason: "nothing was measured") }
    return RowResult(row, ours: ours, peer: sides.count > 1 ? sides[1] : nil, facts: facts)
  }

  private func products(_ row: Row, _ contest: Contest) throws -> RowResult {
    guard let program = programs.products else { throw Missing(reason: "Scripts/products.c is not compiled") }
    let list = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: list) }
    let options = try options(checkpoints.single())
    _ = try StepProfile.record(programs, options + ["--batch", "1"], to: list)
    var result = try result(
      row, contest,
      [
        ("step", { try programs.ours(["train", "--batch", "1"] + options) }),
        ("products", { try WorkerProcess(program, [list.path]) }),
      ])
    let facts = result.peer?.facts ?? [:]
    result.facts.append(
      "\(facts["tflop"] ?? "?") TFLOP, OpenBLAS \(facts["kernels"] ?? "?"), oneDNN (libdnnl2) \(facts["onednn"] ?? "?")")
    return result
  }

  private func opening(_ row: Row, _ contest: Contest) throws -> RowResult {
    let words = try ["load"] + options(checkpoints.single())
    let ours = Starter {
      let worker = try programs.ours(words)
      return (worker.secondsToReady, try worker.end())
    }
    // The peer says itself what importing its libraries and loading take, its interpreter's start left out.
    let peer = Starter {
      guard let worker = try programs.peers(words) else { throw Missing(reason: "there is no peer") }
      return (try worker.work(), try worker.end())
    }
    return try result(row, contest, [("ours", { ours }), ("peer", { programs.python == nil ? nil : peer })])
  }

  private func picture(_ row: Row, _ contest: Contest) throws -> RowResult {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString).jpg")
    defer { try? FileManager.default.removeItem(at: file) }
    try PictureWork.photograph(width: 640, height: 480).write(to: FilePath(file.path))
    return try beside(row, contest, ["picture", "--file", file.path], needs: Row.Need(ours: 0.1, peer: 0.1))
  }
}
