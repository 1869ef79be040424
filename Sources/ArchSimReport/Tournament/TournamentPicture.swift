import ArchSimHardware
public import ArchSimStudy
import ArchSimText

extension TournamentStandings {
  /// A picture of the tournament: how the medians of the defaults grew, with their quartiles, and
  /// what each choice of hyperparameters ended with.
  ///
  /// One file of Scalable Vector Graphics without anything outside of it. Lines differ in colour and
  /// dashes, by colours that all kinds of colour vision tell apart (Okabe, Ito 2008), and each is
  /// named where it ends.
  public var svgText: String { TournamentPicture(self).text }
}

/// The drawing of a tournament.
private struct TournamentPicture {
  let standings: TournamentStandings
  private let scale: ValueScale
  private var svg = ""

  private static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
  ]
  private static let dashes = ["", "7 3", "2 2"]
  private static let width = 1120.0
  private static let height = 500.0
  private static let top = 56.0
  private static let bottom = 450.0
  private static let left = 80.0
  private static let curveRight = 560.0
  private static let stripLeft = 700.0
  private static let stripRight = 1100.0

  init(_ standings: TournamentStandings) {
    self.standings = standings
    let measure = standings.measure
    let shown = standings.entrants.flatMap { entrant in
      // The first trials are worse than anything that matters later.
      entrant.curve.suffix(entrant.curve.count * 3 / 4).compactMap { $0 }
        .flatMap { [$0.lower, $0.median, $0.upper] } + entrant.tickets
    }
    scale = ValueScale(
      shown.compactMap(measure.value(ofScore:)), top: Self.top, bottom: Self.bottom)
  }

  var text: String {
    var picture = self
    picture.draw()
    return picture.svg
  }

  private mutating func draw() {
    let name = Self.escaped(standings.measure.name)
    svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.text(Self.width)) \
      \(Self.text(Self.height))" role="img" font-family="sans-serif" font-size="12">
      <title>Tournament by \(name)</title>
      <desc>Left: median and quartiles of the best found over trials, defaults. Right: the median \
      over seeds at the end for each choice of hyperparameters; the ring is the default.</desc>
      <rect width="100%" height="100%" fill="#ffffff"/>

      """
    write(
      standings.measure.isMinimized ? "\(name), less is better" : "\(name), more is better",
      x: Self.left, y: 24, attributes: "font-weight=\"bold\"")
    write("best found over trials (defaults)", x: Self.left, y: 42)
    write("choices of hyperparameters at the end", x: Self.stripLeft, y: 42)
    drawAxes()
    var ends: [(y: Double, entrant: Int)] = []
    for entrant in standings.entrants.indices {
      drawCurve(entrant)
      drawStrip(entrant)
      if let last = standings.entrants[entrant].curve.last ?? nil, let y = y(last.median) {
        ends.append((y, entrant))
      }
    }
    writeNames(ends)
    svg += "</svg>\n"
  }

  // MARK: Parts

  private mutating func drawAxes() {
    for tick in scale.ticks {
      let y = Self.text(scale.place(tick))
      for (from, to) in [(Self.left, Self.curveRight), (Self.stripLeft, Self.stripRight)] {
        svg += "<path d=\"M\(Self.text(from)) \(y)H\(Self.text(to))\" stroke=\"#dddddd\"/>\n"
      }
      write(
        siLabel(tick), x: Self.left - 6, y: scale.place(tick) + 4,
        attributes: "text-anchor=\"end\"")
    }
    for trials in standings.checkpoints {
      let x = x(trials)
      svg +=
        "<path d=\"M\(Self.text(x)) \(Self.text(Self.bottom))v5\" stroke=\"#555555\"/>\n"
      write(
        "\(trials)", x: x, y: Self.bottom + 18, attributes: "text-anchor=\"middle\"")
    }
    write(
      "trials", x: (Self.left + Self.curveRight) / 2, y: Self.bottom + 38,
      attributes: "text-anchor=\"middle\"")
  }

  private func siLabel(_ value: Double) -> String {
    let unit = standings.measure.unit
    return unit == .none ? value.text(significantDigits: 3) : siText(value, unit: unit.symbol)
  }

  private mutating func drawCurve(_ entrant: Int) {
    var upper = ""
    var lower = ""
    var middle = ""
    for (trials, quartiles) in zip(standings.curveTrials, standings.entrants[entrant].curve) {
      let x = Self.text(x(trials))
      if let y = y(quartiles?.median) {
        middle += "\(middle.isEmpty ? "M" : "L")\(x) \(Self.text(y))"
      }
      guard let best = y(quartiles?.lower), let worst = y(quartiles?.upper) else { continue }
      upper += "\(upper.isEmpty ? "M" : "L")\(x) \(Self.text(best))"
      lower = "L\(x) \(Self.text(worst))" + lower
    }
    let color = Self.colors[entrant % Self.colors.count]
    if !upper.isEmpty {
      svg += "<path d=\"\(upper)\(lower)Z\" fill=\"\(color)\" opacity=\"0.1\"/>\n"
    }
    svg +=
      "<path d=\"\(middle)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\""
      + " stroke-dasharray=\"\(dash(entrant))\"/>\n"
  }

  private func dash(_ entrant: Int) -> String {
    Self.dashes[entrant / Self.colors.count % Self.dashes.count]
  }

  private mutating func drawStrip(_ entrant: Int) {
    let step = (Self.stripRight - Self.stripLeft) / Double(standings.entrants.count)
    let x = Self.stripLeft + (Double(entrant) + 0.5) * step
    let color = Self.colors[entrant % Self.colors.count]
    let tickets = standings.entrants[entrant].tickets
    let places = tickets.compactMap { y($0) }
    if let first = places.min(), let last = places.max() {
      svg +=
        "<path d=\"M\(Self.text(x)) \(Self.text(first))V\(Self.text(last))\" stroke=\"\(color)\""
        + " opacity=\"0.4\"/>\n"
    }
    for (sample, ticket) in tickets.enumerated() {
      guard let y = y(ticket) else { continue }
      let style =
        sample == 0
        ? "r=\"6\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\""
        : "r=\"3\" fill=\"\(color)\" opacity=\"0.6\""
      svg += "<circle cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" \(style)/>\n"
    }
    write(
      standings.entrants[entrant].algorithm, x: 0, y: 0,
      attributes: "text-anchor=\"end\" fill=\"#222222\" transform=\"translate(\(Self.text(x + 4)) "
        + "\(Self.text(Self.bottom + 10))) rotate(-30)\"")
  }

  /// Names beside the ends of curves, moved apart where they would cover each other.
  private mutating func writeNames(_ ends: [(y: Double, entrant: Int)]) {
    let spacing = min(14, (Self.bottom - Self.top) / Double(max(1, ends.count)))
    let sorted = ends.sorted { ($0.y, $0.entrant) < ($1.y, $1.entrant) }
    var places: [Double] = []
    for end in sorted { places.append(max(end.y, (places.last ?? -.infinity) + spacing)) }
    // What was pushed out below comes back up.
    var most = Self.bottom + 4
    for index in places.indices.reversed() {
      places[index] = min(places[index], most)
      most = places[index] - spacing
    }
    for (end, place) in zip(sorted, places) {
      let color = Self.colors[end.entrant % Self.colors.count]
      let right = Self.curveRight
      svg +=
        "<path d=\"M\(Self.text(right)) \(Self.text(end.y))L\(Self.text(right + 14)) "
        + "\(Self.text(place))h12\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\""
        + " stroke-dasharray=\"\(dash(end.entrant))\"/>\n"
      write(
        standings.entrants[end.entrant].algorithm, x: right + 30, y: place + 4,
        attributes: "fill=\"#222222\"")
    }
  }

  // MARK: Places

  private func x(_ trials: Int) -> Double {
    let last = Double(standings.checkpoints.last ?? 1)
    guard last > 1 else { return Self.left }
    let share = binaryLogarithm(Double(max(1, trials))) / binaryLogarithm(last)
    return Self.left + share * (Self.curveRight - Self.left)
  }

  private func y(_ score: Double?) -> Double? {
    score.flatMap(standings.measure.value(ofScore:)).map(scale.place)
  }

  private mutating func write(_ words: String, x: Double, y: Double, attributes: String = "") {
    svg +=
      "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" \(attributes)>"
      + "\(Self.escaped(words))</text>\n"
  }

  private static func text(_ number: Double) -> String {
    (number * 10).rounded() == (number.rounded() * 10)
      ? number.text(fractionDigits: 0) : number.text(fractionDigits: 1)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
