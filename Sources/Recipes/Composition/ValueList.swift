/// The values of an argument such as `strategy=sum,dfs`: its text, cut at the commas that belong to no value.
///
/// A comma inside brackets, braces or quotes belongs to the value: `[1, 2],[1, 2, 4]` is two lists, `"a,b"` one text.
struct ValueList {
  let values: [Substring]

  init(_ text: Substring) {
    var values: [Substring] = []
    var start = text.startIndex
    var depth = 0
    var quote: Character?
    // Whether a quote here would open a quoted text, which it does only where a value may begin.
    var mayBegin = true
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let next = text.index(after: index)
      if let open = quote {
        if open == "\"", character == "\\", next < text.endIndex {
          index = text.index(after: next)
          continue
        }
        // Two single quotes inside single quotes stand for one.
        if open == "'", character == "'", next < text.endIndex, text[next] == "'" {
          index = text.index(after: next)
          continue
        }
        if character == open { quote = nil }
      } else if mayBegin, character == "\"" || character == "'" {
        (quote, mayBegin) = (character, false)
      } else {
        switch character {
        case "[", "{": depth += 1
        case "]", "}": depth = max(0, depth - 1)
        case "," where depth == 0:
          values.append(text[start..<index])
          start = next
        default: break
        }
        mayBegin = character.isWhitespace ? mayBegin || depth > 0 : "[{,:".contains(character)
      }
      index = next
    }
    self.values = values + [text[start...]]
  }
}
