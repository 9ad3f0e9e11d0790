/// The arguments of one call, each of its parameter's type.
struct GivenArguments {
  /// Parameters in the order of the text, each once.
  var names: [String] = []
  var values: [String: Value] = [:]
  /// Where the first value of each stands.
  var spans: [String: Span] = [:]
  /// The place of the first value of each among all arguments.
  var places: [String: Int] = [:]

  /// Where the argument stands that is this path.
  func span(naming path: String) -> Span? {
    names.first { if case .text(path)? = values[$0] { true } else { false } }.flatMap { spans[$0] }
  }
}

extension Interpreter {
  /// Evaluates arguments, finds their parameters and holds them against their types.
  func arguments(of call: BoundCall<Session>, parameters: [Parameter], in place: Place<Session>) throws(Unwind) -> GivenArguments {
    let arguments = Array(call.arguments)
    var forms: [ArgumentForm] = []
    for (index, argument) in arguments.enumerated() {
      if call.isDefinition {
        forms.append(
          try tracing(.argument(index), argument.value.span, in: place) { () throws(Unwind) in try form(argument.value, in: place) })
      } else {
        forms.append(try form(argument.value, in: place))
      }
    }
    let assignment = ArgumentAssignment(parameters, names: arguments.map(\.name?.text), forms: forms)
    var given = GivenArguments()
    var repeated: [String: [Value]] = [:]
    for ((position, (argument, form)), index) in zip(zip(arguments, forms).enumerated(), assignment.parameters) {
      guard let index else {
        throw fault(
          .value, argument.span, "`\(call.signature.words)` has no place for this argument", hint: call.signature.usage, in: place)
      }
      let parameter = parameters[index]
      if given.spans[parameter.name] == nil {
        given.names.append(parameter.name)
        given.spans[parameter.name] = argument.span
        given.places[parameter.name] = position
      }
      let isSpread = parameter.isRepeated && argument.name != nil
      let value = try accept(form, argument.value, for: parameter, as: isSpread ? .list(of: parameter.type) : parameter.type, in: place)
      if parameter.isRepeated {
        if isSpread, case .list(let list) = value {
          repeated[parameter.name, default: []] += list.elements
        } else {
          repeated[parameter.name, default: []].append(value)
        }
      } else {
        given.values[parameter.name] = value
      }
    }
    for (name, values) in repeated { given.values[name] = .list(List(values)) }
    for (index, parameter) in parameters.enumerated()
    where parameter.isRequired && given.values[parameter.name] == nil && call.inner[index] == nil {
      throw fault(.value, call.syntax.span, "`\(call.signature.words)` needs `\(parameter.name)`", hint: call.signature.usage, in: place)
    }
    return given
  }

  private func accept(
    _ form: ArgumentForm, _ syntax: ExpressionSyntax, for parameter: Parameter, as type: ParameterType, in place: Place<Session>
  ) throws(Unwind) -> Value {
    do throws(Mismatch) {
      return try type.accept(form)
    } catch {
      throw fault(.value, syntax.element(error.path).span, error.message(for: parameter), hint: error.hint, in: place)
    }
  }
}
