/// What stood at the end of a text, where the cursor was: for completion. The span is what is typed of it so far.
enum CursorPlace {
  case statement(Span)
  /// An argument: of the list that is the value of `name`, or the value of `name`, or one without a name.
  case argument([ArgumentSyntax], name: NameSyntax?, Span)
  case operand(Span)
  case binaryOperator(Span, isInList: Bool)
  case variable(Span)
  case field(ExpressionSyntax, Span)
  case keyword(String, Span)
  /// Behind the block of an `if`.
  case afterIf
  /// In a text in quotes that begins at this offset, being an argument or part of one.
  case argumentText([ArgumentSyntax], name: NameSyntax?, Int)
  /// In a text in quotes anywhere else, which begins at this offset.
  case text(Int)
  case newName
  case nothing
}
