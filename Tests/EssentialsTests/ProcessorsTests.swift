import Essentials
import Foundation
import SystemPackage
import TestSupport
import Testing

/// What a process may use, told from the files of a system made for it.
struct ProcessorsTests {
  private func count(_ files: [String: String], online: Int = 64) throws -> Int {
    let root = try TestFolder()
    for (name, text) in files {
      let file = URL(fileURLWithPath: root.path.string + name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return withExtendedLifetime(root) { Processors.count(underRoot: root.path.string, online: online) }
  }

  private let status = "/proc/self/status"
  private let groups = "/proc/self/cgroup"

  @Test func theAffinityMaskCounts() throws {
    #expect(try count([status: "Name:\tmaestro\nCpus_allowed:\t1\nCpus_allowed_list:\t0\n"]) == 1)
    #expect(try count([status: "Cpus_allowed:\tff,00000000,0000f00f\n"]) == 16)
    // It names what the machine does not have.
    #expect(try count([status: "Cpus_allowed:\tffffffff\n"], online: 4) == 4)
    #expect(try count([status: "no mask\n"], online: 4) == 4)
    #expect(try count([:], online: 2) == 2)
  }

  @Test(
    "quotas of the second version",
    arguments: [
      ("200000 100000\n", 2), ("150000 100000\n", 2), ("max 100000\n", 64), ("50000 100000\n", 1), ("damaged\n", 64), ("-1 0\n", 64),
    ])
  func quota(text: String, expected: Int) throws {
    #expect(try count([groups: "0::/\n", "/sys/fs/cgroup/cpu.max": text]) == expected)
  }

  @Test func theNarrowestGroupCounts() throws {
    let files = [
      groups: "0::/user/batch/job\n", "/sys/fs/cgroup/user/cpu.max": "300000 100000\n", "/sys/fs/cgroup/user/batch/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/user/batch/job/cpu.max": "700000 100000\n",
    ]
    #expect(try count(files) == 3)
    #expect(try count(files.merging([status: "Cpus_allowed:\t3\n"]) { $1 }) == 2)
  }

  @Test func quotasOfTheFirstVersionCount() throws {
    let files = [groups: "4:cpu,cpuacct:/docker/1\n2:memory:/docker/1\n", "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"]
    #expect(try count(files.merging(["/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "250000\n"]) { $1 }) == 3)
    #expect(try count(files.merging(["/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n"]) { $1 }) == 64)
  }

  @Test func thisProcessMayUseSome() {
    #expect((1...ProcessInfo.processInfo.activeProcessorCount).contains(Processors.count))
  }
}
