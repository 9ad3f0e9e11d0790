import Tensors
import Testing

@Suite struct DTypeTests {
  @Test func names() {
    #expect(DType.allCases.allSatisfy { DType(name: $0.name) == $0 && DType(rawValue: $0.rawValue) == $0 })
    #expect(DType.float32.name == "float32" && DType.bfloat16.name == "bfloat16" && DType.bfloat16.rawValue == "BF16")
    #expect(DType(name: "F32") == nil && DType(name: "") == nil)
    #expect(DType.checkpointTypes.map(\.name) == ["float32", "float16"])
  }

  @Test func widths() {
    #expect(DType.allCases.map(\.byteCount) == [4, 2, 2, 8, 8, 4, 2, 1, 8, 4, 2, 1, 1])
    #expect(DType.allCases.filter(\.isHalf) == [.float16, .bfloat16])
    #expect(DType.allCases.filter(\.isFloatingPoint) == [.float32, .float16, .bfloat16, .float64])
  }
}
