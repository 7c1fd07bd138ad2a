/// Collects the operations of both syntaxes side by side.
struct OperationBuilder {
  private var html = Side(.html)
  private var xhtml = Side(.xhtml)

  private struct Side {
    var writer: TagWriter
    var operations: [Operation] = []

    init(_ syntax: MarkupSyntax) { writer = TagWriter(syntax) }

    mutating func flush() {
      guard !writer.bytes.isEmpty else { return }
      operations.append(.literal(writer.bytes))
      writer.bytes = []
    }

    mutating func add(_ operation: Operation) {
      flush()
      operations.append(operation)
    }

    mutating func append(_ other: Side) {
      for operation in other.operations {
        if case .literal(let bytes) = operation {
          writer.bytes += bytes
        } else {
          add(operation)
        }
      }
      writer.bytes += other.writer.bytes
    }
  }

  /// Writes fixed markup in both syntaxes.
  mutating func write(_ body: (inout TagWriter) -> Void) {
    body(&html.writer)
    body(&xhtml.writer)
  }

  mutating func add(_ operation: Operation) {
    html.add(operation)
    xhtml.add(operation)
  }

  /// Adds an attribute that each syntax may spell in its own way, or leave out (nil).
  mutating func add(attribute: (MarkupSyntax) -> AttributePlan?) {
    if let plan = attribute(.html) { html.add(.attribute(plan)) }
    if let plan = attribute(.xhtml) { xhtml.add(.attribute(plan)) }
  }

  mutating func addEach(_ source: ValueSource, body: OperationBuilder, empty: OperationBuilder) {
    let (body, empty) = (body.finished, empty.finished)
    html.add(.each(source, body: body.html, empty: empty.html))
    xhtml.add(.each(source, body: body.xhtml, empty: empty.xhtml))
  }

  mutating func addBranch(
    _ source: ValueSource, isNegated: Bool, then: OperationBuilder, otherwise: OperationBuilder
  ) {
    let (then, otherwise) = (then.finished, otherwise.finished)
    html.add(
      .branch(source, isNegated: isNegated, then: then.html, otherwise: otherwise.html))
    xhtml.add(
      .branch(source, isNegated: isNegated, then: then.xhtml, otherwise: otherwise.xhtml))
  }

  /// Adds what another builder collected.
  mutating func append(_ other: OperationBuilder) {
    html.append(other.html)
    xhtml.append(other.xhtml)
  }

  /// The operations of both, the last run of fixed markup included.
  var finished: (html: [Operation], xhtml: [Operation]) {
    var (html, xhtml) = (html, xhtml)
    html.flush()
    xhtml.flush()
    return (html.operations, xhtml.operations)
  }
}
