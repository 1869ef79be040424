import ArchSimSearch
import ArchSimText

/// `tournament.json`: who takes part in a tournament.
enum TournamentFile {
  static func text(_ tournament: Tournament) -> String {
    var json = JSONWriter(indented: true)
    json.beginObject()
    json.key("tournament")
    json.string(tournament.study.name)
    json.key("seeds")
    json.number(tournament.rounds)
    json.key("entrants")
    json.beginArray()
    for entrant in tournament.entrants {
      json.beginObject()
      json.key("algorithm")
      json.string(entrant.algorithm)
      json.key("hyperparameters")
      json.beginArray()
      for sample in entrant.samples {
        json.beginObject()
        for setting in sample {
          json.key(setting.name)
          json.number(setting.value)
        }
        json.endObject()
      }
      json.endArray()
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.text + "\n"
  }

  /// Reads who takes part in a tournament of a study.
  static func read(_ file: String, study: Study) throws(Diagnostic) -> Tournament {
    let value = try JSONParser.parse(
      try TextFile.read(file, what: "tournament file"), file: file)
    let rounds = try value.require("seeds").requireInteger("seeds")
    var entrants: [Tournament.Entrant] = []
    for entry in try value.require("entrants").requireArray("entrants") {
      var samples: [[SearchSettings.Setting]] = []
      for sample in try entry.require("hyperparameters").requireArray("hyperparameters") {
        var settings: [SearchSettings.Setting] = []
        for member in try sample.requireObject("hyperparameters") {
          settings.append(
            .init(name: member.name, value: try member.value.requireNumber(member.name)))
        }
        samples.append(settings)
      }
      let algorithm = try entry.require("algorithm")
      entrants.append(
        Tournament.Entrant(
          algorithm: try algorithm.requireString("algorithm"), samples: samples))
      guard !samples.isEmpty else {
        throw Diagnostic("expected the defaults first, found nothing", at: entry.location)
      }
    }
    do throws(Diagnostic) {
      return try Tournament(study, entrants: entrants, rounds: rounds)
    } catch {
      var located = error
      located.location = located.location ?? SourceLocation(file: file)
      throw located
    }
  }
}
