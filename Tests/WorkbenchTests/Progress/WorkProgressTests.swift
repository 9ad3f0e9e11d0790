import Essentials
import Hub
import Presentation
import Testing
import Workbench

@Suite(.serialized) struct WorkProgressTests {
  private func text(_ part: MovingLine.Part?) -> String? { if case .text(let text)? = part?.content { text } else { nil } }

  private func texts(_ line: MovingLine?) -> [String] { line?.parts.compactMap(text) ?? [] }

  /// What `command` tells, a second between any two.
  private func changes(_ command: String) throws -> [(change: WorkProgress.Change, line: MovingLine?)] {
    var (progress, time) = (WorkProgress(), ContinuousClock.now)
    var changes: [(WorkProgress.Change, MovingLine?)] = []
    let bench = try Bench { event in
      time += .seconds(1)
      if let change = progress.hear(event, at: time) { changes.append((change, progress.line(at: time))) }
    }
    try bench.run(command)
    return changes
  }

  @Test func aTrainingIsALineThatMovesAndARowForEachEpoch() throws {
    let changes = try changes("epoch 2")
    let steps = changes.compactMap(\.line).filter { texts($0).first?.hasSuffix("/2") == true }
    #expect(steps.compactMap(\.fraction) == [1, 2, 3, 1, 2, 3].map { Double($0) / 3 })
    #expect(texts(steps.first).prefix(2) == ["epoch 1/2", "step 1/3"] && texts(steps.first).last?.hasSuffix(" left") == true)
    #expect(texts(steps.last).prefix(2) == ["epoch 2/2", "step 3/3"] && texts(steps.last).last == "0s left")
    #expect(texts(steps.first).contains { $0.hasPrefix("loss ") } && texts(steps.first).contains { $0.contains("sample") })
    let courses = steps.flatMap(\.parts).compactMap { if case .course(let losses) = $0.content { losses } else { nil } }
    #expect(courses.map(\.count) == [1, 2, 3, 4, 5, 6] && courses[5].prefix(5) == courses[4][...])

    let validation = changes.compactMap(\.line).filter { texts($0).first == "epoch 2  validation" }
    #expect(texts(validation.last) == ["epoch 2  validation", "3/3"] && validation.last?.fraction == 1)

    let rows = changes.compactMap { if case .row(let row) = $0.change { row } else { nil } }
    #expect(rows.map(\.epoch) == [1, 2] && rows.map(\.epochs) == [2, 2] && rows.map(\.step) == [3, 6])
    #expect(rows[0].validation.map(\.metric) == ["loss"] && rows[0].isBest && rows[0].facts == [])
    #expect(rows[0].text.hasPrefix("epoch 1/2  step 3  loss \(figureText(rows[0].trainingLoss))  validation loss "))
    #expect(rows[0].text.hasSuffix(" left  best"))
    #expect(rows[1].pace?.secondsLeft == 0)
    guard case .over? = changes.last?.change else {
      Issue.record("it does not end")
      return
    }
    #expect(changes.last?.line == nil)
  }

  @Test func anEvaluationCountsItsSamples() throws {
    let lines = try changes("evaluate split=train").compactMap(\.line)
    #expect(texts(lines.last) == ["evaluation", "6/6"] && lines.last?.fraction == 1)
  }

  @Test func aDownloadTellsItsPace() {
    var progress = WorkProgress()
    let start = ContinuousClock.now
    func hear(_ event: HubEvent, _ seconds: Double) -> (WorkProgress.Change?, MovingLine?) {
      (progress.hear(.download(event), at: start + .seconds(seconds)), progress.line(at: start + .seconds(seconds)))
    }
    // What was there before is nobody's speed.
    #expect(texts(hear(.downloading(file: "w", done: 1_000_000, total: 11_000_000), 0).1) == ["w", "1.0/11.0 MB"])
    let line = hear(.downloading(file: "w", done: 3_000_000, total: 11_000_000), 2).1
    #expect(texts(line) == ["w", "3.0/11.0 MB", "1.0 MB/s", "8s left"] && line?.fraction == 3.0 / 11)
    #expect(
      texts(hear(.downloading(file: "w", done: 203_000_000, total: 1_203_000_000), 102).1).dropFirst() == [
        "203/1203 MB", "2.0 MB/s", "8:25 left",
      ])
    let checking = hear(.checking(file: "w"), 103).1
    #expect(texts(checking) == ["checking w"] && checking?.fraction == nil)
    let (waiting, still) = hear(.waiting(file: "w"), 104)
    guard case .fact("another program is fetching w; waiting for it")? = waiting else {
      Issue.record("\(waiting.debugDescription)")
      return
    }
    #expect(still == nil)
    // The next one begins anew.
    _ = hear(.done, 105)
    #expect(texts(hear(.downloading(file: "v", done: 5_000_000, total: 6_000_000), 106).1) == ["v", "5.0/6.0 MB"])
  }

  @Test(
    arguments: [(-1, "0s"), (7.4, "7s"), (59.6, "1:00"), (187, "3:07"), (7387, "2:03:07"), (.infinity, "?"), (.nan, "?")]
      as [(Double, String)])
  func timesAreReadAtAGlance(seconds: Double, text: String) { #expect(timeText(seconds) == text) }
}
