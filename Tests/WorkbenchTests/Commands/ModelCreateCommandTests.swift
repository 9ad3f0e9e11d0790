import Essentials
import Foundation
import Script
import TestSupport
import Testing
import Workbench

/// Models with random weights, after the pattern of another one's folder.
@Suite struct ModelCreateCommandTests {
  @Test func aSeedMakesOneModel() throws {
    let bench = try Bench()
    let folder = bench.folder
    let (pattern, weights) = (folder.appending("pattern"), folder.appending("pattern/model.safetensors"))
    let parameters = try bench.field("parameters", of: "model load tiny")
    try bench.run("model export \(pattern)")
    try FileManager.default.removeItem(atPath: weights.string)
    #expect(try bench.field("parameters", of: "model create \(folder.appending("one")) \(pattern) seed=7") == parameters)
    // What is there already stays; another seed is another model.
    try bench.run("model create \(folder.appending("one")) \(pattern) seed=7; model create \(folder.appending("two")) \(pattern) seed=7")
    #expect(throws: (any Error).self) { try bench.run("model create \(folder.appending("one")) \(pattern) seed=8") }
    try bench.run("model create \(folder.appending("other")) like=\(pattern) seed=8")
    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: folder.appending("\(name)/model.safetensors").string))
    }
    #expect(try bytes("one") == bytes("two"))
    #expect(try bytes("one") != bytes("other"))
  }

  @Test func aModelOfOnesOwnTrainsAndGoesOn() throws {
    let bench = try Bench()
    let (pattern, model) = (bench.folder.appending("pattern"), bench.folder.appending("model"))
    try bench.run("model load tiny; model export \(pattern); model create \(model) \(pattern); model load \(model)")
    try bench.run("set training=full image_size=default; step 2; checkpoint save \(bench.folder.appending("kept"))")
    let losses = try bench.history("loss")
    try bench.run("step 1; checkpoint load \(bench.folder.appending("kept"))")
    #expect(try bench.history("loss") == losses)
  }

  @Test func aPatternWithoutConfigurationIsRefused() throws {
    let bench = try Bench()
    #expect(throws: (any Error).self) { try bench.run("model create \(bench.folder.appending("new")) \(bench.folder.appending("data"))") }
    #expect(!FileManager.default.fileExists(atPath: bench.folder.appending("new").string))
  }
}
