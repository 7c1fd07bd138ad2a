package import Ingest

/// Places in files as people read them in a report, without columns.
package enum PlaceText {
  /// `deals.csv:12`, the file alone where no line is known, and nothing for no place.
  package static func line(_ place: Place?) -> String {
    place.map { place in place.line.map { "\(place.file):\($0)" } ?? place.file } ?? ""
  }

  /// `deals.csv:12, 40; calls.csv:7`: the name of a file once, as long as its lines follow each other.
  package static func lines(_ places: some Sequence<Place>) -> String {
    var texts: [String] = []
    var file: String?
    for place in places {
      if let line = place.line, place.file == file, let last = texts.popLast() {
        texts.append("\(last), \(line)")
      } else {
        texts.append(Self.line(place))
      }
      file = place.file
    }
    return texts.joined(separator: "; ")
  }
}
