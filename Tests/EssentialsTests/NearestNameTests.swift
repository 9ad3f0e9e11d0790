import Essentials
import Testing

@Test(arguments: [
  ("rnk", "rank"), ("raknk", "rank"), ("arnk", "rank"), ("RANK", "rank"), ("batchsize", "batch_size"), ("batch_siez", "batch_size"),
  ("lr_sheduler", "lr_scheduler"), ("trian", "train"), ("lora_q", "lora_r"), ("x", nil), ("", nil), ("something", nil), ("tr", "r"),
  ("t", nil),
])
func theNearestName(_ name: String, _ expected: String?) {
  #expect(nearestName(to: name, in: ["rank", "batch_size", "lr_scheduler", "train", "lora_r", "r"]) == expected)
}

@Test func ofTwoEquallyNearTheFirstIsMeant() {
  #expect(nearestName(to: "tain", in: ["main", "train"]) == "main")
  #expect(nearestName(to: "tain", in: ["train", "main"]) == "train")
}

@Test func anExactNameBeatsANearOne() {
  #expect(nearestName(to: "Valid", in: ["vali", "valid", "valida"]) == "valid")
}

@Test func aTranspositionCountsOne() {
  #expect(nearestName(to: "ba", in: ["ab"]) == "ab")
  #expect(nearestName(to: "bac", in: ["cab"]) == nil)
}

@Test func namesOfAnyLengthAreAnsweredAtOnce() {
  let long = String(repeating: "a", count: 1_000_000)
  #expect(nearestName(to: long, in: [long]) == nil)
  #expect(nearestName(to: "a", in: [long]) == nil)
}
