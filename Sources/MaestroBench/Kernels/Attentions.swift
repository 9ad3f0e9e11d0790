import CKernels
import Tensors

/// The side of the map, the channels and the heads of each stage of the vision tower.
private let stages = [(side: 192, channels: 128, heads: 4), (96, 256, 8), (48, 512, 16), (24, 1024, 32)]

/// The attentions of Florence-2 base, forward and backward, as products would count them.
var attentions: [Benchmark] {
  stages.map { side, channels, heads in
    operation(
      "window attention \(side) x \(side) x \(channels)", flops: 7 * 2 * side * side * 144 * channels, [1, side, side, 3 * channels],
      [3 * channels], follow: [0]
    ) { .windowAttention(qkv: $0[0], padding: $0[1], heads: heads, window: 12) }
  }
    + stages.map { side, channels, groups in
      operation(
        "channel attention \(side * side) x \(channels)", flops: 6 * 2 * side * side * 32 * channels, [1, side * side, 3 * channels],
        follow: [0]
      ) { .channelAttention(qkv: $0[0], groups: groups) }
    }
    + [(590, 590, false), (64, 64, true), (64, 590, false)].map { queries, keys, isCausal in
      operation(
        "attention \(queries) x \(keys)", flops: 7 * 2 * queries * keys * 768, [1, queries, 768], [1, keys, 768], [1, keys, 768],
        follow: [0, 1, 2]
      ) { .attention(query: $0[0], key: $0[1], value: $0[2], heads: 12, isCausal: isCausal, dropout: dropout(0.1)) }
    }
    + [softmax(144), softmax(590)]
}

private func softmax(_ columns: Int) -> Benchmark {
  let (rows, stride) = (99, (columns + 15) / 16 * 16)
  return Benchmark(name: "kernel softmax \(rows) x \(columns)", work: .bytes(8 * rows * columns)) {
    var scores = filled([rows, stride])
    return { scores.withMutablePointer { ck_softmax_rows(rows, columns, stride, columns, 0, $0) } }
  }
}

/// The convolutions of the vision tower, forward and the input's gradient.
var convolutions: [Benchmark] {
  stages.map { side, channels, _ in
    operation(
      "depthwise convolution \(side) x \(side) x \(channels)", bytes: 16 * side * side * channels, [1, side, side, channels],
      [channels, 1, 3, 3], [channels], follow: [0]
    ) { $0[0].addingDepthwiseConvolution($0[1], $0[2]) }
  } + [
    operation(
      "convolution 768 x 768 x 3 to 128, forward", flops: 2 * 36864 * 147 * 128, [1, 768, 768, 3], [128, 3, 7, 7], [128], follow: []
    ) { $0[0].convolution($0[1], $0[2], stride: 4, padding: 3) }
  ]
    + stages.dropLast().map { side, channels, _ in
      operation(
        "convolution \(side) x \(side) x \(channels) to \(2 * channels)", flops: 2 * side * side * 9 * channels * channels,
        [1, side, side, channels], [2 * channels, channels, 3, 3], [2 * channels], follow: [0]
      ) { $0[0].convolution($0[1], $0[2], stride: 2, padding: 1) }
    }
}
