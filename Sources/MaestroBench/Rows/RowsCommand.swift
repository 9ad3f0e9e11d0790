import ArgumentParser
import Files
import Foundation

/// What every comparison needs to know.
struct MeasuringOptions: ParsableArguments {
  @Option(help: "A checkpoint's folder, which needs no tokenizer; unless given, the base model with random weights, made once.")
  var checkpoint: String?
  @Option(help: "Threads of each program.") var threads = 2
}

/// Measures every row that has a target.
struct RowsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rows", abstract: "Measures the program beside PyTorch, transformers and PEFT, and says which target is met.",
    discussion: "Rows: \(Row.all.map(\.name).joined(separator: ", ")).")

  @OptionGroup var options: MeasuringOptions
  @Argument(help: "Names of rows, or their numbers; all rows unless given.") var rows: [String] = []
  @Option(help: "A Python with torch, transformers and peft; else MAESTRO_PEER_PYTHON, ~/peer/bin/python or python3.") var python: String?
  @Option(help: "How often each works; all but the first two count.") var `repeat` = 7
  @Option(help: "Writes all figures to a file.") var json: String?

  private func chosen() throws -> [Row] {
    if let unknown = rows.first(where: { word in !Row.all.contains { $0.name == word || "\($0.number)" == word } }) {
      throw ValidationError("There is no row \(unknown); the rows are \(Row.all.map(\.name).joined(separator: ", ")).")
    }
    return rows.isEmpty ? Row.all : Row.all.filter { rows.contains($0.name) || rows.contains("\($0.number)") }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let chosen = try chosen()
    let programs = try Programs(python: python, threads: options.threads)
    if programs.python == nil { note("there is no peer to compare with; make one: \(Programs.peerHint)") }
    let measurement = try RowMeasurement(programs: programs, checkpoints: Checkpoints(options.checkpoint), turns: max(1, `repeat`))
    let machine = Machine()
    print("\(machine.summary); \(options.threads) threads each")
    var results: [RowResult] = []
    var faults: [String] = []
    for row in chosen {
      do {
        results.append(try measurement.result(of: row))
        try write(results, machine)
      } catch let missing as RowMeasurement.Missing {
        faults.append("\(row.name): left out, \(missing.reason)")
        note(faults[faults.count - 1])
      } catch {
        faults.append("\(row.name): failed, \(error)")
        note(faults[faults.count - 1])
      }
    }
    print(ResultTable(results: results).text)
    for fault in faults { print(fault) }
    if !faults.isEmpty { throw ExitCode.failure }
  }

  private func write(_ results: [RowResult], _ machine: Machine) throws {
    guard let json else { return }
    let report = Report(machine: machine, threads: options.threads, rows: results)
    try Data(EncodedJSON.bytes(of: report, isIndented: true, isSnakeCase: true)).write(to: URL(fileURLWithPath: json))
  }

  private struct Report: Encodable {
    let machine: Machine
    let threads: Int
    let rows: [RowResult]
  }
}
