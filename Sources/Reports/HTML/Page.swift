import Charts

/// A whole page in one file: no scripts, nothing from elsewhere.
struct Page: Sendable {
  let title: String
  /// One line under the title.
  let subtitle: HTML
  /// Facts in a word or two, with whether they are good news.
  let badges: [Badge]
  let opening: HTML
  let sections: [Section]
  /// Whether the page asks the browser to load it again: its run is under way.
  var refreshSeconds: Int?

  struct Badge: Sendable {
    enum Kind: String, Sendable { case plain, good, warning }

    let text: String
    let kind: Kind
  }

  /// A browser that honours it neither runs a script nor asks the network for anything, whatever a page holds.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

  var text: String {
    let refresh: HTML = refreshSeconds.map { "<meta http-equiv=\"refresh\" content=\"\($0)\">\n" } ?? .nothing
    let links = sections.map { section -> HTML in "<a href=\"#\(section.id)\">\(section.name)</a>" }
    let marks = badges.map { badge -> HTML in "<li class=\"\(badge.kind.rawValue)\">\(badge.text)</li>" }
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTML(trusted: Self.policy))">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      \(refresh)<title>\(title)</title>
      <link rel="icon" href="data:,">
      <style>\(HTML(trusted: Stylesheet.text))</style>
      </head>
      <body>
      <main>
      <header>
      <h1>\(title)</h1>
      <p class="subtitle">\(subtitle)</p>
      <ul class="badges">\(marks)</ul>
      <nav aria-label="Contents">\(links)</nav>
      </header>
      \(opening)
      \(sections.map(\.html))</main>
      </body>
      </html>

      """
    return page.source
  }
}
