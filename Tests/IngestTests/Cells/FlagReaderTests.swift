import Ingest
import Testing

/// Yes and no in two languages.
struct FlagReaderTests {
  @Test(arguments: [
    ("true", 1), ("TRUE", 1), ("1", 1), ("oui", 1), ("Vrai", 1), ("yes", 1), (" Oui ", 1),
    ("x", 1), ("X", 1), ("false", 0), ("FAUX", 0), ("0", 0), ("non", 0), ("No", 0), ("", 2),
    ("-", 2), ("NULL", 2),
    ("=\"true\"", 1), ("=\"0\"", 0), ("=\"\"", 2),
  ])
  func `yes, no and nothing`(text: String, expected: UInt8) {
    #expect(FlagReader.read(Array(text.utf8).span) == expected)
  }

  @Test(arguments: ["maybe", "2", "01", "truee", "xx"])
  func `neither yes nor no`(text: String) {
    #expect(FlagReader.read(Array(text.utf8).span) == nil)
  }
}
