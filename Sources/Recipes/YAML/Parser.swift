import Settings

/// Reads the one document of a YAML text as nodes with places.
///
/// The subset is what a recipe needs: maps, lists and texts. Whatever lets a short text stand for a large or surprising
/// tree (anchors, aliases, merge keys, tags, several documents) is refused with its place; depth and size are bounded.
struct Parser {
  static let depthLimit = 64
  static let nodeLimit = 100_000

  /// What was refused although the rest of the text could be read.
  private(set) var problems: [Problem] = []
  private let events: YAMLEvents
  private let source: SourceText
  /// Where the parsed text begins in the source, as lines and columns to add: an override's value begins after its `=`.
  private let offset: YAMLEvent.Mark
  private var nodes = 0

  init(_ text: String, in source: SourceText, offset: YAMLEvent.Mark = .init(line: 0, column: 0)) {
    (events, self.source, self.offset) = (YAMLEvents(text), source, offset)
  }

  /// - Throws: ``Problem`` where the text cannot be read any further.
  mutating func document() throws(Problem) -> Node {
    _ = try next()
    guard case .documentStart = try next().kind else {
      throw Problem("nothing is written here", at: Place(whole: source))
    }
    let root = try node(from: try next(), depth: 1)
    _ = try next()
    let end = try next()
    guard case .streamEnd = end.kind else {
      throw Problem("a second document starts here", at: place(end), hint: "a recipe is one document: one file each")
    }
    return root
  }

  private mutating func node(from event: YAMLEvent, depth: Int) throws(Problem) -> Node {
    try count(event)
    guard depth <= Self.depthLimit else {
      throw Problem("nested more than \(Self.depthLimit) levels deep", at: place(event))
    }
    refuseDecorations(event)
    switch event.kind {
    case .scalar(let text, let quoted): return Node(.scalar(text, quoted: quoted), at: place(event))
    case .sequenceStart:
      var items: [Node] = []
      var item = try next()
      while true {
        if case .sequenceEnd = item.kind { break }
        items.append(try node(from: item, depth: depth + 1))
        item = try next()
      }
      return Node(.sequence(items), at: place(from: event, to: item))
    case .mappingStart: return try mapping(from: event, depth: depth)
    default: return Node(.refused, at: place(event))
    }
  }

  private mutating func mapping(from event: YAMLEvent, depth: Int) throws(Problem) -> Node {
    var pairs: [Node.Pair] = []
    var known: [String: Place] = [:]
    var key = try next()
    while true {
      if case .mappingEnd = key.kind { break }
      guard case .scalar(let name, let quoted) = key.kind else {
        throw Problem("a key must be a single text", at: place(key))
      }
      try count(key)
      refuseDecorations(key)
      let here = place(key)
      let value = try node(from: try next(), depth: depth + 1)
      if name == "<<", !quoted {
        problems.append(
          Problem("the merge key '<<' is not allowed", at: here, hint: "use 'extends' or write the keys out"))
      } else if let first = known[name] {
        problems.append(Problem("the key '\(name.shown)' stands here twice", at: here, hint: "first at \(first.full)"))
      } else {
        known[name] = here
        pairs.append(Node.Pair(key: name, place: here, value: value))
      }
      key = try next()
    }
    return Node(.mapping(pairs), at: place(from: event, to: key))
  }

  /// Counts a key or value.
  private mutating func count(_ event: YAMLEvent) throws(Problem) {
    nodes += 1
    if nodes > Self.nodeLimit {
      throw Problem("more than \(Self.nodeLimit) keys and values in one text", at: place(event))
    }
  }

  /// Reports an alias, anchor or tag.
  private mutating func refuseDecorations(_ event: YAMLEvent) {
    let start = place(event.start, length: 1)
    if case .alias = event.kind {
      let name = event.anchor ?? ""
      let here = place(event.start, length: name.unicodeScalars.count + 1)
      problems.append(Problem("the alias '*\(name.shown)' is not allowed", at: here, hint: "write the value out"))
    } else if let anchor = event.anchor {
      problems.append(Problem("the anchor '&\(anchor.shown)' is not allowed", at: start, hint: "write the value out"))
    }
    if event.tag != nil {
      problems.append(Problem("a tag is not allowed", at: start, hint: "the key says which type its value has"))
    }
  }

  private mutating func next() throws(Problem) -> YAMLEvent {
    let event: YAMLEvent
    do throws(YAMLSyntaxError) {
      event = try events.next()
    } catch {
      throw problem(for: error)
    }
    guard source.isArgument else { return event }
    if event.isBlock {
      throw Problem(
        "a value on the command line is written in one line", at: place(event), hint: "[a, b] or {key: value}")
    }
    if case .documentStart(isExplicit: true) = event.kind {
      throw Problem("a value on the command line is no document", at: place(event))
    }
    return event
  }

  private func problem(for error: YAMLSyntaxError) -> Problem {
    // What is missing at the end of the text is reported behind its last character, not in an empty line.
    let end = source.end
    func inText(_ place: Place) -> Place { end.precedes(place) ? end : place }
    let here = inText(place(error.mark, length: 1))
    var message = error.message
    if let context = error.context, case let began = inText(place(context.mark, length: 1)), began.line != here.line {
      message += " (\(context.text) that began at \(began.full))"
    }
    let isTab = source.line(here.line).dropFirst(here.column - 1).first == "\t"
    let hint: String? =
      switch error.message {
      case _ where isTab: "indent with spaces, not with tabs"
      case "mapping values are not allowed in this context": "a text with ': ' needs quotes; check the indentation"
      default: nil
      }
    return Problem("not valid YAML: \(message)", at: here, hint: hint)
  }

  // MARK: - Places

  private func place(_ mark: YAMLEvent.Mark, length: Int) -> Place {
    let column = mark.column + (mark.line == 0 ? offset.column : 0) + 1
    return Place(source, line: mark.line + offset.line + 1, column: column, length: length)
  }

  private func place(_ event: YAMLEvent) -> Place { place(from: event, to: event) }

  /// From the start of one event to the end of another; over several lines, only the first column.
  private func place(from first: YAMLEvent, to last: YAMLEvent) -> Place {
    let isOneLine = first.start.line == last.end.line && !first.isBlock
    return place(first.start, length: isOneLine ? max(last.end.column - first.start.column, 1) : 1)
  }
}
