/// A part of the model. It says once what it is made of; names, counts, freezing, loading, saving and adapters all follow from that.
public protocol Layer: AnyObject {
  /// Its parts with their names in transformers, in the order of the forward pass.
  var members: [Member] { get }
}

/// A named part of a layer.
public struct Member {
  /// What a name stands for.
  public enum Part {
    case parameter(Parameter)
    case layer(any Layer)
    case list([any Layer])
  }

  /// Of the part within its layer; may be several components with dots between.
  public let name: String
  /// What is named.
  public let part: Part

  /// A weight.
  public init(_ name: String, _ parameter: Parameter) {
    self.name = name
    part = .parameter(parameter)
  }

  /// A child.
  public init(_ name: String, _ layer: any Layer) {
    self.name = name
    part = .layer(layer)
  }

  /// Children named `name.0`, `name.1` and so on.
  public init(_ name: String, _ layers: [any Layer]) {
    self.name = name
    part = .list(layers)
  }
}

extension Layer {
  /// Every parameter below, with its full name; a tied parameter comes once for each of its names.
  public var namedParameters: [(name: String, parameter: Parameter)] {
    var found: [(String, Parameter)] = []
    walk { name, part in
      if case .parameter(let parameter) = part { found.append((name, parameter)) }
    }
    return found
  }

  /// Every linear layer below, with its full name.
  public var namedLinears: [(name: String, linear: Linear)] {
    var found: [(String, Linear)] = []
    walk { name, part in
      if case .layer(let layer) = part, let linear = layer as? Linear { found.append((name, linear)) }
    }
    return found
  }

  /// Visits every part below in order, with its full name; a layer before its own parts.
  public func walk(_ prefix: String = "", _ visit: (_ name: String, _ part: Member.Part) -> Void) {
    for member in members {
      let name = prefix + member.name
      switch member.part {
      case .parameter: visit(name, member.part)
      case .layer(let layer):
        visit(name, member.part)
        layer.walk(name + ".", visit)
      case .list(let layers):
        for (index, layer) in layers.enumerated() {
          visit("\(name).\(index)", .layer(layer))
          layer.walk("\(name).\(index).", visit)
        }
      }
    }
  }
}
