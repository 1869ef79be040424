/// A report as one file that needs nothing else: no network, no fonts, no libraries.
///
/// The page names the digests of its only style and script (Content Security Policy, level 3), so
/// that whatever a name in a study says, nothing else can run or be loaded.
struct HTMLPage {
  /// A part of the page, which the list at its head links to.
  struct Section {
    var id: String
    var title: String
    var body: Markup
  }

  var title: String
  var head: Markup
  var sections: [Section]
  /// What the script draws from, as JSON; nil for pages that stand still.
  var data: String?
  var foot: Markup

  var text: String {
    let style =
      String(decoding: PackageResources.report_css, as: UTF8.self)
      + String(decoding: PackageResources.chart_css, as: UTF8.self)
    let script = String(decoding: PackageResources.report_js, as: UTF8.self)
    let policy = [
      "default-src 'none'", "style-src '\(Self.digest(style))'",
      "script-src '\(Self.digest(script))'", "base-uri 'none'", "form-action 'none'",
    ]
    var page = Markup()
    page.verbatim("<!DOCTYPE html>\n")
    page.add("html", ["lang": "en"]) { html in
      html.add("head") { head in
        head.single("meta", ["charset": "utf-8"])
        head.single(
          "meta",
          ["http-equiv": "Content-Security-Policy", "content": policy.joined(separator: "; ")])
        head.single(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        head.single("meta", ["name": "color-scheme", "content": "light dark"])
        head.add("title", title)
        head.verbatim("<style>\(style)</style>")
        head.endLine()
      }
      html.add("body") { body in
        writeBody(&body)
        if let data {
          // Nothing in it may end the element.
          body.verbatim("<script type=\"application/json\" id=\"data\">")
          body.verbatim(data.replacing("<", with: "\\u003c"))
          body.verbatim("</script>\n")
        }
        body.verbatim("<script>\(script)</script>\n")
      }
    }
    page.endLine()
    return page.source
  }

  private func writeBody(_ body: inout Markup) {
    body.add("a", ["class": "skip", "href": "#main"], "To the report")
    body.add("header") { header in
      header.splice(head)
      header.add("nav", ["aria-label": "Sections"]) { nav in
        for section in sections {
          nav.add("a", ["href": "#\(section.id)"], section.title)
        }
      }
    }
    body.endLine()
    body.add("main", ["id": "main"]) { main in
      for section in sections {
        main.add("section", ["id": section.id, "aria-labelledby": "\(section.id)-title"]) { part in
          part.add("h2", ["id": "\(section.id)-title"], section.title)
          part.endLine()
          part.splice(section.body)
        }
        main.endLine()
      }
    }
    body.add("footer") { $0.splice(foot) }
    body.endLine()
  }

  private static func digest(_ text: String) -> String {
    "sha256-" + base64(sha256(Array(text.utf8)))
  }
}

extension [HTMLPage.Section] {
  /// Adds a part, where there is anything to say.
  mutating func add(_ id: String, _ title: String, _ body: Markup?) {
    guard let body else { return }
    append(HTMLPage.Section(id: id, title: title, body: body))
  }
}
