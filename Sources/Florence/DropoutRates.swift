/// The probabilities of the model's dropouts, read at every training pass: a change holds from the next pass on.
public final class DropoutRates {
  /// After embeddings, attention and feed-forward parts of the language model.
  public var hidden: Double
  /// On attention probabilities.
  public var attention: Double
  /// Inside feed-forward parts, after the activation.
  public var activation: Double
  /// The image tower's last block's drop path; those before it lie on a line from 0.
  public var dropPath: Double

  /// Those of the checkpoint's configuration.
  public init(_ configuration: FlorenceConfiguration) {
    (hidden, attention, activation, dropPath) = Self.rates(configuration)
  }

  /// Sets them to those of the checkpoint's configuration again.
  public func restore(_ configuration: FlorenceConfiguration) {
    (hidden, attention, activation, dropPath) = Self.rates(configuration)
  }

  private static func rates(_ configuration: FlorenceConfiguration) -> (Double, Double, Double, Double) {
    let text = configuration.text
    return (text.dropout, text.attentionDropout, text.activationDropout, configuration.vision.dropPathRate)
  }

  /// Sets every one of them to `probability`, in 0..<1; 0 turns all off.
  public func setAll(_ probability: Double) {
    precondition((0..<1).contains(probability), "dropout probability \(probability) is not inside 0..<1")
    (hidden, attention, activation, dropPath) = (probability, probability, probability, probability)
  }
}
