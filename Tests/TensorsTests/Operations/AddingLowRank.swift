import Tensors

extension Tensor {
  /// The tensor with a low-rank map's part for `input` added, by a linear map that gives nothing of its own.
  func addingLowRank(of input: Tensor, down: Tensor, up: Tensor, scaling: Float, dropout: Dropout?) -> Tensor {
    let nothing = Tensor.zeros([up.shape[0], down.shape[1]])
    return input.linear(nothing, nil, lowRank: LowRankMap(down: down, up: up, scaling: scaling, dropout: dropout)).added(to: self)
  }
}
