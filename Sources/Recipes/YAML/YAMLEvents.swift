internal import CYAML

/// One event of libyaml's parser.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd
    case documentStart(isExplicit: Bool)
    case documentEnd
    case alias
    case scalar(String, quoted: Bool)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  /// A position in the text; both numbers count from 0.
  struct Mark {
    let line: Int
    let column: Int
  }

  let kind: Kind
  let anchor: String?
  let tag: String?
  /// Whether a list or map is written by lines and indentation rather than with brackets.
  let isBlock: Bool
  let start: Mark
  let end: Mark
}

/// A text that libyaml cannot read.
struct YAMLSyntaxError: Error {
  let message: String
  let mark: YAMLEvent.Mark
  /// What was being read, and where it began.
  let context: (text: String, mark: YAMLEvent.Mark)?
}

/// The events of a YAML text, one by one: libyaml reads no further than was asked for.
final class YAMLEvents {
  // On the heap, for libyaml keeps a pointer from the parser to itself.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  /// - Parameter text: without control characters, which libyaml would report without a line.
  init(_ text: String) {
    bytes = .allocate(capacity: text.utf8.count)
    _ = bytes.initialize(from: text.utf8)
    parser = .allocate(capacity: 1)
    precondition(yaml_parser_initialize(parser) == 1, "libyaml has no memory for a parser")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, UnsafePointer(bytes.baseAddress), bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    bytes.deallocate()
  }

  func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else {
      let state = parser.pointee
      throw YAMLSyntaxError(
        message: state.problem.map { String(cString: $0) } ?? "the text cannot be read",
        mark: YAMLEvent.Mark(state.problem_mark),
        context: state.context.map { (String(cString: $0), YAMLEvent.Mark(state.context_mark)) })
    }
    defer { yaml_event_delete(&event) }
    return YAMLEvent(event)
  }
}

extension YAMLEvent {
  fileprivate init(_ event: yaml_event_t) {
    (start, end) = (Mark(event.start_mark), Mark(event.end_mark))
    func text(_ pointer: UnsafePointer<yaml_char_t>?) -> String? { pointer.map { String(cString: $0) } }
    switch event.type {
    case YAML_DOCUMENT_START_EVENT:
      kind = .documentStart(isExplicit: event.data.document_start.implicit == 0)
      (anchor, tag, isBlock) = (nil, nil, false)
    case YAML_ALIAS_EVENT:
      kind = .alias
      (anchor, tag, isBlock) = (text(event.data.alias.anchor), nil, false)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      kind = .scalar(String(decoding: bytes, as: UTF8.self), quoted: scalar.style != YAML_PLAIN_SCALAR_STYLE)
      let isLiteral = scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE
      (anchor, tag, isBlock) = (text(scalar.anchor), text(scalar.tag), isLiteral)
    case YAML_SEQUENCE_START_EVENT:
      let sequence = event.data.sequence_start
      kind = .sequenceStart
      (anchor, tag) = (text(sequence.anchor), text(sequence.tag))
      isBlock = sequence.style == YAML_BLOCK_SEQUENCE_STYLE
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      kind = .mappingStart
      (anchor, tag) = (text(mapping.anchor), text(mapping.tag))
      isBlock = mapping.style == YAML_BLOCK_MAPPING_STYLE
    default:
      kind =
        switch event.type {
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_END_EVENT: .mappingEnd
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_STREAM_START_EVENT: .streamStart
        default: .streamEnd
        }
      (anchor, tag, isBlock) = (nil, nil, false)
    }
  }
}

extension YAMLEvent.Mark {
  fileprivate init(_ mark: yaml_mark_t) { self.init(line: Int(mark.line), column: Int(mark.column)) }
}
