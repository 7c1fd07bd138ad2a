import Calendar

/// What `--version` and manifests say.
enum Version {
  static let number = "0.1.0"
  static let zones = TimeZoneRules.dataVersion
  static let text = "jalon \(number) (zone data \(zones))"
}
