/// A part of a page under a heading.
struct Section: Sendable {
  /// By which links reach it.
  let id: String
  /// As the page's contents call it.
  let name: String
  /// A question or statement that the part answers.
  let heading: String
  /// What a reader must know to read it.
  let lead: HTML
  let body: HTML

  init(_ id: String, _ name: String, heading: String, lead: HTML = .nothing, body: HTML) {
    (self.id, self.name, self.heading, self.lead, self.body) = (id, name, heading, lead, body)
  }

  var html: HTML {
    """
    <section id="\(id)"><h2>\(heading)</h2>
    \(lead.source.isEmpty ? HTML.nothing : "<p class=\"lead\">\(lead.keepingPercentSigns)</p>")
    \(body)
    </section>

    """
  }
}
